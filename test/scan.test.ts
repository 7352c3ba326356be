import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { HfleaksError } from '../src/errors.ts';
import { scan } from '../src/scan.ts';
import { offer, wholeSegment } from '../src/sources/content.ts';
import { memorySource } from '../src/sources/memory.ts';
import type { Candidate, OldSides, Sieve, Source } from '../src/types.ts';
import { token, userToken } from './tokens.ts';

const T = userToken(1);
const U = userToken(2);

async function found(path: string, text: string | Uint8Array) {
  const report = await scan(memorySource([{ path, bytes: Buffer.from(text as string) }]));
  return report.findings.map(({ rule, location: { line, column, endColumn, trail }, credential }) => ({
    rule: rule.id,
    at: `${line}:${column}-${endColumn}`,
    trail: trail.join(', '),
    secret: credential?.secret.reveal(),
  }));
}

/** Lists one object more than it says something of. */
async function* lossy(...given: Parameters<Source['candidates']>): AsyncGenerator<Candidate> {
  given[1].list(1);
  yield* memorySource([]).candidates(...given);
}

describe('scan', () => {
  test('a token in code is found at its line and column', async () => {
    expect(await found('app.py', `import x\nlogin(token="${T}")\n`)).toEqual([
      { rule: 'hf-user-token', at: '2:14-51', trail: '', secret: T },
    ]);
  });

  test.each([
    ['two files of code', { 'a.py': 'print(HF_TOKEN)', 'b.py': 'print(hf_token)' }, 1],
    ['a token in a text, and code that speaks of none', { 'a.txt': T, 'b.py': 'print(1)' }, 0],
  ])('it is told before the first file is read as code: %s', async (_, files, times) => {
    let told = 0;
    const inputs = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
    await scan(memorySource(inputs), { beforeMuch: () => void told++ });
    expect(told).toBe(times);
  });

  test.each([
    ['a megabyte with a token', T.padEnd(1 << 20), 1],
    ['a megabyte of nothing', ' '.repeat(1 << 20), 0],
    ['less, with a token', T.padEnd((1 << 20) - 1), 0],
  ])('it is told before much is read in which something is: %s', async (_, text, times) => {
    let told = 0;
    await scan(memorySource([{ path: 'a.log', bytes: Buffer.from(text) }]), { beforeMuch: () => void told++ });
    expect(told).toBe(times);
  });

  test.each([
    ['a token', T],
    ['a file in an archive', gzipSync(T)],
    ['something packed that is damaged', `data: ${gzipSync(T.repeat(9)).subarray(0, 60).toString('base64')}`],
  ])('what is told of bytes that are not what their id says is dropped, and comes again: %s', async (_, content) => {
    const bytes = Buffer.from(content);
    const reportOf = (readings: readonly boolean[]) => {
      const asked: boolean[] = [];
      const source: Source = {
        mode: 'history',
        target: 'x',
        async *candidates(sieve, ledger) {
          ledger.list(1);
          const places = [{ kind: 'file', path: Buffer.from('a') }] as const;
          for (const truth of readings) {
            const isTrue = (): boolean => asked.push(truth) > 0 && truth;
            const segments = () => [wholeSegment(bytes, sieve.hits(bytes))];
            yield* offer(
              ledger,
              Buffer.from('a'),
              { kind: 'text', places, whole: true, isTrue, segments },
              () => bytes.length,
            );
          }
        },
      };
      return scan(source).then(({ findings, ledger, members }) => ({
        asked,
        report: JSON.stringify({ findings: findings.length, ledger, members }),
      }));
    };
    const [twice, once] = [await reportOf([false, true]), await reportOf([true])];
    expect(twice.report).toBe(once.report);
    expect(twice.asked).toEqual([false, true]);
    await expect(reportOf([false])).rejects.toThrow();
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

  test('10,001 placeholders do not hide the token behind them', async () => {
    const placeholder = `hf_${'x'.repeat(34)}\n`;
    const report = await scan(memorySource([{ path: 'a', bytes: Buffer.from(`${placeholder.repeat(10_001)}${T}`) }]));
    expect(report.findings.map(({ location }) => location.line)).toEqual([10_002]);
    expect(report.suppressed).toHaveLength(5000);
    expect(report.complete).toBe(true);
  });

  test('more than 5,000 tokens in one file: partly scanned, and it says so', async () => {
    const tokens = Array.from({ length: 5050 }, (_, seed) => userToken(seed)).join('\n');
    const report = await scan(memorySource([{ path: 'a', bytes: Buffer.from(tokens) }]));
    expect(report.findings).toHaveLength(5000);
    expect(report.ledger.partial).toMatchObject([{ reason: 'size-limit', objects: 1 }]);
    expect(report.complete).toBe(false);
  });

  test('where more is found than is told, no more is read', async () => {
    const bytes = Buffer.from(Array.from({ length: 5050 }, (_, seed) => userToken(seed)).join('\n'));
    let read = 0;
    const source: Source = {
      mode: 'tree',
      target: 'x',
      async *candidates(sieve, ledger) {
        ledger.list(1);
        const segments = function* () {
          for (; read < 9; read++)
            yield { ...wholeSegment(bytes, sieve.hits(bytes)), from: read * bytes.length, base: read * bytes.length };
        };
        const path = Buffer.from('a');
        const content = { kind: 'text', whole: false, places: [{ kind: 'file', path }], segments } as const;
        yield* offer(ledger, path, content, () => bytes.length);
      },
    };
    const { findings, ledger } = await scan(source);
    expect(findings).toHaveLength(5000);
    expect(ledger.partial).toMatchObject([{ reason: 'size-limit', objects: 1 }]);
    expect(read).toBe(1);
  });

  test('text instead of bytes is refused', () => {
    expect(() => memorySource([{ path: 'a', bytes: 'text' as unknown as Uint8Array }])).toThrowError(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  test('a scan that was called off', async () => {
    const scanned = scan(memorySource([{ path: 'a', bytes: Buffer.from(T) }]), { signal: AbortSignal.abort() });
    await expect(scanned).rejects.toMatchObject({ code: 'interrupted' });
  });

  test('an old side is read once, however many findings ask, and also if it holds nothing', async () => {
    const asked: string[][] = [];
    const common = ['clean', 'old'];
    const before: OldSides = {
      own: [],
      common,
      async *read(ids) {
        asked.push([...ids]);
        if (ids.includes('old')) yield { id: 'old', candidate: candidateOf(U), isTrue: () => true };
      },
    };
    const candidateOf = (text: string, old?: OldSides): Candidate => {
      const bytes = Buffer.from(text);
      return {
        kind: 'text',
        whole: true,
        places: [{ kind: 'staged', path: Buffer.from('a'), stage: 0 }],
        segments: () => [{ base: 0, bytes, from: 0, to: bytes.length, hits: sieve.hits(bytes) }],
        partial: () => undefined,
        ...(old && { before: old }),
      };
    };
    let sieve: Sieve;
    const source: Source = {
      mode: 'staged',
      target: 'index',
      async *candidates(given) {
        sieve = given;
        for (const text of [T, U, T]) yield candidateOf(text, before);
      },
    };
    const { findings, suppressed } = await scan(source);
    expect(findings.map(({ credential }) => credential?.secret.reveal())).toEqual([T, T]);
    expect(suppressed.map(({ verdict }) => verdict.by)).toEqual(['already-committed']);
    expect(asked).toEqual([['clean', 'old']]);
  });

  test.each<[string, Parameters<typeof scan>[1], Partial<Source>, number, string | null]>([
    ['one that went well', {}, {}, 1, null],
    ['one whose rules find nothing', { rulebook: { rules: [], digest: '' } }, {}, 0, 'canary-failed'],
    [
      'one that knew all, by rules that were proven',
      { rulebook: { rules: [], digest: '' } },
      { isKnown: () => true },
      1,
      null,
    ],
    ['one that lost an object', {}, { candidates: lossy }, 0, 'ledger-broken'],
    ['one that was interrupted', { signal: AbortSignal.abort() }, {}, 0, 'interrupted'],
  ])('what is left for the next scan is left at the end of %s', async (_, options, more, times, code) => {
    let left = 0;
    const usual = memorySource([{ path: 'a', bytes: Buffer.from(T) }]);
    const clean = more.isKnown ? memorySource([]) : usual;
    const end = await scan({ ...clean, ...more, remember: () => void left++ }, options).catch((error) => error);
    expect([left, end.code ?? null]).toEqual([times, code]);
  });

  test('what was found before a source failed goes with the error', async () => {
    const failing: Source = {
      mode: 'tree',
      target: '.',
      async *candidates(sieve, ledger, signal) {
        yield* memorySource([{ path: 'a', bytes: Buffer.from(T) }]).candidates(sieve, ledger, signal);
        ledger.list(2);
        throw new HfleaksError('git-failed', 'gone', '');
      },
    };
    const error = await scan(failing).catch((reason) => reason);
    expect(error).toMatchObject({
      code: 'git-failed',
      report: { complete: false, ledger: { listed: { objects: 3 } } },
    });
    expect(error.report.ledger.skipped).toMatchObject([{ reason: 'read-error', objects: 2 }]);
    expect(error.report.findings).toHaveLength(1);
  });
});
