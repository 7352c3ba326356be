// Recognises values that nobody ever drew at random: examples, names and pieces of other data in a credential's shape.
import type { Match, TokenRule } from '../types.ts';
import { isInsideBlob } from './blob.ts';
import { wordiness } from './english.ts';
import { jwsProblem } from './jws.ts';

interface Check {
  readonly reason: string;
  readonly test: (body: string, match: Match) => boolean;
}

/** What is tested of a match, and how. */
interface Trial {
  readonly body: string;
  readonly checks: readonly Check[];
}

/*
 * What each check costs, as the chance that it takes a genuine body of 34 letters of 52 for a placeholder: equal letters 2e-6,
 * repeats 2e-6, sequences 1.4e-5, a word of five letters 2.5e-6 and a longer one under 1e-7, identifiers 1.5e-5, the others
 * nothing measurable; together 5e-5. Two rules of thumb follow: no word under five letters, no floor on entropy near
 * that of genuine bodies (3.81 bits was the least of 300,000).
 */
const ANY_BODY: readonly Check[] = [
  { reason: 'one character again and again', test: hasEqualRun },
  { reason: 'repeats itself', test: repeats },
  { reason: 'a sequence of the alphabet, the digits or the keyboard', test: hasSequence },
  { reason: 'contains a word that placeholders use', test: hasWord },
];
const RANDOM_BODY: readonly Check[] = [
  { reason: 'too few different characters', test: hasFewCharacters },
  { reason: 'an identifier or words', test: isIdentifier },
  { reason: 'letters of one case, or near each other in the alphabet', test: isNarrow },
];
const BODY_WITH_DIGITS: readonly Check[] = [{ reason: 'a hash or a number', test: isHash }];
/** After a short prefix such as `hf_`, which names of anything may begin with. */
const AFTER_SHORT_PREFIX: readonly Check[] = [{ reason: 'not mixed like a token', test: isUnmixed }];
const IN_BLOB: Check = {
  reason: 'part of a longer encoded run',
  test: (_body, { rule, passage, start, end }) => isInsideBlob(passage.text, start, end, rule.prefix),
};

/** Dots, stars, `…` in any encoding. */
const MASK = /\\u[0-9a-f]{4}|[^A-Za-z]/g;
const EQUAL_RUN = /(.)\1{5}/i;
/** A stretch of this many characters that stands there again, up to MAX_PERIOD characters later. */
const REPEATED = 6;
const MAX_PERIOD = 17;
const SEQUENCE = 6;
/** The alphabet, and keys beside and below one another. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qazwsxedcrfvtgbyhnujmikolp',
];
const SEQUENCES: ReadonlySet<string> = new Set(
  ROWS.flatMap((row) => [row, [...row].reverse().join('')]).flatMap((row) =>
    Array.from({ length: row.length - SEQUENCE + 1 }, (_, at) => row.slice(at, at + SEQUENCE)),
  ),
);
const WORDS =
  /token|dummy|lorem|xxxxx|access|apikey|bearer|censor|change|example|faketok|fakefake|foobar|hidden|hugging|insert|invalid|masked|notreal|password|placeholder|please|redact|removed|replace|sample|secret|signature|testtest|yourapi|yourhf|yourkey|yourpersonal/i;
/** Genuine bodies of 34 letters have 17 different ones and more, and 3.8 bits of 5.09. */
const FEW_DISTINCT = 0.36;
const LOW_ENTROPY = 0.68;
/** Random bodies of 34 letters score -57 in the middle, and this much or more in 15 of a million. */
const WORDY = 0;
/**
 * Of letters that go on behind it, as they do in binary content alone, more is asked, and even more if letters stand before it: one in
 * 40, and one in 12, genuine bodies score as much, and names of short words a little less than that.
 */
const GLUED_WORDY = -30;
const INNER_WORDY = -38;
const LONG_WORD = /^[A-Za-z]{30,}$/;
/** Letters of the alphabet: 30 letters of a genuine body lie in nine of them once in 10^14. */
const NARROW = 9;
const LETTER = /[A-Za-z]/g;
const LETTERS_ALONE = /^[A-Za-z]*$/;
const DIGIT_RUN = /[0-9]{11}/;
const MIN_OF_CASE = 3;
const LONG_PREFIX = 6;

/** Why the match is no genuine credential, or null. Looks at the value, and for random ones at what it stands in. */
export function placeholder(match: Match): string | null {
  const { body, checks } = trialOf(match);
  return checks.find(({ test }) => test(body, match))?.reason ?? null;
}

