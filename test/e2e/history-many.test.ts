// More repositories inside than are scanned: whoever can commit can make thousands that look like one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newHistory } from '../git/stores.ts';
import { userToken } from '../tokens.ts';
import { History } from './history.ts';

const [T, U] = [userToken(196), userToken(197)];

test('history --everything: the first thousand, and the others are told', () => {
  const history = newHistory();
  for (let at = 1; at < 1003; at++) {
    const folder = join(history.path, `m${String(at).padStart(4, '0')}`);
    for (const name of ['objects', 'refs']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  }
  new History({ bare: true, home: history.path, folder: 'a' }).on('refs/heads/main', { 'a.txt': T });
  new History({ bare: true, home: history.path, folder: 'z' }).on('refs/heads/main', { 'a.txt': U });
  const { report, skipped, code } = history.scan(['history', '--everything']);
  expect({ skipped, code, complete: report.complete }).toEqual({
    skipped: { 'nested-repository': 4 },
    code: 1,
    complete: false,
  });
  expect(report.findings.length).toBe(1);
}, 60_000);

test('history --everything: refs of a repository without objects are told', () => {
  const history = newHistory();
  history.ref('refs/heads/main', 'ab'.repeat(20));
  expect(history.scan(['history', '--everything'])).toMatchObject({
    skipped: { 'missing-object': 1 },
    code: 3,
  });
});
