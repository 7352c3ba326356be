import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { HfleaksError } from '../../src/errors.ts';
import { SKIP_REASONS } from '../../src/ledger.ts';
import { readConfig } from '../../src/policy/config.ts';
import { userToken } from '../tokens.ts';

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/config.schema.json'), 'utf8'));
const validate = new Ajv2020().compile(SCHEMA);

async function failure(text: string | Uint8Array, file = '.hfleaks.yml'): Promise<HfleaksError> {
  const error = await readConfig(Buffer.from(text as string), file).then(
    () => null,
    (one: unknown) => one,
  );
  expect(error).toBeInstanceOf(HfleaksError);
  return error as HfleaksError;
}

const FULL =
  'exclude: [docs, "*.lock"]\nrules: [./a.yml]\nfail-on: warning\nallow-incomplete: [lfs-pointer]\nbaseline: b.jsonl\n';
const VALUES = {
  exclude: ['docs', '*.lock'],
  rules: ['a.yml'],
  failOn: 'warning',
  allowIncomplete: ['lfs-pointer'],
  baseline: 'b.jsonl',
};

describe('the same values', () => {
  test.each<[string, string, string]>([
    ['YAML', FULL, '.hfleaks.yml'],
    ['CRLF', FULL.replaceAll('\n', '\r\n'), '.hfleaks.yaml'],
    ['a byte order mark', `\ufeff${FULL}`, '.hfleaks.yml'],
    ['JSON with tabs', JSON.stringify(parse(FULL), null, '\t'), '.hfleaks.json'],
    ['JSON with $schema', JSON.stringify({ $schema: './x.json', ...parse(FULL) }), '.hfleaks.json'],
    ['package.json', JSON.stringify({ name: 'x', hfleaks: parse(FULL) }, null, '\t'), 'a/package.json'],
  ])('%s', async (_, text, file) => {
    expect(await readConfig(Buffer.from(text), file)).toMatchObject(VALUES);
  });

  test('each says where it stands', async () => {
    const config = await readConfig(Buffer.from(`# a team's\n${FULL}`), 'sub/.hfleaks.yml');
    expect(config?.origins.get('fail-on')).toBe('sub/.hfleaks.yml:4');
  });
});

test.each<[string, string]>([
  ['an empty file', ''],
  ['comments alone', '# nothing yet\n'],
  ['null', 'null\n'],
])('%s is a configuration of defaults', async (_, text) => {
  expect(await readConfig(Buffer.from(text), '.hfleaks.yml')).toMatchObject({ exclude: [], failOn: 'error' });
});

test.each<[string, string]>([
  ['without our key', '{"devDependencies": {"hfleaks": "1"}}'],
  ['broken, without us', '{"name": '],
  ['broken, of us only the name', '{"devDependencies": {"hfleaks": "1"},'],
  ['an array', '["hfleaks"]'],
])('package.json %s holds none', async (_, text) => {
  expect(await readConfig(Buffer.from(text), 'package.json')).toBeNull();
});

