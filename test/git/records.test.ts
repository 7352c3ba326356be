import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HfleaksError } from '../../src/errors.ts';
import type { GitProcess } from '../../src/git/process.ts';
import { fields, lines } from '../../src/git/records.ts';
import { cpuSince } from '../cost.ts';

/** A process that says this, and then ends well or badly. */
function saying(pieces: readonly Buffer[], isGood = true) {
  let at = 0;
  const killed = { times: 0 };
  const process: GitProcess = {
    send: () => undefined,
    write: async () => undefined,
    feed: () => undefined,
    read: async () => pieces[at++] ?? null,
    end: async () => {
      if (isGood) return 0;
      throw new HfleaksError('git-failed', 'git ls-files ended with code 128');
    },
    kill: () => {
      killed.times++;
    },
    complaints: () => [],
  };
  return { process, killed };
}

async function fieldsOf(pieces: readonly Buffer[]): Promise<string[]> {
  const found: string[] = [];
  for await (const field of fields(saying(pieces).process)) found.push(field.toString('latin1'));
  return found;
}

async function linesOf(pieces: readonly Buffer[]): Promise<string[]> {
  const found: string[] = [];
  for await (const some of lines(saying(pieces).process)) found.push(...some);
  return found;
}

const READERS = [
  ['fields', '\0', fieldsOf],
  ['lines', '\n', linesOf],
] as const;

describe.each(READERS)('%s', (_, end, read) => {
  const text = fc.string({ unit: fc.constantFrom('a', '\xff', end === '\n' ? '\0' : '\n', ' '), maxLength: 9 });

  test('in any pieces', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 12 }), sizes, async (texts, cuts) => {
        const all = Buffer.from(texts.map((one) => one + end).join(''), 'latin1');
        const pieces: Buffer[] = [];
        for (let at = 0; at < all.length; at += (pieces.at(-1) as Buffer).length)
          pieces.push(all.subarray(at, at + (cuts[pieces.length % cuts.length] as number)));
        expect(await read(pieces)).toEqual(texts);
      }),
    );
  });

  test('an end in the middle is an error', async () => {
    await expect(read([Buffer.from(`a${end}b`)])).rejects.toMatchObject({ code: 'git-protocol' });
    await expect(read([Buffer.from('a')])).rejects.toMatchObject({ code: 'git-protocol' });
  });

  test('nothing', async () => {
    expect(await read([])).toEqual([]);
  });

  test('one without end takes linear time', async () => {
    const piece = Buffer.alloc(1 << 16, 'x');
    const began = process.cpuUsage();
    const found = await read([...Array.from({ length: 500 }, () => piece), Buffer.from(`${end}next${end}`)]);
    expect([found.length, found[1]]).toEqual([2, 'next']);
    expect(cpuSince(began)).toBeLessThan(3000);
  });
});

test('of a field without end, the first mebibyte is kept', async () => {
  const piece = Buffer.alloc(700_000, 'x');
  const found = await fieldsOf([piece, piece, piece, Buffer.from('\0b\0')]);
  expect(found.map((field) => field.length)).toEqual([1 << 20, 1]);
});

test('a line without end is not kept', async () => {
  const piece = Buffer.alloc(1 << 24, 'x');
  await expect(linesOf(Array.from({ length: 100 }, () => piece))).rejects.toMatchObject({ code: 'git-protocol' });
});

test.each([
  ['fields', fields, 'a\0'],
  ['lines', lines, 'a\n'],
] as const)('%s of a git that fails at the end are no listing', async (_, read, text) => {
  const { process, killed } = saying([Buffer.from(text)], false);
  const all = async (): Promise<void> => {
    for await (const _one of read(process));
  };
  await expect(all()).rejects.toMatchObject({ code: 'git-failed' });
  expect(killed.times).toBe(1);
});

test('who stops early stops git', async () => {
  const { process, killed } = saying([Buffer.from('a\0b\0')]);
  for await (const _ of fields(process)) break;
  expect(killed.times).toBe(1);
});
