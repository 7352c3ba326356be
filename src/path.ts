// Paths are bytes; this is how people read them.
import { isUtf8 } from 'node:buffer';
import { redactTokens } from './secret.ts';
import type { ContentKind } from './types.ts';

const UNSAFE = // C0, DEL, C1, bidi controls, zero-width, line and paragraph separators, BOM, tag characters, and the escape sign itself
  /[\\\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]/g;

/** Makes `text` safe on a terminal and in a log: control, bidi and invisible characters as `\n`, `\x1b` or `\u{202e}`, `\` doubled. Lossless. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, (found) => {
    const code = found.codePointAt(0) ?? 0;
    if (found === '\\') return '\\\\';
    if (found === '\n') return '\\n';
    if (found === '\r') return '\\r';
    if (found === '\t') return '\\t';
    return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** What somebody typed or a program said, for a message: without what looks like a credential, escaped, cut to `width` characters. */
export function mention(text: string, width = 60): string {
  return escapeText(redactTokens(text)).slice(0, width);
}

/** A path for people: UTF-8 with escapes of `escapeText`; bytes that are no UTF-8 as `\xNN`. Lossless, one line. */
export function displayPath(path: Uint8Array): string {
  const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
  if (isUtf8(bytes)) return escapeText(bytes.toString('utf8'));
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const width = utf8Width(bytes, at);
    const piece = bytes.subarray(at, at + Math.max(width, 1));
    text += width === 0 ? `\\x${(piece[0] ?? 0).toString(16).padStart(2, '0')}` : escapeText(piece.toString('utf8'));
    at += piece.length;
  }
  return text;
}

/** What a path says of its content: the ending `.ipynb` is a notebook, `.br` is brotli, in any case. */
export function contentKind(path: Uint8Array): ContentKind {
  const ending = latin1(path.subarray(-6)).toLowerCase();
  if (ending === '.ipynb') return 'notebook';
  return ending.endsWith('.br') ? 'brotli' : 'text';
}

const CODE =
  /\.(?:pyw?|ipynb|[cm]?[jt]sx?|vue|svelte|astro|sh|bash|zsh|ksh|bats|sbatch|slurm|pbs|lsf|qsub|psm?1|bat|cmd|mdx?|markdown|ya?ml|mk|mak|env|(?:docker|container|jenkins)file)$|(?:^|\/)(?:\.?devcontainer\.json|package\.json|\.env(?:rc|\.[^/]*)?|(?:docker|container|jenkins|(?:gnu)?make)file[^/]*(?<!\.tmpl)|\.(?:bash|zsh|z)?(?:rc|_?profile|_aliases|env|_login|_logout)|[^./]+)$/i;
/** Of templates, and of what is no program whatever it begins with. */
const NO_SCRIPT = /\.(?:tmpl|template|tpl|j2|jinja2?|erb|in|txt|rst|html?|json|jsonl|toml|lock|csv|xml|svg)$/i;
const MODULE = /\.(?:pyw?|[cm]?[jt]sx?|vue|svelte|astro)$/i;

/** Whether a file may be code, by its name: of a language, a build, a workflow, a shell; or without an ending, as scripts are. A template is none. */
export function isCode(path: Uint8Array): boolean {
  return CODE.test(latin1(path));
}

/** Names without an ending that say what they are all the same. */
const BUILD = /(?:docker|container|jenkins|make)file[^/]*$/i;

/** Whether what may be code by its name says so: without an ending, it must by its first bytes. Few scripts are large, but many logs. */
export function saysCode(path: Uint8Array, first: Uint8Array): boolean {
  const name = latin1(path);
  return /\.[^/]*$/.test(name) || BUILD.test(name) || (first[0] === 0x23 && first[1] === 0x21);
}

/** Whether its first line may say that it is code where its name does not. */
export function mayBeScript(path: Uint8Array): boolean {
  return !NO_SCRIPT.test(latin1(path));
}

/** Whether other files can import it: Python and JavaScript. `path` has a character for each byte. */
export function isModule(path: string): boolean {
  return MODULE.test(path);
}

/** Bytes as a string of one character each: a key that is the same for the same bytes, whatever they mean. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Length of the valid UTF-8 character at `at`, 0 if there is none. */
function utf8Width(bytes: Uint8Array, at: number): number {
  for (let width = 1; width <= 4 && at + width <= bytes.length; width++)
    if (isUtf8(bytes.subarray(at, at + width))) return width;
  return 0;
}
