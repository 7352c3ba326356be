// One value of a user's YAML file: typed reading, with mistakes that name line and column.
import { isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml';
import { type ErrorCode, HfleaksError } from '../errors.ts';
import { mistake } from '../mistake.ts';
import { nearest } from '../nearest.ts';
import { escapeText } from '../path.ts';
import { redactTokens } from '../secret.ts';

const SHOWN_NAME = 60;
const TOO_DEEP = ['it nests too deep', 'Nest less deep.'] as const;
/** YAML's own complaints by code, each with its remedy; its texts can hold content. */
const YAML_ERRORS: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  DUPLICATE_KEY: ['a key stands twice', 'Remove one of the two.'],
  TAB_AS_INDENT: ['a tab indents the line', 'Indent with spaces.'],
  MULTIPLE_DOCS: ['the file holds several documents', 'Remove the line `---`, and give each rule a file of its own.'],
  RESOURCE_EXHAUSTION: TOO_DEEP,
  BAD_INDENT: ['the indentation does not fit', 'Indent keys of one level by as many spaces.'],
  TAG_RESOLVE_FAILED: [
    'a YAML tag is not known',
    'Remove the `!…` before the value; in a text, put it in single quotes.',
  ],
};

/** The file that values stand in. Mistakes in a rule show nothing of it: its examples could hold anything. */
interface Origin {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  readonly code: ErrorCode;
}

/** A value, and where it stands. */
export class Field {
  readonly #node: unknown;
  readonly #start: number;
  readonly #origin: Origin;
  /** How messages call the value: `regex`, `leaks[2]`. */
  readonly name: string;

  constructor(node: unknown, name: string, start: number, origin: Origin) {
    this.#node = node;
    this.name = name;
    this.#start = hasRange(node) ? node.range[0] : start;
    this.#origin = origin;
    if (isAlias(node)) this.fail('aliases are not allowed', 'Write the value out.');
  }

