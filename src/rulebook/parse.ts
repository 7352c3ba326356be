// Reads one rule file (YAML) strictly: every mistake is named with its line and what to do, and nothing of the content is repeated.
import { RE2JS } from 're2js';
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';
import type { NotebookRule, Rule, RuleExample, RuleExamples, RuleHead, RuleOption, TokenRule } from '../types.ts';
import { type Field, parseYaml } from './field.ts';
import { canStartWith, follows, hasOneSecret, lengths, reach, startsWithAnchor } from './measure.ts';
import { RULE_OPTIONS } from './option.ts';
import { placeholders, sample, sampleSecret, WHOLE } from './sample.ts';
import { type Dialect, parseShape, type Shape, ShapeError } from './shape.ts';

/** `builtin`: a file in rules/, named after its rule, matched by JavaScript's engine. `user`: anyone's, matched in linear time. */
export type RuleOrigin = 'builtin' | 'user';

const HEAD = ['id', 'title', 'family', 'confidence', 'severity', 'why', 'fix', 'leaks', 'clean', 'source'] as const;
const TOKEN = [...HEAD, 'type', 'anchors', 'regex', 'prefix', 'sample'] as const;
const TOKEN_OPTIONAL = ['scope', 'near', 'random', 'misses', 'optional', 'binary'] as const;
const NOTEBOOK = [...HEAD, 'where'] as const;
const NOTEBOOK_OPTIONAL = ['misses'] as const;

type Fields<K extends string, O extends string> = Readonly<Record<K, Field> & Partial<Record<O, Field>>>;
type HeadFields = Fields<(typeof HEAD)[number], 'misses'>;
type TokenFields = Fields<(typeof TOKEN)[number], (typeof TOKEN_OPTIONAL)[number]>;

/** Largest rule file, in UTF-16 units, and in bytes. */
export const MAX_RULE_FILE = 1 << 20;
/** Largest `reach`, in bytes: so much of a file must be at hand around each anchor. */
const MAX_REACH = 16_384;
/** Largest `near.within`, in bytes. */
const MAX_WITHIN = 256;
const MAX_EXAMPLES = 200;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * The rule and the examples of one file. `text` is YAML 1.2; `file` is how messages call it, and for `builtin` its last part must
 * be the rule's id, which is none of `taken`. Throws HfleaksError `rule-invalid`: `FILE:LINE:COL: what is wrong`, with the remedy as hint.
 */
export function parseRuleFile(
  text: string,
  file: string,
  origin: RuleOrigin = 'user',
  taken: ReadonlySet<string> = new Set(),
): { readonly rule: Rule; readonly examples: RuleExamples } {
  if (text.length > MAX_RULE_FILE) failTooLarge(file);
  const root = parseYaml(text, file);
  const family = root.map([], [...TOKEN, ...TOKEN_OPTIONAL, 'where']).family?.oneOf(['token', 'notebook']) ?? 'token';
  if (family === 'notebook') {
    const fields = root.map(NOTEBOOK, NOTEBOOK_OPTIONAL);
    if (origin === 'user') fields.family.fail('only token rules can be added', 'Write `family: token`.');
    const where = fields.where.oneOf(['notebook-output']);
    const rule: NotebookRule = { ...readHead(fields, file, origin, taken), family, where };
    return { rule, examples: readExamples(fields, rule.id) };
  }
  const fields = root.map(TOKEN, TOKEN_OPTIONAL);
  const rule = readTokenRule(fields, readHead(fields, file, origin, taken), origin);
  return { rule, examples: readExamples(fields, rule.id) };
}

/** Throws HfleaksError `rule-invalid` for a file over MAX_RULE_FILE. */
export function failTooLarge(file: string): never {
  throw new HfleaksError(
    'rule-invalid',
    `${escapeText(file)}:1:1: the file is over 1 MiB.`,
    'Give a file that holds one rule.',
  );
}

