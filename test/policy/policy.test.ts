import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyChanges } from '../../src/policy/changes.ts';
import { diskFiles, namedFiles } from '../../src/policy/disk-files.ts';
import { folderOfPolicy } from '../../src/policy/gate.ts';
import { type PolicyOptions, policyOf } from '../../src/policy/policy.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { temporaryFolder } from '../repository.ts';

const entry = (name: string, more: object = {}): string =>
  `${JSON.stringify({ fingerprint: `hf1:${name.repeat(20)}:token`, rule: 'hf-user-token', reason: 'x', ...more })}\n`;
const BASELINE = '.hfleaks-baseline.jsonl';

function of(files: Readonly<Record<string, string>>, options: PolicyOptions = {}) {
  return policyOf((path) => (path in files ? Buffer.from(files[path] as string) : null), {
    today: '2026-05-10',
    ...options,
  });
}

test('no file is no policy', async () => {
  expect(await of({})).toMatchObject({ files: [], exclude: [], failOn: 'error', baseline: [], baselineFile: BASELINE });
});

test('what has expired is told apart', async () => {
  const policy = await of({
    [BASELINE]: entry('a') + entry('b', { expires: '2026-05-09' }) + entry('c', { expires: '2026-05-10' }),
  });
  expect(policy.baseline.map(({ fingerprint }) => fingerprint[4])).toEqual(['a', 'c']);
  expect(policy.expired.map(({ fingerprint }) => fingerprint[4])).toEqual(['b']);
});

test('in a folder, paths begin there; of a named file, globs begin at the root', async () => {
  const files = { 'a/.hfleaks.yml': 'exclude: [x]\nbaseline: b.jsonl\n', 'a/b.jsonl': entry('a') };
  expect(await of(files, { folder: 'a' })).toMatchObject({ folder: 'a/', baselineFile: 'a/b.jsonl' });
  expect(await of(files, { config: 'a/.hfleaks.yml' })).toMatchObject({ folder: '', baselineFile: 'a/b.jsonl' });
});

test.each<[string, Record<string, string>, PolicyOptions, string]>([
  ['two configurations', { '.hfleaks.yml': '', '.hfleaks.json': '{}' }, {}, '.hfleaks.yml and .hfleaks.json both hold'],
  ['one in a package, too', { '.hfleaks.yml': '', 'package.json': '{"hfleaks":{}}' }, {}, 'both hold a configuration'],
  ['a named configuration that is not there', {}, { config: 'x.yml' }, 'There is no file x.yml.'],
  ['a named baseline that is not there', {}, { baseline: 'x.jsonl' }, 'There is no file x.jsonl.'],
  ['rules that are not there', { '.hfleaks.yml': 'rules: [r.yml]' }, {}, 'There is no file r.yml.'],
  [
    'a package without us that is named',
    { 'package.json': '{}' },
    { config: 'package.json' },
    'holds no configuration',
  ],
])('%s', async (_, files, options, message) => {
  await expect(of(files, options)).rejects.toThrow(message);
});

test('rules are added, and a mistake in one is told by its place', async () => {
  const rule = `id: acme-key\ntitle: A\nfamily: token\ntype: acme-key\nanchors: [acme_]\nregex: '(?<secret>acme_[a-z0-9]{24})'\nprefix: acme_\nconfidence: high\nseverity: error\nwhy: It.\nfix: [Revoke.]\nsample: 'acme_[a-z0-9]{24}'\nleaks: ['{{token}}']\nclean: [x]\nsource: https://acme.example\n`;
  const policy = await of({ '.hfleaks.yml': 'rules: [r/a.yml]', 'r/a.yml': rule });
  const rulebook = await policy.rulebook(builtinRulebook());
  expect(rulebook.rules.length).toBe(builtinRulebook().rules.length + 1);
  expect(rulebook.digest).not.toBe(builtinRulebook().digest);
  const broken = await of({ '.hfleaks.yml': 'rules: [a.yml]', 'a.yml': rule.replace('acme-key', 'hf-user-token') });
  await expect(broken.rulebook(builtinRulebook())).rejects.toThrow(
    'a.yml:1:5: id: the rule id hf-user-token is taken.',
  );
});

