// Bytes behind a loose object: git reads a blob without a word of them, and in `history --everything` they are a file as any other.
import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newHistory } from '../git/stores.ts';
import { userToken } from '../tokens.ts';

const T = userToken(194);

test.each(['main', 'nothing'])('history --everything: behind a blob that %s reaches', (from) => {
  const history = newHistory();
  const oid = history.blob('in the object\n');
  history.on('refs/heads/main', from === 'main' ? { 'a.txt': 'in the object\n' } : { 'b.txt': 'another\n' });
  const path = `objects/${oid.slice(0, 2)}/${oid.slice(2)}`;
  expect(history.scan(['history', '--everything'])).toMatchObject({ found: [], code: 0 });
  chmodSync(join(history.gitFolder, path), 0o644);
  appendFileSync(join(history.gitFolder, path), `\n${T}\n`);
  const { report, code } = history.scan(['history', '--everything']);
  expect(code).toBe(1);
  expect(report.findings.map(({ location }: { location: { path: string } }) => location.path)).toEqual([
    `.git/${path}`,
  ]);
});
