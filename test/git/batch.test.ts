import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HfleaksError } from '../../src/errors.ts';
import { BatchReader, type GitObject } from '../../src/git/batch.ts';
import { EMPTY_TREE } from '../../src/git/index-listing.ts';
import type { GitProcess } from '../../src/git/process.ts';
import type { Git } from '../../src/git/runner.ts';
import { temporaryRepository } from '../repository.ts';
import { openGit } from './open.ts';

const LIMIT = 20;
const PROOF = `${EMPTY_TREE.sha1} tree 0\n\n`;

/** What a process says, in pieces, before it ends; with an error, if it does not end well. */
interface Said {
  readonly pieces: readonly Buffer[];
  readonly error?: HfleaksError;
}

/** A git whose processes answer by a script: `answer` gets the ids that were asked, and which process it is. */
function scripted(answer: (oids: readonly string[], start: number) => Said) {
  let starts = 0;
  const start = (): GitProcess => {
    let said: Said = { pieces: [] };
    let at = 0;
    return {
      send: () => undefined,
      write: async () => undefined,
      feed: (pieces) => {
        const [known, ...oids] = [...pieces].join('').trim().split('\n');
        expect(known).toBe(EMPTY_TREE.sha1);
        [said, at] = [answer(oids, starts++), 0];
      },
      read: async () => said.pieces[at++] ?? null,
      end: async () => {
        throw said.error ?? new HfleaksError('git-failed', 'git cat-file ended with code 128');
      },
      kill: () => undefined,
      complaints: () => [],
    };
  };
  const git = { repository: { objectFormat: 'sha1' }, start } as unknown as Git;
  return { git, starts: () => starts };
}

const oidOf = (index: number): string => index.toString(16).padStart(40, '0');

function readerOf(git: Git, count: number): BatchReader {
  return new BatchReader(git, { length: count, hex: oidOf }, { wholeLimit: () => LIMIT });
}

/** One line for each answer; streams are read to their end. */
async function read(git: Git, count: number): Promise<string[]> {
  const reader = readerOf(git, count);
  const told: string[] = [];
  for (let object = await reader.next(); object; object = await reader.next()) told.push(await tell(object));
  return told;
}

async function tell(object: GitObject): Promise<string> {
  if (object.kind === 'problem') return object.problem;
  if (object.kind === 'bytes') return `${object.type} ${object.bytes.toString('latin1')}`;
  let text = '';
  for await (const piece of object.stream) text += Buffer.from(piece).toString('latin1');
  return `${object.type} ${text}${object.damage() ? `, then ${object.damage()}` : ''}`;
}

/** All answers of one process as text. */
const said = (...answers: readonly string[]): Said => ({ pieces: [Buffer.from(PROOF + answers.join(''), 'latin1')] });
const blob = (oid: string, body: string): string => `${oid} blob ${body.length}\n${body}\n`;

interface Model {
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly body: string;
  readonly fate: 'served' | 'missing' | 'deadly' | 'deadly in its body';
  readonly use: 'read' | 'leave' | 'break off';
}

const model: fc.Arbitrary<Model> = fc.record({
  type: fc.constantFrom('blob', 'tree', 'commit', 'tag'),
  body: fc.string({ unit: fc.constantFrom('a', '\n', ' ', '0', '\0', '\xff'), maxLength: 50 }),
  fate: fc.oneof(
    { weight: 6, arbitrary: fc.constant('served' as const) },
    fc.constantFrom('missing' as const, 'deadly' as const, 'deadly in its body' as const),
  ),
  use: fc.constantFrom('read', 'leave', 'break off'),
});

/** What git says of these objects until one of them ends it. */
function outputFor(models: readonly Model[], oids: readonly string[]): string {
  let output = PROOF;
  for (const oid of oids) {
    const { type, body, fate } = models[Number.parseInt(oid, 16)] as Model;
    if (fate === 'deadly') return output;
    if (fate === 'missing') output += `${oid} missing\n`;
    else output += `${oid} ${type} ${body.length}\n`;
    if (fate === 'deadly in its body') return output + body.slice(0, body.length / 2);
    if (fate === 'served') output += `${body}\n`;
  }
  return output;
}

