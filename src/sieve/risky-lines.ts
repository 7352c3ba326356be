// Lines in which code that may show a Hugging Face credential is noticed, as extended regular expressions of POSIX: for `grep`.
import { SEEN, WORDS } from './risky-words.ts';

const NAMED = WORDS.filter(({ behind }) => behind !== undefined).map(({ text }) => text);
/** `hf`, `Hf`, `HF`: names go on behind two letters. */
const SHORT = [...new Set(WORDS.filter(({ behind }) => behind === 2).map(({ text }) => text.slice(0, 2)))];
const COMPANY = WORDS.filter(({ behind, text }) => behind === text.length).map(({ text }) => text);
const PARTS = ['token', 'key', 'auth', 'secret', 'folder'];

/** Texts that need nothing more. */
export const CALLS = WORDS.filter(({ behind, isClient }) => behind === undefined && !isClient).map(({ text }) => text);
/** Texts that count beside one of `CLIENTS`. */
export const WEAK = SEEN.map(({ text }) => text);
export const CLIENTS = WORDS.filter(({ isClient }) => isClient).map(({ text }) => text);

/**
 * Lines of which every file that `createRisky` takes has one, or one of `CALLS`, or one of `WEAK` and one of `CLIENTS`, which may be in its
 * path; it is then no notebook.
 */
export function riskyLines(): readonly string[] {
  const parts = PARTS.map(eitherCase).join('|');
  const some = `${parts}|${eitherCase('pat')}([^A-Za-z]|$)`;
  const names = [...COMPANY, ...SHORT].join('|');
  return [
    `(${NAMED.join('|')})[A-Za-z0-9_/-]*(${some})`,
    `(${SHORT.join('|')})(${parts})|(${names})_[A-Za-z0-9_.-]{0,40}[A-Za-z0-9]{30}`,
    `(${names}) ?${eitherCase('face')} ([A-Za-z0-9_]+ ){0,2}(${parts}|${eitherCase('pat')})`,
  ];
}

/** Less than `riskyLines`: what they have in common, and is found at once. */
export function riskyGates(): readonly string[] {
  const parts = [...PARTS, 'pat'].map(eitherCase).join('|');
  return [
    `(${NAMED.join('|')})[A-Za-z0-9_/ -]*(${parts})`,
    `(${SHORT.join('|')})(${parts})`,
    `(${[...COMPANY, ...SHORT].join('|')})_[A-Za-z0-9_.-]{30}`,
  ];
}

function eitherCase(word: string): string {
  return [...word].map((char) => `[${char}${char.toUpperCase()}]`).join('');
}
