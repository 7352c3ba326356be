// Which files are there to hold secrets, and the lines that keep them out of git.
import type { Patch } from './patch.ts';

/** Files that git should never have; examples are to be read by others. */
const SECRET_FILE =
  /(?:^|\/)(?:\.env(?:\.(?!.*\b(?:example|sample|template|dist|defaults)\b)[^/]*)?|\.envrc|[._]netrc|\.git-credentials|\.renviron|\.pypirc|stored_tokens|\.streamlit\/secrets\.toml|\.?huggingface\/token)$/i;

/** Whether a file of this path, with `/`, is there to hold secrets. */
export function isSecretFile(path: string): boolean {
  return SECRET_FILE.test(path);
}

/** The line of the `.gitignore` at the top that names one path and no other; null where none can (a line end). Format: gitignore(5). */
export function entryFor(path: string): string | null {
  return /[\r\n]/.test(path)
    ? null
    : `/${path.replace(/[\\*?[]/g, '\\$&').replace(/ +$/, (spaces) => '\\ '.repeat(spaces.length))}`;
}

/** What adds to the end of a `.gitignore` those of `entries` that it does not have; null if it has them all. Texts have a character for each byte. */
export function ignorePatch(text: string, entries: readonly string[]): Patch | null {
  const known = new Set(text.split(/\r?\n/));
  const lines = [...new Set(entries)].filter((entry) => !known.has(entry));
  if (lines.length === 0) return null;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return { start: text.length, end: text.length, text: gap + lines.map((line) => line + end).join('') };
}
