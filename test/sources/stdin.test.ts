import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { stdinSource } from '../../src/sources/stdin.ts';
import { userToken } from '../tokens.ts';

const T = userToken(1);

describe('stdinSource', () => {
  test.each([
    ['nothing', [], []],
    ['a token', [`x\n${T}`], ['2:1']],
    ['a token in two pieces', [T.slice(0, 9), T.slice(9)], ['1:1']],
    ['10 MB, then a token', ['a line\n'.repeat(1_500_000), T], ['1500001:1']],
  ])('%s', async (_, pieces, found) => {
    const report = await scan(stdinSource(Readable.from(pieces.map((piece) => Buffer.from(piece))), 'stdin'));
    expect(report.findings.map(({ location: { line, column } }) => `${line}:${column}`)).toEqual(found);
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    expect(report.ledger).toMatchObject({ listed: { objects: 1, bytes: size }, scanned: { objects: 1, bytes: size } });
  });

  test('the name says that it is a notebook', async () => {
    const notebook = JSON.stringify({ cells: [{ cell_type: 'code', outputs: [{ text: [T] }] }], nbformat: 4 });
    const report = await scan(stdinSource(Readable.from([Buffer.from(notebook)]), 'x.ipynb'));
    expect(report.findings.map(({ rule }) => rule.id)).toEqual(['notebook-output-token']);
  });

  test('a stream that breaks is partly scanned, and says so', async () => {
    async function* broken() {
      yield Buffer.from(`${T}\n`);
      throw new Error('gone');
    }
    const report = await scan(stdinSource(broken(), 'stdin'));
    expect(report).toMatchObject({
      complete: false,
      ledger: { partial: [{ reason: 'read-error', objects: 1, bytes: 38 }] },
    });
    expect(report.findings).toHaveLength(1);
  });
});