/** The same, step by step: each check until one speaks against the match. */
export function placeholderSteps(match: Match): { readonly check: string; readonly reason: string | null }[] {
  const { body, checks } = trialOf(match);
  const at = checks.findIndex(({ test }) => test(body, match));
  const passed = at < 0 ? checks : checks.slice(0, at);
  const failed = checks[at];
  return [
    ...passed.map(({ reason }) => ({ check: reason, reason: null })),
    ...(failed ? [{ check: failed.reason, reason: failed.reason }] : []),
  ];
}

function trialOf({ rule, secret }: Match): Trial {
  const body = bodyOf(secret.reveal(), rule);
  if (rule.random) return { body, checks: [...ANY_BODY, ...RANDOM_BODY, ...withDigits(body, rule), IN_BLOB] };
  const { problem, signature } = jwsProblem(rule, body);
  return problem
    ? { body, checks: [{ reason: problem, test: () => true }] }
    : { body: signature ?? body, checks: ANY_BODY };
}

/** Of a masked value, what is shown. */
function bodyOf(value: string, { prefix, optional }: TokenRule): string {
  const body = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  return optional === 'partial' ? body.replace(MASK, '') : body;
}

function withDigits(body: string, { prefix }: TokenRule): readonly Check[] {
  if (!/[0-9]/.test(body)) return [];
  return prefix.length < LONG_PREFIX ? [...BODY_WITH_DIGITS, ...AFTER_SHORT_PREFIX] : BODY_WITH_DIGITS;
}

function hasEqualRun(body: string): boolean {
  return EQUAL_RUN.test(body);
}

function repeats(body: string): boolean {
  const text = body.toLowerCase();
  for (let period = 1; period <= MAX_PERIOD; period++) {
    let same = 0;
    for (let at = period; at < text.length; at++) {
      same = text.charCodeAt(at) === text.charCodeAt(at - period) ? same + 1 : 0;
      if (same === REPEATED) return true;
    }
  }
  return false;
}

/** `AaBbCcDdEeFf` is a sequence too. */
function hasSequence(body: string): boolean {
  const text = body.toLowerCase().replace(/(.)\1+/g, '$1');
  for (let at = 0; at + SEQUENCE <= text.length; at++) if (SEQUENCES.has(text.slice(at, at + SEQUENCE))) return true;
  return false;
}

function hasWord(body: string): boolean {
  return WORDS.test(body);
}

function hasFewCharacters(body: string): boolean {
  const counts = new Map<string, number>();
  for (const character of body) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / body.length) * Math.log2(count / body.length);
  return counts.size <= body.length * FEW_DISTINCT || entropy < Math.log2(body.length) * LOW_ENTROPY;
}

/** Proteins are written in capitals, and qualities of sequenced letters use a part of ASCII. Of a genuine body, 2e-10 are of one case. */
function isNarrow(body: string): boolean {
  if (!LONG_WORD.test(body)) return false;
  const text = body.toLowerCase();
  const codes = [...text].map((letter) => letter.charCodeAt(0));
  return text === body || body === body.toUpperCase() || Math.max(...codes) - Math.min(...codes) < NARROW;
}

/** Also as it is written: `us_` and `_fh` begin and end names as well. */
function isIdentifier(body: string, { rule, passage: { text, trail }, start, end }: Match): boolean {
  const written = trail.includes('rot13') ? body.replace(LETTER, turned) : body;
  const isGlued = rule.confidence !== 'high' && LETTERS_ALONE.test(body + (text[end] ?? ' '));
  const least = LETTERS_ALONE.test(text[start - 1] ?? ' ') ? INNER_WORDY : GLUED_WORDY;
  return (
    wordiness(body) >= (isGlued ? least : WORDY) ||
    (written !== body && wordiness(written) >= WORDY) ||
    (trail.includes('reversed') && wordiness([...written].reverse().join('')) >= WORDY)
  );
}

/** A letter half the alphabet on. */
function turned(letter: string): string {
  const code = letter.charCodeAt(0);
  return String.fromCharCode((code | 0x20) < 0x6e ? code + 13 : code - 13);
}

function isHash(body: string): boolean {
  return /^[0-9a-f]+$/i.test(body) || DIGIT_RUN.test(body);
}

function isUnmixed(body: string): boolean {
  return count(body, /[A-Z]/g) < MIN_OF_CASE || count(body, /[a-z]/g) < MIN_OF_CASE;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