function cut(output: string, sizes: readonly number[]): Buffer[] {
  const bytes = Buffer.from(output, 'latin1');
  const pieces: Buffer[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] as number;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

function expected({ type, body, fate, use }: Model): string {
  const isLarge = body.length > LIMIT;
  if (fate === 'missing') return 'missing-object';
  if (fate === 'deadly' || (fate !== 'served' && !isLarge)) return 'corrupt-object';
  if (!isLarge || use !== 'read') return `${type} ${isLarge ? use : body}`;
  return fate === 'served' ? `${type} ${body}` : `${type} ${body.slice(0, body.length / 2)}, then corrupt-object`;
}

describe('BatchReader', () => {
  test('any objects, cut into any pieces, with any use of the streams', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(model, { maxLength: 12 }), sizes, async (models, pieces) => {
        const { git } = scripted((oids) => ({ pieces: cut(outputFor(models, oids), pieces) }));
        const reader = readerOf(git, models.length);
        const told: string[] = [];
        for (let object = await reader.next(); object; object = await reader.next()) {
          const { use } = models[told.length] as Model;
          if (object.kind !== 'stream' || use === 'read') told.push(await tell(object));
          else {
            if (use === 'break off') for await (const _ of object.stream) break;
            told.push(`${object.type} ${use}`);
          }
        }
        expect(told).toEqual(models.map(expected));
      }),
      { numRuns: 400 },
    );
  });

  const [a, b, c] = [oidOf(0), oidOf(1), oidOf(2)] as const;
  const rest = (oids: readonly string[]): string[] => oids.map((oid) => blob(oid, 'good'));

  test.each<[string, string]>([
    ['says less than its size', `${a} blob 3\nhello\n`],
    ['says more than its size', `${a} blob 9\nhello\n`],
    ['says more than its size, at the end of all', `${a} blob 20\n`],
    ['has no newline behind it', `${a} blob 5\nhello`],
    ['has a size that is no number', `${a} blob x\nhello\n`],
    ['has a negative size', `${a} blob -1\n\n`],
    ['has a size in another notation', `${a} blob 1e1\n0123456789\n`],
    ['has a size no file has', `${a} blob 9999999999999999\n`],
    ['has no size', `${a} blob\nhello\n`],
    ['has another type', `${a} note 5\nhello\n`],
    ['has more words', `${a} blob 5 x\nhello\n`],
    ['is another one', `${b} blob 5\nhello\n`],
    ['is ambiguous', `${a} ambiguous\n`],
    ['is another one that is missing', `${b} missing\n`],
    ['is a line without end', 'x'.repeat(300)],
    ['is an empty line', '\n'],
  ])('an answer that %s', async (_, answer) => {
    const { git } = scripted((oids) => (oids[0] === a ? said(answer, ...rest(oids.slice(1))) : said(...rest(oids))));
    expect(await read(git, 3)).toEqual(['corrupt-object', 'blob good', 'blob good']);
  });

  test.each([
    ['smaller', `${a} blob 25\n${'x'.repeat(20)}\n`, /^blob x{20}[^,]*, then corrupt-object$/],
    ['larger', `${a} blob 25\n${'x'.repeat(40)}\n`, /^blob x{25}, then corrupt-object$/],
    ['endless', `${a} blob 999999999999999\n${'x'.repeat(40)}\n`, /, then corrupt-object$/],
  ])('a stream whose object is %s than its size', async (_, answer, first) => {
    const { git } = scripted((oids) => (oids[0] === a ? said(answer, ...rest(oids.slice(1))) : said(...rest(oids))));
    const [told, ...others] = await read(git, 3);
    expect(told).toMatch(first);
    expect(others).toEqual(['blob good', 'blob good']);
  });

  test('answers that are in the buffer when git dies count', async () => {
    const { git, starts } = scripted((oids) => said(...rest(oids.filter((oid) => oid !== c)).slice(0, 2)));
    const told = await read(git, 3);
    expect(told).toEqual(['blob good', 'blob good', 'corrupt-object']);
    expect(starts()).toBe(2);
  });

  test('many corrupt objects in a row: each is to blame for itself', async () => {
    const isBad = (oid: string): boolean => Number.parseInt(oid, 16) % 5 !== 4;
    const { git } = scripted((oids) => said(...rest(oids.slice(0, [...oids.map(isBad), true].indexOf(true)))));
    const told = await read(git, 25);
    expect(told).toEqual(Array.from({ length: 25 }, (_, at) => (at % 5 === 4 ? 'blob good' : 'corrupt-object')));
  });

  test.each([
    ['says nothing', ''],
    ['does not know the empty tree', `${EMPTY_TREE.sha1} missing\n`],
    ['says that the empty tree has something', `${EMPTY_TREE.sha1} tree 1\nx\n`],
    ['greets', `hello\n${PROOF}`],
  ])('a git that %s is not started for each object', async (_, output) => {
    const { git, starts } = scripted(() => ({ pieces: [Buffer.from(output)] }));
    expect(new Set(await read(git, 1000))).toEqual(new Set(['corrupt-object']));
    expect(starts()).toBe(3);
  });

  test.each([
    ['git-timeout', 'git cat-file made no progress for 60 s and was stopped.', 'timeout'],
    ['git-failed', 'git cat-file ended with code 128: fatal: attempting to allocate 4 over limit 3', 'alloc-limit'],
    ['git-failed', 'git cat-file ended with code 128', 'corrupt-object'],
  ] as const)('%s: %s', async (code, message, problem) => {
    const { git } = scripted((oids) => ({
      ...said(...rest(oids.slice(0, oids[0] === b ? 0 : 1))),
      error: new HfleaksError(code, message),
    }));
    expect(await read(git, 3)).toEqual(['blob good', problem, 'blob good']);
  });

  test('git that cannot be started is an error', async () => {
    const { git } = scripted(() => ({
      pieces: [],
      error: new HfleaksError('git-missing', 'git could not be started.'),
    }));
    await expect(read(git, 2)).rejects.toMatchObject({ code: 'git-missing' });
  });

  test('a stall of git costs its patience a few times, not once for each object', async () => {
    const error = new HfleaksError('git-timeout', 'git cat-file made no progress');
    const { git, starts } = scripted(() => ({ ...said(), error }));
    expect(await read(git, 500)).toEqual(Array.from({ length: 500 }, () => 'timeout'));
    // 500, 32 and 2 objects at once, then three alone.
    expect(starts()).toBe(6);
  });

  test('nothing asked, nothing started', async () => {
    const { git, starts } = scripted(() => said());
    expect(await read(git, 0)).toEqual([]);
    expect(starts()).toBe(0);
  });

  test('a process that was started before is used', async () => {
    const { git, starts } = scripted((oids) => said(...rest(oids)));
    const oids = { length: 2, hex: oidOf };
    const reader = new BatchReader(git, oids, { wholeLimit: () => LIMIT, waiting: git.start('cat-file', []) });
    expect(await reader.next()).toMatchObject({ kind: 'bytes' });
    expect(starts()).toBe(1);
  });

  test.each(['sha1', 'sha256'] as const)('very many small objects of a real %s repository', async (format) => {
    const repository = await temporaryRepository(format);
    repository.commit({ a: 'small' });
    repository.git('gc', '--quiet');
    const oid = repository.git('rev-parse', 'HEAD:a').trim();
    const oids = { length: format === 'sha1' ? 100_000 : 5000, hex: () => oid };
    const reader = new BatchReader(openGit(repository), oids, { wholeLimit: () => LIMIT });
    const began = performance.now();
    let bytes = 0;
    for (let object = await reader.next(); object; object = await reader.next())
      if (object.kind === 'bytes') bytes += object.bytes.length;
    expect(bytes).toBe(5 * oids.length);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
