// Hooks that are called by hand, or by another name.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastingFolder, plainFolder, removeFolder, type TestRepository, temporaryRepository } from '../repository.ts';
import { plant } from './range.ts';

let home = '';
let repository: TestRepository;

beforeAll(async () => {
  home = lastingFolder();
  repository = await temporaryRepository('sha1', home);
  plant(repository, [{ name: 'main', files: { x: 'x\n' } }]);
});
afterAll(() => removeFolder(home));

test.each([
  ['pre-psuh', 'pre-push'],
  ['commitmsg', 'commit-msg'],
  ['pre-recieve', 'pre-receive'],
  ['pre-merge-comit', 'pre-merge-commit'],
  ['pre-aplypatch', 'pre-applypatch'],
])('hook %s: did you mean %s?', (name, meant) => {
  const outcome = repository.hfleaks(['hook', name]);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toContain(`Did you mean "${meant}"?`);
});

test.each([
  ['no name', []],
  ['a name of git that is none of ours', ['post-update']],
  ['an empty name', ['']],
  ['a name with a newline', ['pre-push\n::error::x']],
  ['__proto__', ['__proto__']],
])('%s: exit code 2', (_, args) => {
  const outcome = repository.hfleaks(['hook', ...args]);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).not.toMatch(/^::|^\s+at /m);
});

test.each(['pre-push', 'pre-receive', 'commit-msg', 'pre-merge-commit', 'pre-applypatch'])(
  'hook %s, outside of any repository: exit code 2',
  (name) => {
    const outcome = plainFolder().hfleaks(['hook', name, ...(name === 'commit-msg' ? ['message'] : [])]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
  },
);

test.each([
  ['pre-push', 'range'],
  ['pre-merge-commit', 'staged'],
  ['pre-applypatch', 'staged'],
])('hook %s with nothing to read is clean, mode %s', (name, mode) => {
  const outcome = repository.scan(['hook', name]);
  // No index yet: then all that HEAD has would be deleted, which adds nothing.
  expect(outcome).toMatchObject({ code: 0, found: [], report: { complete: true, scan: { mode } } });
});