function readHead(fields: HeadFields, file: string, origin: RuleOrigin, taken: ReadonlySet<string>): RuleHead {
  const id = fields.id.text(64);
  if (!/^[a-z][a-z0-9-]{2,63}$/.test(id))
    fields.id.fail('this is no rule id', 'Use 3 to 64 lower-case letters, digits and `-`, beginning with a letter.');
  if (taken.has(id)) fields.id.fail(`the rule id ${id} is taken`, 'Choose an id that no other rule has.');
  const name = file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, '');
  if (origin === 'builtin' && id !== name) fields.id.fail('the id is not the name of the file', 'Rename one of them.');
  const source = fields.source.text(300);
  if (!/^https:\/\/[!-~]+$/.test(source)) fields.source.fail('this is no web address', 'Begin it with `https://`.');
  return {
    id,
    title: fields.title.text(100),
    severity: fields.severity.oneOf(['error', 'warning', 'info']),
    confidence: fields.confidence.oneOf(['high', 'medium', 'low']),
    why: fields.why.text(600),
    fix: fields.fix.list(1, 10).map((step) => step.text(400)),
    source,
  };
}

function readTokenRule(fields: TokenFields, head: RuleHead, origin: RuleOrigin): TokenRule {
  const dialect: Dialect = origin === 'builtin' ? 'native' : 'linear';
  const type = fields.type.text(40);
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(type))
    fields.type.fail('this is no type', 'Use lower-case letters, digits and `-`.');
  fields.scope?.oneOf(['window']);
  const regex = fields.regex.text(4096, true);
  const shape = readShape(fields.regex, regex, dialect);
  if (!hasOneSecret(shape))
    fields.regex.fail(
      'the credential is not marked',
      'Put it in one group `(?<secret>…)`, outside of choices and repeats.',
    );
  const anchors = readAnchors(fields.anchors, shape);
  const binary = fields.binary?.text(4096, true);
  const both = fields.binary ? withBinary(fields.binary, regex, binary ?? '', origin) : shape;
  const prefix = fields.prefix.text(40, true);
  if (!/^[!-~]*$/.test(prefix))
    fields.prefix.fail('the prefix is not printable ASCII', "Use the credential's first characters, or `''`.");
  const rule: TokenRule = {
    ...head,
    family: 'token',
    type,
    ...(fields.optional ? { optional: readOption(fields.optional, origin) } : {}),
    anchors,
    regex,
    ...(binary ? { binary } : {}),
    engine: dialect,
    prefix,
    ...(fields.near ? { near: readNear(fields.near) } : {}),
    random: fields.random?.boolean() ?? false,
    reach: reach(both),
    follows: follows(both, anchors),
    sample: readSample(fields.sample, anchors),
  };
  if (!findsItsSamples(rule))
    fields.sample.fail(
      'the regex does not match what the sample draws',
      'Draw from the same shape, and mark the same part as `secret`.',
    );
  return rule;
}

/** What users bring they want to be used. */
function readOption(field: Field, origin: RuleOrigin): RuleOption {
  if (origin === 'user') field.fail('only built-in rules are optional', 'Remove the key.');
  return field.oneOf(RULE_OPTIONS);
}

/** All that the rule can match, whatever the content. */
function withBinary(field: Field, regex: string, binary: string, origin: RuleOrigin): Shape {
  if (origin === 'user') field.fail('only built-in rules have this key', 'Remove it.');
  if (!hasOneSecret(readShape(field, binary, 'native')))
    field.fail('the credential is not marked', 'Put it in one group `(?<secret>…)`.');
  return readShape(field, [regex, binary].join('|').replaceAll('?<secret>', '?:'), 'native');
}

/** Tries a few samples on the engine that will run the regex. */
function findsItsSamples(rule: TokenRule): boolean {
  const native = new RegExp(rule.regex);
  const linear = rule.engine === 'linear' ? RE2JS.compile(RE2JS.translateRegExp(rule.regex)) : null;
  return SEEDS.every((seed) => {
    const text = sample(rule, seed);
    const matcher = linear?.matcher(text);
    const found = matcher ? (matcher.find() ? matcher.group('secret') : null) : native.exec(text)?.groups?.secret;
    return found === sampleSecret(rule, seed);
  });
}

function readShape(field: Field, source: string, dialect: Dialect): Shape {
  try {
    const shape = parseShape(source, dialect);
    new RegExp(source); // our reading and the engines' must agree that it is a regex
    if (dialect === 'linear') RE2JS.compile(RE2JS.translateRegExp(source));
    if (reach(shape) > MAX_REACH)
      field.fail('the longest match is too long', `Lower the upper bounds: ${MAX_REACH} bytes at most.`);
    if (lengths(shape).min === 0) field.fail('the regex matches an empty text', 'Begin it with an anchor.');
    return shape;
  } catch (error) {
    if (error instanceof ShapeError) field.fail(`character ${error.offset + 1}: ${error.message}`, error.remedy);
    if (error instanceof HfleaksError) throw error;
    return field.fail('this is no regex', 'Try it in JavaScript.');
  }
}

