// Encoders: how text from a repository enters each format without becoming anything but text.
import { displayPath, escapeText } from '../path.ts';

/**
 * Makes the pieces of one line safe on a terminal and in a CI log: escapes of `escapeText`, and `##[…]`, `##vso[…]` broken
 * (`\x23#[`) even where two pieces meet. Lossless, since `escapeText` doubles every `\` of the input.
 */
export function terminalPieces(pieces: readonly string[]): string[] {
  // NUL cannot stand in escaped text, so it can mark where pieces meet.
  const joined = pieces.map(escapeText).join('\0');
  return joined.replace(/#(?=\0*#[\0a-z]*\[)/gi, '\\x23').split('\0');
}

/** `terminalPieces` for a text in one piece, which may be put together with others. */
export function terminalText(text: string): string {
  return terminalPieces([text]).join('');
}

/** Escapes what is ours or in display form already: as `escapeText`, but `\` stays single. Its line must pass `neutralizeLine`. */
export function terminalPhrase(text: string): string {
  return text.split('\\').map(escapeText).join('\\');
}

/**
 * Breaks what a CI runner would execute in one line of output: `##[command]` and `##vso[command]` anywhere (as `\x23#[`) and
 * `::command::` at its start (as `\x3a:`). Source: actions/runner, ActionCommand.cs, TryParse and TryParseV2.
 */
export function neutralizeLine(line: string): string {
  return line.replace(/#(?=#[a-z]*\[)/gi, '\\x23').replace(/^((?:\s|\u001b\[[0-9;]*m)*):(?=:)/, '$1\\x3a');
}

const WIDE = // East Asian wide and fullwidth (UAX #11), and emoji that are shown as pictures
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;

/** Columns that escaped text takes on a terminal: 2 for wide characters, 0 for combining ones. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /^\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** `value` as JSON, 2 spaces deep unless told, safe to paste into HTML, a terminal or a CI log: `<`, `>`, `&`, invisible characters and `##` as `\uXXXX`. */
export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replace(JSON_UNSAFE, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  );
}

const JSON_UNSAFE = // what escapeText escapes and JSON.stringify does not, HTML's characters, and the first half of `##`
  /[<>&\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]|#(?=#)/g;

const SLASH = 0x2f;
/** What encodeURIComponent leaves as it is. */
const UNRESERVED = new Set(Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"));

/**
 * A path as a relative URI reference (RFC 3986): the bytes of each segment as encodeURIComponent would write them, so that
 * percent-decoding gives the very bytes back, UTF-8 or not. Slashes at the start are `%2F`, and the dots of a segment `.` or `..` are
 * `%2E`: as text, no URI is absolute or climbs. An empty path is `%2E`.
 */
export function sarifUri(path: Uint8Array): string {
  let leading = 0;
  while (path[leading] === SLASH) leading++;
  let uri = '';
  for (const byte of path.subarray(leading))
    uri += byte === SLASH || UNRESERVED.has(byte) ? String.fromCharCode(byte) : percent(byte);
  const segments = uri
    .split('/')
    .map((segment) => (/^\.\.?$/.test(segment) ? segment.replaceAll('.', '%2E') : segment));
  return '%2F'.repeat(leading) + segments.join('/') || '%2E';
}

/** A sentence as SARIF message text: `[`, `]` and `\` would make links, `{` and `}` placeholders (SARIF 2.1.0, 3.11.5, 3.11.6). */
export function sarifMessage(text: string): string {
  return text.replace(/[[\]\\]/g, '\\$&').replace(/[{}]/g, '$&$&');
}

/**
 * A path as one word of a POSIX shell, quoted if need be; null if its display form is not the path itself, so that nobody can paste
 * a wrong one.
 */
export function shellPath(path: Uint8Array): string | null {
  const raw = Buffer.from(path).toString('utf8');
  if (displayPath(path) !== raw || raw !== terminalText(raw)) return null;
  return shellWord(raw);
}

/** `word` quoted for a POSIX shell, if need be. */
export function shellWord(word: string): string {
  return /^[\w./@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