describe('what weakens', () => {
  const strict = {
    '.hfleaks.yml': 'fail-on: warning\nexclude: [a]\nrules: [r.yml]\n',
    'r.yml': '',
    [BASELINE]: entry('a'),
  };
  test.each<[string, Record<string, string>, string[]]>([
    ['nothing', {}, []],
    ['more is left out', { '.hfleaks.yml': 'fail-on: warning\nexclude: [a, b]\nrules: [r.yml]' }, ['exclude: + b']],
    ['less is left out, and it fails sooner', { '.hfleaks.yml': 'fail-on: info\nrules: [r.yml]' }, []],
    ['it fails later', { '.hfleaks.yml': 'exclude: [a]\nrules: [r.yml]' }, ['fail-on: warning becomes error']],
    ['it never fails', { '.hfleaks.yml': 'fail-on: never\nrules: [r.yml]' }, ['fail-on: warning becomes never']],
    [
      'gaps',
      { '.hfleaks.yml': 'fail-on: warning\nallow-incomplete: [timeout]\nrules: [r.yml]' },
      ['allow-incomplete: + timeout'],
    ],
    ['fewer rules', { '.hfleaks.yml': 'fail-on: warning\n' }, ['rules: - r.yml']],
    ['more is accepted', { [BASELINE]: entry('a') + entry('b') }, ['baseline: + 1 accepted']],
  ])('%s', async (_, files, changes) => {
    expect(policyChanges(await of(strict), await of({ ...strict, ...files }))).toEqual(changes);
  });

  test('a first policy, against none', async () => {
    expect(policyChanges(null, await of({ [BASELINE]: entry('a') }))).toEqual(['baseline: + 1 accepted']);
  });
});

describe('on the disk', () => {
  test('what is no plain file is refused, what is of somebody else is not there', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'secret'), 'exclude: []\n');
    symlinkSync('secret', join(root, '.hfleaks.yml'));
    mkdirSync(join(root, '.hfleaks.yaml'));
    execFileSync('mkfifo', [join(root, '.hfleaks.json')]);
    symlinkSync('secret', join(root, 'package.json'));
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'b.jsonl'), '');
    symlinkSync(outside, join(root, 'away'));
    const read = diskFiles(root);
    expect(() => read('.hfleaks.yml')).toThrow('.hfleaks.yml is a symbolic link.');
    expect(() => read('.hfleaks.yaml')).toThrow('.hfleaks.yaml is a folder.');
    expect(() => read('.hfleaks.json')).toThrow('.hfleaks.json is no regular file.');
    expect(() => read('away/b.jsonl')).toThrow('away/b.jsonl leads out of the repository.');
    expect(read('package.json')).toBeNull();
    expect(read('nowhere/x')).toBeNull();
  });

  test('what is larger than it says, or than memory, is refused at its beginning', () => {
    const root = temporaryFolder();
    writeFileSync(join(root, BASELINE), '');
    truncateSync(join(root, BASELINE), 3 * 2 ** 30);
    expect(() => diskFiles(root)(BASELINE)).toThrow(`${BASELINE} is over 16 MiB.`);
    expect(() => namedFiles(root)('/proc/self/mem')).toThrow('/proc/self/mem cannot be read.');
  });

  test('the folder nearest to the root has it', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    expect(folderOfPolicy(root, join(root, 'a/b'))).toBeNull();
    writeFileSync(join(root, 'a/b', BASELINE), '');
    expect(folderOfPolicy(root, join(root, 'a/b'))).toBe('a/b');
    expect(folderOfPolicy(root, root)).toBeNull();
    writeFileSync(join(root, 'a/package.json'), '{"devDependencies":{"hfleaks":"1"}}');
    expect(folderOfPolicy(root, join(root, 'a/b'))).toBe('a/b');
    writeFileSync(join(root, 'a/package.json'), '{"hfleaks":{}}');
    expect(folderOfPolicy(root, join(root, 'a/b'))).toBe('a');
    expect(folderOfPolicy(join(root, 'a'), root)).toBe('');
  });
});