function readAnchors(field: Field, shape: Shape): readonly string[] {
  const fields = field.list(1, 16);
  const anchors = fields.map((item) => {
    const anchor = item.text(64);
    if (!/^[!-~]{3,}$/.test(anchor))
      item.fail('the anchor is too short or not printable ASCII', 'Use 3 or more characters that begin every match.');
    if (!canStartWith(shape, anchor))
      item.fail('no match of the regex begins with this anchor', 'Correct the anchor or the regex.');
    return anchor;
  });
  if (new Set(anchors).size < anchors.length) field.fail('an anchor stands twice', 'Remove one.');
  if (!startsWithAnchor(shape, anchors))
    field.fail(
      'a match of the regex can begin without an anchor',
      'Begin the regex with the literal text of the anchors.',
    );
  return anchors;
}

function readSample(field: Field, anchors: readonly string[]): string {
  const source = field.text(4096, true);
  const shape = readShape(field, source, 'linear');
  if (!startsWithAnchor(shape, anchors))
    field.fail('the sample can begin without an anchor', 'Begin it as the regex begins.');
  if (source.includes('(?<secret>') && !hasOneSecret(shape))
    field.fail('the credential is not marked', 'Put it in one group `(?<secret>…)`, outside of choices and repeats.');
  return source;
}

function readNear(field: Field): { readonly words: readonly string[]; readonly within: number } {
  const { words, within } = field.map(['words', 'within'], []);
  const read = words.list(1, 40).map((item) => {
    const word = item.text(60);
    if (!/^[ -~]{3,}$/.test(word) || word !== word.toLowerCase())
      item.fail('the word does not fit', 'Use 3 or more characters of lower-case ASCII; any case will be found.');
    return word;
  });
  return { words: read, within: within.integer(1, MAX_WITHIN) };
}

function readExamples(fields: HeadFields, rule: string): RuleExamples {
  const leaks = fields.leaks.list(1, MAX_EXAMPLES).map((item) => {
    const example = readExample(item);
    if (!placeholders(textOf(example)).some((name) => name !== null && WHOLE.includes(name)))
      item.fail('a leak holds no credential', 'Write `{{token}}` where it stands.');
    return example;
  });
  const clean = fields.clean.list(1, MAX_EXAMPLES).map((item) => readExample(item));
  const misses = (fields.misses?.list(0, MAX_EXAMPLES) ?? []).map((item) => {
    const { why } = item.map(['why'], ['as', 'text', 'output', 'source']);
    return { example: readExample(item, 'why'), why: why.text(300) };
  });
  return { rule, leaks, clean, misses };
}

/** `text`, `{ as, text }`, `{ as, output }` or `{ as, source }`. */
function readExample(field: Field, extra: 'why' | 'as' = 'as'): RuleExample {
  if (!field.isMap()) return { as: 'example.txt', text: contentOf(field) };
  const { as: named, text, output, source } = field.map([], ['as', 'text', 'output', 'source', extra]);
  const as = named?.text(200) ?? 'example.txt';
  if (/^[\\/]|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(as))
    named?.fail('the name leads outside', 'Use a relative name without `..`.');
  const given = [text, output, source].filter((one) => one !== undefined);
  if (given.length !== 1) field.fail('the content is not clear', 'Give one of `text`, `output` and `source`.');
  if (text) return { as, text: contentOf(text) };
  if (!as.endsWith('.ipynb')) field.fail('only notebooks have cells', 'Write `as: run.ipynb`.');
  return output
    ? { as, cell: { part: 'output', text: contentOf(output) } }
    : { as, cell: { part: 'source', text: contentOf(source ?? field) } };
}

function contentOf(field: Field): string {
  const text = field.text(100_000, true);
  if (placeholders(text).includes(null))
    field.fail(
      'a placeholder is not known',
      'Known: {{token}}, and {{token:…}} with other, head, tail, base64, escaped, wrapped, alphabet, a letter or a number from 3.',
    );
  return text;
}

function textOf(example: RuleExample): string {
  return example.text ?? example.cell?.text ?? '';
}
