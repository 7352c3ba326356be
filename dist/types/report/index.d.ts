import type { Report } from '../types.js';
import type { TextOptions } from './text.js';
/** How the text looks; the machine formats always look the same. */
export type RenderOptions = Partial<TextOptions>;
declare const RENDERERS: {
    readonly text: (report: Report, options: TextOptions) => Promise<string>;
    readonly json: (report: Report, options: TextOptions) => Promise<Generator<string, any, any>>;
    readonly sarif: (report: Report, options: TextOptions) => Promise<string>;
    readonly github: (report: Report) => Promise<string>;
    readonly jsonl: (report: Report, options: TextOptions) => Promise<string>;
    readonly markdown: (report: Report) => Promise<string>;
    readonly csv: (report: Report) => Promise<string>;
    readonly junit: (report: Report) => Promise<string>;
    readonly rdjson: (report: Report) => Promise<string>;
    readonly 'gitlab-secret-detection': (report: Report, options: TextOptions) => Promise<string>;
    readonly 'gitlab-code-quality': (report: Report) => Promise<string>;
};
export type Format = keyof typeof RENDERERS;
/** The names of all formats, the default first. */
export declare const formats: readonly Format[];
/** `report` in `format`: the whole output, ending in a newline, or `''` if there is nothing to say. No credential stands in it unmasked. */
export declare function render(format: Format, report: Report, options?: RenderOptions): Promise<string>;
/** The same in parts, made one after the other. */
export declare function renderParts(format: Format, report: Report, options: RenderOptions): Promise<Iterable<string>>;
export {};
