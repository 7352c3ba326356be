// Which objects there are: those that commits reach, and those that the store holds; with their types and sizes.
import { HfleaksError } from '../errors.ts';
import { problemOf } from './answers.ts';
import { endlessOf, learnEndless } from './endless.ts';
import type { ObjectType } from './object-format.ts';
import { ObjectList, type OidSequence } from './object-list.ts';
import type { GitProcess } from './process.ts';
import { lineBlocks, lines } from './records.ts';
import type { Git } from './runner.ts';

/** What a walk over history starts from, and where it ends; all ids of objects that exist. */
export interface Walk {
  readonly tips: readonly string[];
  /** What these reach is left out. */
  readonly not?: readonly string[];
  /** Pairs of which only what one of them reaches is wanted: `A...B`. */
  readonly either?: readonly (readonly [string, string])[];
}

const TYPES: readonly ObjectType[] = ['commit', 'tag', 'tree', 'blob'];
const FEED = 1000;
/** Objects at which git ends, of which it is started again. */
const TRIES = 100;
const [LINE_END, QUESTION_MARK, ZERO] = [0x0a, 0x3f, 0x30];

/** Objects with their types and sizes, by their position in a list. */
export class ObjectTable {
  readonly list: ObjectList;
  /** 0: nothing is known of it. */
  #types: Uint8Array;
  #sizes: Uint32Array;
  /** Those that do not fit there. */
  readonly #large = new Map<number, number>();

  /** `room` for so many, where it is known. */
  constructor(objectFormat: 'sha1' | 'sha256', room = 0) {
    this.list = new ObjectList(objectFormat, room);
    this.#types = new Uint8Array(Math.max(1024, room));
    this.#sizes = new Uint32Array(this.#types.length);
  }

