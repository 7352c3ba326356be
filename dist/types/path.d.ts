import type { ContentKind } from './types.js';
/** Makes `text` safe on a terminal and in a log: control, bidi and invisible characters as `\n`, `\x1b` or `\u{202e}`, `\` doubled. Lossless. */
export declare function escapeText(text: string): string;
/** What somebody typed or a program said, for a message: without what looks like a credential, escaped, cut to `width` characters. */
export declare function mention(text: string, width?: number): string;
/** A path for people: UTF-8 with escapes of `escapeText`; bytes that are no UTF-8 as `\xNN`. Lossless, one line. */
export declare function displayPath(path: Uint8Array): string;
/** What a path says of its content: the ending `.ipynb` is a notebook, `.br` is brotli, in any case. */
export declare function contentKind(path: Uint8Array): ContentKind;
/** Whether a file may be code, by its name: of a language, a build, a workflow, a shell; or without an ending, as scripts are. A template is none. */
export declare function isCode(path: Uint8Array): boolean;
/** Whether what may be code by its name says so: without an ending, it must by its first bytes. Few scripts are large, but many logs. */
export declare function saysCode(path: Uint8Array, first: Uint8Array): boolean;
/** Whether its first line may say that it is code where its name does not. */
export declare function mayBeScript(path: Uint8Array): boolean;
/** Whether other files can import it: Python and JavaScript. `path` has a character for each byte. */
export declare function isModule(path: string): boolean;
/** Bytes as a string of one character each: a key that is the same for the same bytes, whatever they mean. */
export declare function latin1(bytes: Uint8Array): string;
