import { describe, expect, test } from 'vitest';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import { token, userToken } from './tokens.ts';

const T = userToken(1);
const U = userToken(2);

async function found(path: string, text: string | Uint8Array) {
  const report = await scan(memorySource([{ path, bytes: Buffer.from(text as string) }]));
  return report.findings.map(({ rule, location: { line, column, endColumn, trail }, credential }) => ({
    rule: rule.id,
    at: `${line}:${column}-${endColumn}`,
    trail: trail.join(', '),
    secret: credential.secret.reveal(),
  }));
}

describe('scan', () => {
  test('a token in code is found at its line and column', async () => {
    expect(await found('app.py', `import x\nlogin(token="${T}")\n`)).toEqual([
      { rule: 'hf-user-token', at: '2:14-51', trail: '', secret: T },
    ]);
  });

  test('two tokens back to back are two findings', async () => {
    expect((await found('a.txt', `${T}${U}`)).map(({ secret }) => secret)).toEqual([T, U]);
  });

  test('a token in the output of a notebook is one finding, of the notebook rule', async () => {
    const notebook = {
      cells: [
        { cell_type: 'code', source: ['x\n'], outputs: [{ output_type: 'stream', text: ['a\n', `tok=${T}\n`] }] },
      ],
      nbformat: 4,
    };
    expect(await found('run.ipynb', JSON.stringify(notebook, null, 1))).toEqual([
      expect.objectContaining({ rule: 'notebook-output-token', trail: 'cell 1, output 1', secret: T }),
    ]);
  });

  test('the ledger counts what was given', async () => {
    const report = await scan(memorySource([{ path: 'a', bytes: Buffer.from('hello') }]));
    expect(report.ledger).toEqual({
      listed: { objects: 1, bytes: 5 },
      scanned: { objects: 1, bytes: 5 },
      deduplicated: { objects: 0, bytes: 0 },
      partial: [],
      skipped: [],
    });
  });

  test.each(['utf16le', 'latin1'] as const)('%s', async (encoding) => {
    expect(await found('a.txt', Buffer.from(`x\nkey=${T}\n`, encoding))).toMatchObject([{ at: '2:5-42', secret: T }]);
  });

  test('a refresh token', async () => {
    const refresh = token('hf-oauth-refresh-token', 3);
    expect(await found('a.txt', refresh)).toMatchObject([{ rule: 'hf-oauth-refresh-token', secret: refresh }]);
  });
});