describe('mistakes', () => {
  test.each<[name: string, text: string, message: string, hint: string, file?: string]>([
    ['a slip in a key', 'exlude: [a]\n', '.hfleaks.yml:1:1: unknown key `exlude`.', 'Did you mean `exclude`?'],
    ['a key in a list of keys', 'fail-on: error\nx: 1\n', '.hfleaks.yml:2:1: unknown key `x`.', 'Known keys: exclude'],
    ['a slip in a value', 'fail-on: eror\n', '.hfleaks.yml:1:10: fail-on: the value', 'Did you mean `error`?'],
    ['a reason', 'allow-incomplete: [lfs-pointr]\n', 'allow-incomplete[0]: the value', 'Did you mean `lfs-pointer`?'],
    ['a text for a list', 'exclude: docs\n', '.hfleaks.yml:1:10: exclude: a list', 'begins with `- `'],
    ['everything', 'exclude: ["**"]\n', 'this leaves everything out', 'Name folders or files'],
    ['everything, longer', 'exclude: ["./**/*"]\n', 'this leaves everything out', 'Name folders or files'],
    ['a glob of stars', 'exclude: ["*a*a*a*b"]\n', 'exclude[0]: the glob has too many', 'at most three'],
    ['a negation', 'exclude: [a, "!b"]\n', 'exclude[1]: nothing can be taken back', ''],
    ['a glob to the outside', 'exclude: [../a]\n', 'leads outside', ''],
    ['rules outside', 'rules: [/etc/x.yml]\n', 'leads outside', ''],
    ['a baseline outside', 'baseline: a/../../x\n', 'leads outside', ''],
    ['an alias', 'exclude: &a [x]\nrules: *a\n', '2:8: rules: aliases are not allowed', 'Write the value out'],
    ['a bomb of aliases', `a: &a [x]\n${'b: [*a, *a]\n'.repeat(3)}`, 'a key stands twice', ''],
    [
      'deep nesting in brackets',
      `a: 1\nexclude: ${'['.repeat(1_000_000)}`,
      '.hfleaks.yml:2:510: it nests too deep',
      'Nest less',
    ],
    [
      'deep nesting in dashes',
      `exclude:\n${'- '.repeat(500_000)}`,
      '.hfleaks.yml:2:1001: it nests too deep',
      'Nest less',
    ],
    ['deep nesting', `exclude: ${'['.repeat(20_000)}`, 'nests too deep', 'Nest less deep'],
    ['no YAML', 'exclude: [a]]\n', '.hfleaks.yml:1:13: this is not valid YAML', 'single quotes'],
    ['a tag of code', 'exclude: !!js/function "x"\n', 'a YAML tag is not known', ''],
    ['two documents', 'exclude: []\n---\nexclude: []\n', 'several documents', ''],
    ['a list', '- a\n', '`key: value` lines', ''],
    [
      'a merge',
      'exclude:\n<<<<<<< HEAD\n  - a\n',
      '.hfleaks.yml:2:1: a merge is not finished here.',
      'remove the markers',
    ],
    ['no JSON', '{\n  "exclude": [,]\n}\n', '.hfleaks.json:2:15: this is not valid JSON.', 'comma', '.hfleaks.json'],
    ['an end too soon', '{"exclude": ', '.hfleaks.json:1:13: this is not valid JSON', '', '.hfleaks.json'],
    ['two values', '{} {}', '.hfleaks.json:1:4: this is not valid JSON', '', '.hfleaks.json'],
    ['a comma at the end', '{"exclude": ["a",]}', '.hfleaks.json:1:18: this', '', '.hfleaks.json'],
    ['a key without quotes', '{exclude: []}', '.hfleaks.json:1:2: this', '', '.hfleaks.json'],
    ['a bracket of the wrong kind', '{"exclude": ["a"}', '.hfleaks.json:1:17: this', '', '.hfleaks.json'],
    ['a package of null', '{"hfleaks": null}', '`key: value`', '', 'package.json'],
    [
      'a slip in a package',
      '{\n\t"hfleaks": {"exlude": []}\n}',
      'package.json:2:14: hfleaks: unknown key `exlude`',
      'Did',
      'package.json',
    ],
    ['a broken package with us', '{"hfleaks": {"exclude": ["a"}', 'package.json:1:29', '', 'package.json'],
  ])('%s', async (_, text, message, hint, file) => {
    const error = await failure(text, file);
    expect(error).toMatchObject({ code: 'config-invalid' });
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
    expect(error.frame.every((line) => /^\s*\d* \| /.test(line))).toBe(true);
  });

  test('the frame shows the place', async () => {
    expect((await failure('rules: []\nexlude: [a]\n')).frame).toEqual(['2 | exlude: [a]', '  | ^']);
    expect((await failure('fail-on:  nver # \u202e\n')).frame).toEqual([
      '1 | fail-on:  nver # \\u{202e}',
      '  |           ^',
    ]);
  });

  test('the frame shows no credential, and nothing long', async () => {
    const error = await failure(`${userToken(1)}: 1\n`);
    expect(JSON.stringify([error.message, error.frame])).not.toContain(userToken(1).slice(3, 12));
    expect((await failure(`x: ${'a b '.repeat(500)}\n`)).frame[0]?.length).toBeLessThan(120);
  });

  test.each<[string, Uint8Array, string]>([
    ['not UTF-8', Buffer.from([0x61, 0xff]), 'not UTF-8'],
    ['UTF-16', Buffer.from('\ufeffexclude: []', 'utf16le'), 'not UTF-8'],
    ['too large', Buffer.alloc((1 << 20) + 1, 0x20), 'over 1 MiB'],
  ])('%s', async (_, bytes, message) => {
    expect((await failure(bytes)).message).toContain(message);
  });
});

test.each<[unknown, boolean]>([
  [{}, true],
  [parse(FULL), true],
  [{ $schema: 'x', 'fail-on': 'never' }, true],
  [{ exlude: [] }, false],
  [{ exclude: 'docs' }, false],
  [{ exclude: ['!a'] }, false],
  [{ 'fail-on': 'eror' }, false],
  [{ 'allow-incomplete': ['all'] }, false],
])('editors say of %j as we do: %s', async (value, fits) => {
  expect(validate(value)).toBe(fits);
  const read = readConfig(Buffer.from(JSON.stringify(value)), '.hfleaks.json');
  expect(
    await read.then(
      () => true,
      () => false,
    ),
  ).toBe(fits);
});

test('editors know every reason', () => {
  expect(SCHEMA.properties['allow-incomplete'].items.enum).toEqual(SKIP_REASONS);
});
