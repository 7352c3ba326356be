import { describe, expect, test } from 'vitest';
import { readGitleaksIgnore, readGitleaksToml } from '../../src/policy/import-gitleaks.ts';
import { readSecretlintrc, readSecretsBaseline } from '../../src/policy/import-others.ts';
import { globOf } from '../../src/policy/imported.ts';
import { createFilter } from '../../src/sources/filter.ts';

const PATHS = ['a.py', 'docs/a.py', 'x/docs/a.py', 'mydocs/a', 'docs', 'a.ipynb', 'x/y.ipynb', 'a.ipynb.bak', 'xipynb'];
const MORE = [
  'node_modules/a',
  'x/node_modules/y/z',
  'node_modules.txt',
  'go.sum',
  'x/go.sum',
  'a/b-c/d',
  'p.jpg',
  'q/p.doc',
  'adoc',
];

test.each([
  '^docs/',
  'docs/',
  '/docs/',
  'docs',
  '^docs/a\\.py$',
  '\\.ipynb$',
  '.*\\.ipynb$',
  '(.*?)\\.ipynb',
  '(?:^|/)node_modules(?:/.*)?$',
  'node_modules',
  '^node_modules/.*',
  'go\\.sum$',
  '(.*?)(jpg|doc)$',
  '\\.(?:jpg|doc)$',
  '^a/[^/]+/d$',
])('/%s/ leaves out as a glob what it does as a regex', async (regex) => {
  const glob = globOf(regex);
  const filter = await createFilter([glob as string]);
  const wanted = [...PATHS, ...MORE].filter((path) => new RegExp(regex).test(path));
  expect([...PATHS, ...MORE].filter((path) => filter(Buffer.from(path)))).toEqual(wanted);
});

test.each([
  'a.*b',
  '.*',
  '',
  '^',
  'a+',
  '[ab]',
  '(a)?',
  'a{2}',
  '(?i)x',
  'a.b',
  '\\d',
  '^.*$',
  'a\\',
  '(a|b*)',
  '(a',
  'x|y',
])('/%s/ is nothing that a glob can say', (regex) => {
  expect(globOf(regex)).toBeNull();
});

describe('gitleaks', () => {
  test('.gitleaksignore', () => {
    const commit = 'c0ffee'.repeat(7).slice(0, 40);
    const text = `# comment\r\n\na/b:c.py:generic-api-key:12\n${commit}:a.py:x:3\nnonsense\n`;
    expect(readGitleaksIgnore(text, '.gitleaksignore')).toEqual({
      exclude: [],
      passed: [
        { path: 'a/b:c.py', line: 12, commit: undefined },
        { path: 'a.py', line: 3, commit },
      ],
      lost: ['.gitleaksignore:5: this is no fingerprint'],
    });
  });

  test('.gitleaks.toml: paths of both spellings; the rest is told', async () => {
    const text = `[extend]\npath = "x.toml"\n[allowlist]\npaths = ['''^docs/''', '''a.*b''']\nregexes = ["x"]\n[[allowlists]]\ncondition = "AND"\npaths = ["^vendor/"]\ncommits = ["abc"]\n[[rules]]\nid = "one"\n[[rules.allowlists]]\npaths = ["x"]\n[[rules]]\nid = "two"\nregex = "y"\n`;
    const { exclude, lost } = await readGitleaksToml(text, '.gitleaks.toml');
    expect(exclude).toEqual(['docs/**/*']);
    const words = ['regexes', '/a.*b/', 'commits', '/^vendor//', 'rule one', 'rule two', 'extend.path'];
    expect(words.filter((word) => !lost.some((line) => line.includes(word)))).toEqual([]);
    expect(lost).toHaveLength(words.length);
  });

  test('broken TOML is told by its place', async () => {
    await expect(readGitleaksToml('a = 1\nb = [\n', '.gitleaks.toml')).rejects.toThrow(
      /^\.gitleaks\.toml:\d+:\d+: .* TOML/,
    );
  });
});

test('.secrets.baseline: what was audited as real is not let pass', () => {
  const result = readSecretsBaseline(
    JSON.stringify({
      results: {
        'a.py': [
          { hashed_secret: 'ab', line_number: 3 },
          { hashed_secret: 'cd', is_secret: true },
          { hashed_secret: 'ef', is_secret: false },
        ],
      },
      filters_used: [
        { path: 'detect_secrets.filters.heuristic.is_templated_secret' },
        { path: 'detect_secrets.filters.regex.should_exclude_file', pattern: ['^docs/', 'a.*b'] },
        { path: 'detect_secrets.filters.regex.should_exclude_line', pattern: ['x'] },
      ],
    }),
    '.secrets.baseline',
  );
  expect(result.passed.map(({ sha1 }) => sha1)).toEqual(['ab', 'ef']);
  expect(result.exclude).toEqual(['docs/**/*']);
  expect(result.lost).toEqual([
    '.secrets.baseline: 1 audited as real are not let pass: revoke them',
    '.secrets.baseline: the path /a.*b/ cannot be said as a glob',
    '.secrets.baseline: the filter detect_secrets.filters.regex.should_exclude_line is not carried over',
  ]);
});

test('.secretlintrc.json: nothing can be carried over, and all of it is told', () => {
  const rule = { id: 'x', options: { allows: ['/a/'] }, disabled: true, allowMessageIds: ['Y'] };
  const { exclude, passed, lost } = readSecretlintrc(JSON.stringify({ rules: [{ id: 'preset', rules: [rule] }] }), 'f');
  expect({ exclude, passed }).toEqual({ exclude: [], passed: [] });
  expect(lost).toHaveLength(3);
});

test.each(['', '[', '3', '{"results": 3, "rules": 5, "filters_used": {"a": null}}'])('%j breaks nothing', (text) => {
  for (const read of [readSecretsBaseline, readSecretlintrc])
    try {
      expect(read(text, 'f').passed).toEqual([]);
    } catch (error) {
      expect(error).toMatchObject({ code: 'config-invalid' });
    }
});
