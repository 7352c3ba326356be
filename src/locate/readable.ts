// Tells names, paths and addresses, which a reader needs, from runs of characters that could be somebody's secret.

/** The characters of encoded secrets; a run of this length can hold 100 bits. */
const RUN = /[A-Za-z0-9+/_=.-]{20,}/g;
const ASSIGNMENT = /^[A-Za-z][A-Za-z0-9_.-]*=(?=[^=])/;
const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/];
/** What identifiers and paths are made of: `Capital`, `lower`, `UPPER`, `123`. */
const PART = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const VOWELS = /[aeiouy]/gi;
const UNPRONOUNCEABLE = /[^aeiouy]{5}|q(?!u)|[jv][^aeiouy]/i;
/** What must hold for a run to be read: shares of its letters and digits, and the average length of the parts that are letters. */
const WORD_SHARE = 0.7;
const LETTER_SHARE = 0.75;
const MIN_AVERAGE = 3.4;

/** `text` with `[redacted]` for every run that looks like a secret: 20 and more characters of two classes that are not mostly words. */
export function redact(text: string): string {
  return text.replace(RUN, redactRun);
}

function redactRun(run: string): string {
  if (isReadable(run)) return run;
  const name = ASSIGNMENT.exec(run)?.[0] ?? '';
  return name && (name.length < 20 || isReadable(name)) ? name + redact(run.slice(name.length)) : '[redacted]';
}

/** Words and short numbers read as text; the parts of a random run are two characters long on average, and few have vowels where words do. */
function isReadable(run: string): boolean {
  if (CLASSES.filter((pattern) => pattern.test(run)).length < 2) return true;
  const parts = run.match(PART) ?? [];
  const letters = parts.filter((part) => !isNumber(part));
  const total = lengthOf(parts);
  const inLetters = lengthOf(letters);
  return (
    lengthOf(letters.filter(isWord)) >= total * WORD_SHARE &&
    inLetters >= letters.length * MIN_AVERAGE &&
    inLetters >= total * LETTER_SHARE
  );
}

function isNumber(part: string): boolean {
  return part >= '0' && part < ':';
}

function isWord(part: string): boolean {
  if (part.length < 3 || part.length > 20 || UNPRONOUNCEABLE.test(part)) return false;
  const vowels = part.match(VOWELS)?.length ?? 0;
  return vowels >= part.length * 0.25 && vowels <= part.length * 0.75;
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
