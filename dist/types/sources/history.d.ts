import type { Source } from '../types.js';
import type { HistoryOptions } from './history-options.js';
/**
 * All objects that the refs, the HEADs of all work trees and the stash reach, each once; the names of the refs; with `everything`, all
 * that git stores. A history that is too damaged to be walked is replaced by the whole store.
 */
export declare function historySource(options: HistoryOptions): Source;
