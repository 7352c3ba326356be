import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HfleaksError } from '../../src/errors.ts';
import { MAX_RULE_FILE, parseRuleFile } from '../../src/rulebook/parse.ts';

const LINES: readonly string[] = [
  'id: my-token',
  'title: A token of ours',
  'family: token',
  'type: my-token',
  'anchors: [myt_]',
  "regex: '(?<secret>myt_[a-z0-9]{20})\\b'",
  'prefix: myt_',
  'random: true',
  'confidence: high',
  'severity: error',
  'why: It opens our door.',
  'fix: [Revoke it., Replace it.]',
  "sample: 'myt_[a-z0-9]{20}'",
  'leaks:',
  '  - KEY={{token}}',
  'clean:',
  '  - KEY={{token:x}}',
  'source: https://example.org/tokens',
];
const GOOD = `${LINES.join('\n')}\n`;

/** The file with the line of `key` replaced; `null` removes it. */
function withLine(key: string, line: string | null): string {
  return `${LINES.flatMap((one) => (one.startsWith(`${key}:`) ? (line === null ? [] : [line]) : [one])).join('\n')}\n`;
}

function problem(
  text: string,
  file = 'my-token.yml',
  origin: 'builtin' | 'user' = 'user',
): { message: string; hint: string } {
  try {
    parseRuleFile(text, file, origin);
  } catch (error) {
    if (!(error instanceof HfleaksError)) throw error;
    expect(error.code).toBe('rule-invalid');
    return { message: error.message, hint: error.hint };
  }
  throw new Error('no problem was found');
}

describe('a good file', () => {
  test('gives the rule with what is computed', () => {
    expect(parseRuleFile(GOOD, 'any-name.yml')).toEqual({
      rule: {
        id: 'my-token',
        title: 'A token of ours',
        family: 'token',
        type: 'my-token',
        anchors: ['myt_'],
        regex: '(?<secret>myt_[a-z0-9]{20})\\b',
        engine: 'linear',
        prefix: 'myt_',
        random: true,
        confidence: 'high',
        severity: 'error',
        why: 'It opens our door.',
        fix: ['Revoke it.', 'Replace it.'],
        reach: 27,
        follows: { set: '0123456789abcdefghijklmnopqrstuvwxyz', min: 20 },
        sample: 'myt_[a-z0-9]{20}',
        source: 'https://example.org/tokens',
      },
      examples: {
        rule: 'my-token',
        leaks: [{ as: 'example.txt', text: 'KEY={{token}}' }],
        clean: [{ as: 'example.txt', text: 'KEY={{token:x}}' }],
        misses: [],
      },
    });
  });

  test('near, scope, notebooks and misses', () => {
    const text = `${withLine('clean', 'clean: [{ as: a.py, text: "a\\n" }, { as: b.ipynb, source: s }]').replace('  - KEY={{token:x}}\n', '')}near: { words: [door key], within: 80 }
scope: window
misses:
  - { as: c.ipynb, output: 'KEY={{token:head}}', why: it is cut }
`;
    const { rule, examples } = parseRuleFile(text, 'a.yml');
    expect(rule).toMatchObject({ near: { words: ['door key'], within: 80 } });
    expect(examples.clean).toEqual([
      { as: 'a.py', text: 'a\n' },
      { as: 'b.ipynb', cell: { part: 'source', text: 's' } },
    ]);
    expect(examples.misses).toEqual([
      { example: { as: 'c.ipynb', cell: { part: 'output', text: 'KEY={{token:head}}' } }, why: 'it is cut' },
    ]);
  });

  test('a rule of the project may match more in binary content, which its reach and demand know of', () => {
    const more = `${GOOD}binary: '(?<secret>myt_[a-zA-Z]{18})(?=[A-Z]{9})'\n`;
    const { rule } = parseRuleFile(more, 'rules/my-token.yml', 'builtin');
    expect(rule).toMatchObject({ binary: '(?<secret>myt_[a-zA-Z]{18})(?=[A-Z]{9})', reach: 31, follows: { min: 18 } });
    expect(problem(more).message).toBe('my-token.yml:19:9: binary: only built-in rules have this key.');
    expect(problem(`${GOOD}binary: 'myt_[a-z]{18}'\n`, 'my-token.yml', 'builtin').message).toMatch(/not marked/);
  });

  test('a rule of the project may be optional', () => {
    const { rule } = parseRuleFile(`${GOOD}optional: partial\n`, 'rules/my-token.yml', 'builtin');
    expect(rule.optional).toBe('partial');
    expect(parseRuleFile(GOOD, 'rules/my-token.yml', 'builtin').rule).not.toHaveProperty('optional');
  });

  test('a rule of the project may look around', () => {
    const text = withLine('regex', "regex: '(?<!x)(?<secret>myt_[a-z0-9]{20})(?![a-z])'");
    expect(parseRuleFile(text, 'rules/my-token.yml', 'builtin').rule).toMatchObject({ engine: 'native', reach: 26 });
    expect(problem(text).message).toBe(
      'my-token.yml:6:8: regex: character 1: lookaround is not known to the linear engine.',
    );
  });
});