  /** Throws HfleaksError, `rule-invalid` unless another code was asked for, at this value's place. */
  fail(message: string, remedy: string): never {
    return failAt(this.#origin, this.#start, `${inside(this)}${message}`, remedy);
  }

  /** The line it stands in, from 1. */
  get line(): number {
    return this.#origin.lines.linePos(this.#start).line;
  }

  /** A text without surrounding white space and, unless `raw`, on one line and without control or invisible characters. */
  text(max: number, raw: boolean = false): string {
    const value: unknown = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value !== 'string') return this.fail('a text is expected', 'Put the text in single quotes.');
    const text = raw ? value : value.trim();
    if (text === '' && !raw) this.fail('the text is empty', 'Say something, or remove the key.');
    if (text.length > max) this.fail('the text is too long', `Use at most ${max} characters.`);
    if (!raw && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
      this.fail(
        'the text holds a line end, control or invisible character',
        'Write it on one line; fold long ones with `>-`.',
      );
    return text;
  }

  oneOf<T extends string>(values: readonly T[]): T {
    const text = this.text(100);
    return (
      values.find((value) => value === text) ??
      this.fail('the value is not known', hint(text, values, `Use one of: ${values.join(', ')}.`))
    );
  }

  integer(min: number, max: number): number {
    const value: unknown = isScalar(this.#node) ? this.#node.value : undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      return this.fail('the number does not fit', `Use a whole number from ${min} to ${max}.`);
    return value;
  }

  boolean(): boolean {
    const value: unknown = isScalar(this.#node) ? this.#node.value : undefined;
    return typeof value === 'boolean'
      ? value
      : this.fail('true or false is expected', 'Write `true` or `false`, without quotes.');
  }

  /** The items of a list of `min` to `max` items. */
  list(min: number, max: number): readonly Field[] {
    if (!isSeq(this.#node)) return this.fail('a list is expected', 'Write each item on a line that begins with `- `.');
    const { items } = this.#node;
    if (items.length < min) this.fail('an item is missing', `Give at least ${min}.`);
    if (items.length > max) this.fail('the list is too long', `Give at most ${max} items.`);
    return items.map((item, index) => new Field(item, `${this.name}[${index}]`, this.#start, this.#origin));
  }

  isMap(): boolean {
    return isMap(this.#node);
  }

  /** Whether there is nothing: no content, or `null`. */
  isEmpty(): boolean {
    return this.#node === null || (isScalar(this.#node) && this.#node.value === null);
  }

  /** The value of one key, whatever the others are; undefined where it is not. */
  under(key: string): Field | undefined {
    const pair = isMap(this.#node) ? this.#node.items.find((one) => isScalar(one.key) && one.key.value === key) : null;
    return pair ? new Field(pair.value, key, hasRange(pair.key) ? pair.key.range[0] : 0, this.#origin) : undefined;
  }

  /** The values by key; every key of `required` is there, and none that is in neither list. */
  map<R extends string, O extends string>(
    required: readonly R[],
    optional: readonly O[],
  ): Readonly<Record<R, Field> & Partial<Record<O, Field>>> {
    if (!isMap(this.#node))
      return this.fail('`key: value` lines are expected', 'A text that begins with `{` needs quotes.');
    const known: readonly string[] = [...required, ...optional];
    const fields: Record<string, Field> = {};
    for (const { key, value } of this.#node.items) {
      const name: unknown = isScalar(key) ? key.value : undefined;
      const start = hasRange(key) ? key.range[0] : this.#start;
      if (typeof name !== 'string' || !known.includes(name))
        return failAt(
          this.#origin,
          start,
          `${inside(this)}unknown key ${shown(name)}`,
          hint(String(name), known, `Known keys: ${known.join(', ')}.`),
        );
      fields[name] = new Field(value, this.name === '' ? name : `${this.name}.${name}`, start, this.#origin);
    }
    for (const name of required)
      if (!fields[name])
        failAt(this.#origin, this.#start, `${inside(this)}the key \`${name}\` is missing`, `Add \`${name}:\`.`);
    return fields as Record<R, Field> & Partial<Record<O, Field>>;
  }
}

/** Parses YAML 1.2 of one document. Throws HfleaksError `code` if it is none. */
export function parseYaml(text: string, file: string, code: ErrorCode = 'rule-invalid'): Field {
  const lines = new LineCounter();
  const origin = { file, text, lines, code };
  const options = { lineCounter: lines, prettyErrors: false, merge: false } as const;
  try {
    const deep = tooDeep(text);
    if (deep >= 0) {
      // The parser would have told where lines begin.
      for (const { index } of text.matchAll(/^/gm)) lines.addNewLine(index);
      failAt(origin, deep, ...TOO_DEEP);
    }
    const document = parseDocument(text, options);
    const [error] = [...document.errors, ...document.warnings]; // a tag that is not known is but a warning
    if (error) {
      const [message, remedy] = YAML_ERRORS[error.code] ?? [
        `this is not valid YAML (${error.code})`,
        'Correct the line; texts with special characters need single quotes.',
      ];
      failAt(origin, error.pos[0], message, remedy);
    }
    return new Field(document.contents, '', 0, origin);
  } catch (error) {
    if (error instanceof HfleaksError) throw error;
    return failAt(origin, 0, 'this cannot be parsed as YAML', 'Nest less deep.'); // RangeError: the parser recurses
  }
}

/** Nobody nests so deep. A level costs the parser a kilobyte, and can be written with one sign. */
const DEEPEST = 500;

/** Where `text` nests deeper, or -1. */
function tooDeep(text: string): number {
  let [at, brackets, dashes] = [0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') dashes++;
    else if (/^\r?\n/.test(token)) dashes = 0;
    if (brackets + dashes > DEEPEST) return at;
    // Some say what follows, and are no part of the text.
    if (!LEXER_MARKS.has(token)) at += token.length;
  }
  return -1;
}

const LEXER_MARKS: ReadonlySet<string> = new Set(['\x02', '\x18', '\x1f']);

function failAt({ file, text, lines, code }: Origin, offset: number, message: string, remedy: string): never {
  const { line, col } = lines.linePos(offset);
  const place = { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  throw mistake(code, { ...place, text: code === 'rule-invalid' ? '' : text }, message, remedy);
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function inside(field: Field): string {
  return field.name === '' ? '' : `${field.name}: `;
}

function shown(name: unknown): string {
  if (typeof name !== 'string') return 'that is not a text';
  return `\`${escapeText(redactTokens(name).slice(0, SHOWN_NAME))}${name.length > SHOWN_NAME ? '…' : ''}\``;
}

/** Names the known word that was meant, or says `otherwise`. */
function hint(name: string, known: readonly string[], otherwise: string): string {
  const near = nearest(name, known);
  return near ? `Did you mean \`${near}\`?` : otherwise;
}