  type(index: number): ObjectType | null {
    return TYPES[(this.#types[index] ?? 0) - 1] ?? null;
  }

  /** In bytes. */
  size(index: number): number {
    return (this.#large.size > 0 ? this.#large.get(index) : undefined) ?? this.#sizes[index] ?? 0;
  }

  /** How many there are of a type, as far as it is known. */
  count(type: ObjectType): number {
    const wanted = TYPES.indexOf(type) + 1;
    let found = 0;
    for (let index = 0; index < Math.min(this.list.length, this.#types.length); index++)
      if (this.#types[index] === wanted) found++;
    return found;
  }

  set(index: number, type: ObjectType, size: number): void {
    if (index >= this.#types.length) this.#grow(index);
    this.#types[index] = TYPES.indexOf(type) + 1;
    this.#sizes[index] = size;
    if (size >= 2 ** 32) this.#large.set(index, size);
  }

  #grow(index: number): void {
    const room = Math.max(this.#types.length * 2, index + 1);
    const [types, sizes] = [new Uint8Array(room), new Uint32Array(room)];
    types.set(this.#types);
    sizes.set(this.#sizes);
    [this.#types, this.#sizes] = [types, sizes];
  }
}

/**
 * Adds to `table` the ids of all objects that a walk reaches, and to `missing` those that should be there and are not. Commits come
 * before what they hold. Nothing of a tree is expanded twice. `more` is awaited for what was added, as lines of git's. Throws what git's listing throws,
 * and `git-protocol` if git counts another number of them. Format: git-rev-list(1), `--objects --no-object-names --missing=print`: `<oid>`, or `?<oid>`.
 */
export async function listReachable(
  git: Git,
  walk: Walk,
  table: ObjectTable,
  missing: Set<string>,
  more?: (added: Buffer) => Promise<void>,
): Promise<void> {
  const listing = git.start('rev-list', [...LISTING, '--progress=listed']);
  let listed = 0;
  listing.feed(inputOf(walk));
  const width = 2 * table.list.width;
  for await (const block of lineBlocks(listing)) {
    let begun = 0;
    for (let at = 0; at < block.length; at += width + 1) {
      const isMissing = block[at] === QUESTION_MARK;
      const known = table.list.length;
      if (isMissing) missing.add(checked(block.toString('latin1', at + 1, at + 1 + width)));
      else if (table.list.addHex(block, at) < 0) throw badListing();
      else listed++;
      if (known === table.list.length) {
        if (begun < at) await more?.(block.subarray(begun, at));
        if (isMissing) at++;
        begun = at + width + 1;
      }
      if (block[at + width] !== LINE_END) throw badListing();
    }
    if (begun < block.length) await more?.(block.subarray(begun));
  }
  // A listing that was cut short, and ends well, looks like a short history.
  if ((countToldBy(listing) ?? (await countOf(git, walk))) !== String(listed))
    throw new HfleaksError('git-protocol', 'git lists fewer objects than it counts.', 'Check that git works.');
}

const LISTING = ['--objects', '--no-object-names', '--missing=print', '--stdin'] as const;

/** What git says to have listed, apart from the listing itself; null if it says nothing, as of no object. Format: `listed: 919, done.` */
function countToldBy(process: GitProcess): string | null {
  return process.complaints().flatMap((line) => /(?:^|\r)listed: +(\d+), done\.$/.exec(line)?.[1] ?? [])[0] ?? null;
}

/** The number of objects by another listing: the line behind those that are missing. */
async function countOf(git: Git, walk: Walk): Promise<string> {
  const process = git.start('rev-list', ['--count', ...LISTING]);
  process.feed(inputOf(walk));
  let last = '';
  for await (const batch of lines(process)) for (const line of batch) last = line;
  return last;
}

/**
 * As `listReachable`, and fills in types and sizes while git lists; what git does not tell of what it has listed stays unknown, see `learnTypes`.
 * Gives the types of `besides`.
 */
export async function listTyped(
  git: Git,
  walk: Walk,
  table: ObjectTable,
  missing: Set<string>,
  besides: readonly string[] = [],
): Promise<ReadonlyMap<string, ObjectType>> {
  const types = new Map<string, ObjectType>();
  const process = git.start('cat-file', ['--batch-check', '--buffer']);
  const asked = table.list.length;
  const answered = tolerantly(async () => {
    let at = 0;
    let left = besides.length;
    for await (const block of lineBlocks(process)) {
      let from = 0;
      for (; left > 0 && from < block.length; left--) {
        const end = block.indexOf(LINE_END, from);
        const [oid = '', type = ''] = block.toString('latin1', from, end).split(' ');
        if (oid !== besides.at(-left)) throw badListing();
        if (type !== 'missing') types.set(oid, typeOf(type));
        from = end + 1;
      }
      at = fillIn(table, block, from, (index) => index, at);
    }
  });
  try {
    await process.write(besides.map((oid) => `${oid}\n`).join(''));
    for (const text of linesOf({ length: asked, hex: (at) => table.list.hex(at) })) await process.write(text);
    await listReachable(git, walk, table, missing, (added) => process.write(added));
    process.send('');
    await answered;
  } finally {
    process.kill();
  }
  return types;
}

/** The commits that a walk reaches, newest first, with their parents. Format: `--parents`: `<oid> SP <parent> SP …`. */
export async function* listCommits(git: Git, walk: Walk, args: readonly string[] = []): AsyncGenerator<string[]> {
  const process = git.start('rev-list', ['--parents', ...args, '--stdin']);
  process.feed(inputOf(walk));
  for await (const batch of lines(process)) for (const line of batch) yield line.split(' ');
}

/**
 * Adds every object of a store to `table`, reachable or not, in the order of the store. Gives the number of lines in
 * which git complains, of a pack that it cannot read for example. Format: git-cat-file(1), `--batch-check`: `<oid> SP <type> SP <size>`.
 */
export async function listStore(git: Git, table: ObjectTable, directory: string): Promise<number> {
  const args = ['--batch-check', '--batch-all-objects', '--unordered'];
  const process = git.start('cat-file', args, { onlyStore: directory });
  process.send('');
  for await (const block of lineBlocks(process))
    for (let at = 0; at < block.length; ) {
      const index = table.list.addHex(block, at);
      if (index < 0) throw badListing();
      // Of what is missing, git could not read the header; it is asked again, by id, for the reason.
      at = fillInOne(table, index, block, at);
    }
  return process.complaints().filter((line) => line !== '').length;
}

/**
 * Fills in the types and sizes of the objects of which nothing is known. Those that git does not have stay unknown, and so do those at
 * which git ends, behind which it is started again.
 */
export async function learnTypes(git: Git, table: ObjectTable): Promise<void> {
  let wanted: number[] = [];
  let endless = endlessOf(git.repository);
  const isAskable = (index: number): boolean => endless === null || endless.indexOf(table.list.hex(index)) < 0;
  for (let index = 0; index < table.list.length; index++)
    if (table.type(index) === null && isAskable(index)) wanted.push(index);
  let at = 0;
  for (let tries = 0; at < wanted.length && tries < TRIES; tries++)
    try {
      for await (const count of typesOf(git, table, wanted.slice(at))) at += count;
    } catch (error) {
      if (!(error instanceof HfleaksError) || error.code === 'interrupted' || error.code === 'git-missing') throw error;
      // What git waits for costs as much each time.
      if (error.code === 'git-timeout') return;
      at++;
      if (error.code !== 'git-failed' || problemOf(error) !== 'alloc-limit') continue;
      endless = await learnEndless(git.repository).catch(() => endless);
      wanted = wanted.slice(at).filter(isAskable);
      at = 0;
    }
}

/** Yields the number of answers, batch by batch. */
async function* typesOf(git: Git, table: ObjectTable, wanted: readonly number[]): AsyncGenerator<number> {
  const process = git.start('cat-file', ['--batch-check', '--buffer']);
  process.feed(linesOf({ length: wanted.length, hex: (at) => table.list.hex(wanted[at] as number) }));
  let at = 0;
  for await (const block of lineBlocks(process)) {
    const before = at;
    at = fillIn(table, block, 0, (one) => wanted[one] ?? -1, at);
    yield at - before;
  }
  if (at !== wanted.length) throw badListing();
}

/** Fills in what answers say of objects, from one on; gives the next. `indexOf` gives their positions in the table, -1 behind the last. */
function fillIn(
  table: ObjectTable,
  block: Buffer,
  from: number,
  indexOf: (at: number) => number,
  first: number,
): number {
  let next = first;
  for (let at = from; at < block.length; ) {
    const index = indexOf(next++);
    if (index < 0 || !table.list.isHex(index, block, at)) throw badListing();
    at = fillInOne(table, index, block, at);
  }
  return next;
}

/** Reads the line at `at`; gives where the next one begins. Format: `<oid> SP <type> SP <size>`, or `<oid> SP missing`. */
function fillInOne(table: ObjectTable, index: number, block: Buffer, at: number): number {
  let next = at + 2 * table.list.width;
  const word = WORDS.find(({ bytes }) => isAt(block, next, bytes));
  if (!word) throw badListing();
  next += word.bytes.length;
  if (word.type === null) return next;
  let size = 0;
  const start = next;
  for (; block[next] !== LINE_END; next++) {
    const digit = (block[next] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) throw badListing();
    size = size * 10 + digit;
  }
  if (next === start || next > start + MOST_DIGITS) throw badListing();
  table.set(index, word.type, size);
  return next + 1;
}

function isAt(block: Buffer, at: number, bytes: Buffer): boolean {
  // The first byte is a space in all of them.
  for (let place = 1; place < bytes.length; place++) if (block[at + place] !== bytes[place]) return false;
  return block[at] === bytes[0];
}

/** What stands behind an id. */
const WORDS = [
  ...(['blob', 'tree', 'commit', 'tag'] as const).map((type) => ({ type, bytes: Buffer.from(` ${type} `) })),
  { type: null, bytes: Buffer.from(' missing\n') },
];
const MOST_DIGITS = 15;

/** Of some ids, the ones that the repository has. */
export async function existing(git: Git, oids: readonly string[]): Promise<Map<string, ObjectType>> {
  const found = new Map<string, ObjectType>();
  if (oids.length === 0) return found;
  const process = git.start('cat-file', ['--batch-check', '--buffer']);
  process.feed(linesOf({ length: oids.length, hex: (at) => oids[at] as string }));
  for await (const batch of lines(process))
    for (const line of batch) {
      const [oid = '', type = ''] = line.split(' ');
      if (type !== 'missing') found.set(checked(oid), typeOf(type));
    }
  return found;
}

/** Ids as git reads them, some at a time. */
export function* linesOf(oids: OidSequence): Generator<string> {
  for (let at = 0; at < oids.length; at += FEED) {
    let text = '';
    for (let one = at; one < Math.min(at + FEED, oids.length); one++) text += `${oids.hex(one)}\n`;
    yield text;
  }
}

/** Asked for nothing, git would begin at HEAD. */
export function isEmpty({ tips, either = [] }: Walk): boolean {
  return tips.length + either.length === 0;
}

/** Runs `work` as far as it goes, and says whether that was to its end. A scan that was called off is noticed elsewhere. */
export async function tolerantly(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    // A damaged history, or a box that is full.
    return false;
  }
}

/** A walk as git reads it from its input. */
export function* inputOf({ tips, not = [], either = [] }: Walk): Generator<string> {
  for (let at = 0; at < tips.length; at += FEED) yield `${tips.slice(at, at + FEED).join('\n')}\n`;
  for (const oid of not) yield `^${oid}\n`;
  for (const [one, other] of either) yield `${one}...${other}\n`;
}

function typeOf(text: string): ObjectType {
  const type = TYPES.find((one) => one === text);
  if (!type) throw badListing();
  return type;
}

function checked(oid: string): string {
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(oid)) throw badListing();
  return oid;
}

function badListing(): HfleaksError {
  return new HfleaksError(
    'git-protocol',
    'A listing of objects by git is in a form that is not known.',
    'Tell us your version of git.',
  );
}