describe('a mistake is named with file, line, column and a remedy', () => {
  test.each([
    ['misspelt key', withLine('anchors', 'anchor: [myt_]'), '5:1: unknown key `anchor`.', 'Did you mean `anchors`?'],
    ['unknown key', `${GOOD}colour: red\n`, '19:1: unknown key `colour`.', /^Known keys: id, /],
    ['key of another family', `${GOOD}where: notebook-output\n`, '19:1: unknown key `where`.', /^Known keys/],
    ['key twice', `${GOOD}id: other\n`, '19:1: a key stands twice.', 'Remove one of the two.'],
    ['missing key', withLine('why', null), '1:1: the key `why` is missing.', 'Add `why:`.'],
    ['missing family', withLine('family', null), '1:1: the key `family` is missing.', 'Add `family:`.'],
    ['empty file', '', '1:1: `key: value` lines are expected.', /./],
    ['a list', '- a\n', '1:1: `key: value` lines are expected.', /./],
    ['two documents', `${GOOD}---\na: 1\n`, '19:1: the file holds several documents.', /`---`/],
    ['unknown tag', withLine('why', 'why: !!js/function "x"'), '11:6: a YAML tag is not known.', /!…/],
    ['own tag', withLine('why', 'why: !mine x'), '11:6: a YAML tag is not known.', /!…/],
    ['no YAML', 'id: "a\n', /^\d+:\d+: this is not valid YAML \([A-Z_]+\)\.$/, /./],
    [
      'alias',
      withLine('why', 'why: &a text').replace('title: A token of ours', 'title: *a'),
      /this is not valid YAML|aliases/,
      /./,
    ],
    [
      'alias of a list',
      GOOD.replace('anchors:', 'anchors: &a').replace('fix: [Revoke it., Replace it.]', 'fix: *a'),
      '12:6: fix: aliases are not allowed.',
      'Write the value out.',
    ],
    ['number as text', withLine('title', 'title: 7'), '2:8: title: a text is expected.', /quotes/],
    ['text as list', withLine('fix', 'fix: Revoke it.'), '12:6: fix: a list is expected.', /./],
    ['no anchor', withLine('anchors', 'anchors: []'), '5:10: anchors: an item is missing.', /./],
    [
      'short anchor',
      withLine('anchors', 'anchors: [my]'),
      '5:11: anchors[0]: the anchor is too short or not printable ASCII.',
      /./,
    ],
    [
      'anchor beyond ASCII',
      withLine('anchors', 'anchors: [myté]'),
      '5:11: anchors[0]: the anchor is too short or not printable ASCII.',
      /./,
    ],
    [
      'other anchor',
      withLine('anchors', 'anchors: [abc_]'),
      '5:11: anchors[0]: no match of the regex begins with this anchor.',
      /./,
    ],
    ['anchor twice', withLine('anchors', 'anchors: [myt_, myt_]'), '5:10: anchors: an anchor stands twice.', /./],
    [
      'anchor not at the start',
      withLine('regex', "regex: 'x?(?<secret>myt_[a-z]{20})'"),
      '5:10: anchors: a match of the regex can begin without an anchor.',
      /./,
    ],
    [
      'unbounded',
      withLine('regex', "regex: '(?<secret>myt_[a-z]+)'"),
      '6:8: regex: character 20: `+` has no upper bound.',
      /such as/,
    ],
    [
      'bad regex',
      withLine('regex', "regex: '(?<secret>myt_[a-z]'"),
      '6:8: regex: character 1: a group is not closed.',
      /./,
    ],
    [
      'too slow a regex',
      withLine('regex', "regex: '(?<secret>myt_(?:a|aa|aaa|aaaa){1,200}b)'"),
      '6:8: regex: character 1: the regex has over 2000 instructions with its repeats written out.',
      /upper bounds/,
    ],
    ['no group', withLine('regex', "regex: 'myt_[a-z0-9]{20}'"), '6:8: regex: the credential is not marked.', /secret/],
    [
      'too long a match',
      withLine('regex', "regex: '(?<secret>myt_(?:.{900}){6}.{900})'"),
      /^6:8: regex: (?:the longest match is too long|character 1)/,
      /./,
    ],
    ['id', withLine('id', 'id: My_Token'), '1:5: id: this is no rule id.', /lower-case/],
    [
      'severity',
      withLine('severity', 'severity: fatal'),
      '10:11: severity: the value is not known.',
      'Use one of: error, warning, info.',
    ],
    ['confidence', withLine('confidence', 'confidence: sure'), '9:13: confidence: the value is not known.', /high/],
    ['scope', `${GOOD}scope: file\n`, '19:8: scope: the value is not known.', 'Use one of: window.'],
    ['random', withLine('random', 'random: "yes"'), '8:9: random: true or false is expected.', /./],
    [
      'near too wide',
      `${GOOD}near: {words: [abc], within: 9999}\n`,
      '19:30: near.within: the number does not fit.',
      /256/,
    ],
    [
      'near in capitals',
      `${GOOD}near: {words: [Abc], within: 9}\n`,
      '19:16: near.words[0]: the word does not fit.',
      /lower-case/,
    ],
    [
      'near misspelt',
      `${GOOD}near: {word: [abc], within: 9}\n`,
      '19:8: near: unknown key `word`.',
      'Did you mean `words`?',
    ],
    ['source', withLine('source', 'source: http://example.org'), '18:9: source: this is no web address.', /https/],
    [
      'terminal codes',
      withLine('title', 'title: "a\\e[31mb"'),
      '2:8: title: the text holds a line end, control or invisible character.',
      /./,
    ],
    ['no leak', GOOD.replace('leaks:\n  - KEY={{token}}', 'leaks: []'), '14:8: leaks: an item is missing.', /./],
    [
      'leak without credential',
      GOOD.replace('KEY={{token}}', 'KEY=1'),
      '15:5: leaks[0]: a leak holds no credential.',
      /\{\{token\}\}/,
    ],
    [
      'unknown placeholder',
      GOOD.replace('{{token:x}}', '{{token:what}}'),
      '17:5: clean[0]: a placeholder is not known.',
      /alphabet/,
    ],
    ['unquoted placeholder', GOOD.replace('KEY={{token}}', '{{token}}'), /^15:\d+: /, /./],
    [
      'cell outside of a notebook',
      GOOD.replace('KEY={{token}}', "{ as: a.py, output: '{{token}}' }"),
      '15:5: leaks[0]: only notebooks have cells.',
      /./,
    ],
    [
      'two contents',
      GOOD.replace('KEY={{token}}', "{ as: a.ipynb, output: a, source: '{{token}}' }"),
      '15:5: leaks[0]: the content is not clear.',
      /./,
    ],
    [
      'a name that leads outside',
      GOOD.replace('KEY={{token}}', "{ as: ../a, text: '{{token}}' }"),
      '15:11: leaks[0].as: the name leads outside.',
      /./,
    ],
    [
      'other sample',
      withLine('sample', "sample: 'myt_[a-z]{19}'"),
      '13:9: sample: the regex does not match what the sample draws.',
      /./,
    ],
    [
      'sample without anchor',
      withLine('sample', "sample: '[a-z]{24}'"),
      '13:9: sample: the sample can begin without an anchor.',
      /./,
    ],
    ['notebook rule', withLine('family', 'family: notebook'), /unknown key/, /./],
  ])('%s', (_, text, where, hint) => {
    const found = problem(text);
    expect(found.message.replace(/^my-token\.yml:/, '')).toEqual(
      typeof where === 'string' ? where : expect.stringMatching(where),
    );
    expect(found.hint).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
  });

  test('what users bring is not optional', () => {
    expect(problem(`${GOOD}optional: partial\n`)).toEqual({
      message: 'my-token.yml:19:11: optional: only built-in rules are optional.',
      hint: 'Remove the key.',
    });
  });

  test('an option that is not known, in the project', () => {
    expect(problem(`${GOOD}optional: some\n`, 'my-token.yml', 'builtin').message).toMatch(
      /19:11: .*the value is not known/,
    );
  });

  test('a name other than the id, in the project', () => {
    expect(problem(GOOD, 'rules/tokens/other.yml', 'builtin').message).toBe(
      'rules/tokens/other.yml:1:5: id: the id is not the name of the file.',
    );
  });

  test('a file over 1 MiB', () => {
    expect(problem(GOOD + '#'.repeat(MAX_RULE_FILE)).message).toBe('my-token.yml:1:1: the file is over 1 MiB.');
  });

  test('control characters in names are escaped, long ones cut', () => {
    expect(problem(`"\\e[2J${'k'.repeat(200)}": 1\n`, 'a\n.yml').message).toBe(
      `a\\n.yml:1:1: unknown key \`\\x1b[2J${'k'.repeat(56)}…\`.`,
    );
  });
});

describe('hostile files', () => {
  test('nested aliases', () => {
    const bomb = [
      'a: &a [x, x]',
      ...Array.from({ length: 30 }, (_, index) => `k${index}: &b${index} [*a, *a, *a]`),
    ].join('\n');
    expect(problem(bomb).message).toMatch(/^my-token\.yml:\d+:\d+: /);
  });

  test('deep nesting', () => {
    expect(problem(`id: ${'['.repeat(200_000)}`).message).toMatch(/^my-token\.yml:\d+:\d+: /);
  });

  test('any text gives a rule or a message that holds none of it', () => {
    const lines = fc.array(fc.oneof(fc.constantFrom(...LINES), fc.string({ unit: 'binary', maxLength: 30 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(lines, fc.nat(30), (some, cut) => {
        const text = [...LINES.slice(0, cut), ...some].join('\n').replaceAll('our door', 'MARKED');
        try {
          parseRuleFile(text, 'a.yml');
        } catch (error) {
          if (!(error instanceof HfleaksError)) throw error;
          expect(`${error.message}${error.hint}`).not.toContain('MARKED');
          expect(error.message).toMatch(/^a\.yml:\d+:\d+: /);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
