import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtinExamples, builtinRulebook, userRulebook } from '../../src/rulebook/load.ts';
import { RULE_OPTIONS } from '../../src/rulebook/option.ts';

const rule = (id: string): string => `id: ${id}
title: A token of ours
family: token
type: ours
anchors: [myt_]
regex: '(?<secret>myt_[a-z0-9]{20})\\b'
prefix: myt_
confidence: high
severity: error
why: It opens our door.
fix: [Revoke it.]
sample: 'myt_[a-z0-9]{20}'
leaks: ['KEY={{token}}']
clean: ['KEY=']
source: https://example.org/tokens
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hfleaks-rules-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the built-in rules, token rules first, and their examples in the same order', async () => {
  const { rules, digest } = builtinRulebook(RULE_OPTIONS);
  const idsOf = (isToken: boolean) =>
    rules.filter(({ family }) => (family === 'token') === isToken).map(({ id }) => id);
  const [tokens, others] = [idsOf(true), idsOf(false)];
  expect(rules.map(({ id }) => id)).toEqual([...tokens.toSorted(), ...others.toSorted()]);
  expect(digest).toMatch(/^[0-9a-f]{16}\+partial\+risks$/);
  // The examples of the rules about code are for tests alone.
  expect((await builtinExamples()).map((one) => one.rule)).toEqual([...tokens, 'notebook-output-token']);
});

test('a file adds its rule, and changes the digest', async () => {
  const file = join(folder, 'any.yml');
  await writeFile(file, rule('my-token'));
  const { rulebook, examples } = await userRulebook(builtinRulebook(), file);
  expect(rulebook.rules.filter(({ id }) => id === 'my-token')).toMatchObject([{ engine: 'linear', type: 'ours' }]);
  expect(rulebook.rules).toHaveLength(builtinRulebook().rules.length + 1);
  expect(rulebook.rules.at(-1)?.family).toBe('notebook');
  expect(rulebook.digest).not.toBe(builtinRulebook().digest);
  expect(examples.map((one) => one.rule)).toEqual(['my-token']);
});

test('a folder adds every .yml and .yaml below it, but follows no link', async () => {
  await mkdir(join(folder, 'rules/deep'), { recursive: true });
  await writeFile(join(folder, 'rules/b.yml'), rule('b-token'));
  await writeFile(join(folder, 'rules/deep/a.yaml'), rule('a-token'));
  await writeFile(join(folder, 'rules/readme.md'), 'no rule');
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(folder, 'elsewhere/c.yml'), rule('c-token'));
  await symlink(join(folder, 'elsewhere'), join(folder, 'rules/link'));
  const { examples } = await userRulebook({ rules: [], digest: '' }, join(folder, 'rules'));
  expect(examples.map((one) => one.rule)).toEqual(['b-token', 'a-token']);
});

test('the same rules have the same digest, wherever they stand', async () => {
  await writeFile(join(folder, '1.yml'), rule('b-token'));
  await writeFile(join(folder, '2.yml'), rule('a-token'));
  const first = await userRulebook(builtinRulebook(), folder);
  await writeFile(join(folder, '1.yml'), rule('a-token'));
  await writeFile(join(folder, '2.yml'), `# a comment\n${rule('b-token')}`);
  expect((await userRulebook(builtinRulebook(), folder)).rulebook).toEqual(first.rulebook);
});

test('what cannot be used is refused', async () => {
  const refused = (path: string): Promise<unknown> =>
    userRulebook(builtinRulebook(), join(folder, path)).catch((error: unknown) => error);
  expect(await refused('nothing.yml')).toMatchObject({ code: 'path-not-found' });
  expect(await refused('.')).toMatchObject({
    code: 'rule-invalid',
    message: expect.stringMatching(/holds no rule file\.$/),
  });
  await writeFile(join(folder, 'taken.yml'), rule('hf-user-token'));
  expect(await refused('taken.yml')).toMatchObject({
    message: expect.stringMatching(/taken\.yml:1:5: id: the rule id hf-user-token is taken\.$/),
  });
  await writeFile(join(folder, 'latin1.yml'), Buffer.from('id: caf\xe9\n', 'latin1'));
  expect(await refused('latin1.yml')).toMatchObject({
    message: expect.stringMatching(/:1:1: the file is not UTF-8\.$/),
  });
  await writeFile(join(folder, 'large.yml'), Buffer.alloc((1 << 20) + 1, 0x23));
  expect(await refused('large.yml')).toMatchObject({
    message: expect.stringMatching(/large\.yml:1:1: the file is over 1 MiB\.$/),
  });
});
