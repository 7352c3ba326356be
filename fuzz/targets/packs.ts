import { createHash } from 'node:crypto';
import { ftruncateSync, mkdtempSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PackReader } from '../../src/git/pack/reader.ts';
import { Unread } from '../../src/git/pack/unread.ts';
import { NodeWorkspace, WasmWorkspace, type Workspace } from '../../src/git/pack/workspace.ts';
import { buildPack, deltaOf, type Format, type PackEntry } from '../../test/git/packs.ts';
import type { Random } from '../random.ts';
import { git, inputOf, type Packed, packsIn, repository } from '../repository.ts';
import { type Input, must, STRETCH, type Target } from '../target.ts';
import { plainObject } from './plain-pack.ts';

const MEMORY = 8 << 20;
/** Of so many inputs with objects that are not their ids, one is read by git too. */
const ASK_GIT = 64;

/** `folder` is for packs and repositories. */
export function packs(folder: string): Target {
  const own = mkdtempSync(join(folder, 'packs-'));
  const repositories = { sha1: repository(own, 'sha1'), sha256: repository(own, 'sha256') };
  const seeds = (['sha1', 'sha256'] as const).flatMap((format) => [
    ...realPacks(repositories[format]).map((pack) => inputOf(format, pack)),
    ...madeSeeds().map((entries) => {
      return inputOf(format, buildPack(entries, format));
    }),
  ]);
  const path = join(own, 'pack');
  const files = [openSync(`${path}.pack`, 'w'), openSync(`${path}.idx`, 'w')] as const;
  const workspaces = [new WasmWorkspace(MEMORY), new NodeWorkspace()] as const;
  let turn = 0;
  return {
    name: 'packs',
    seeds,
    make: madePack,
    run({ label, parts }) {
      const format = label as Format;
      const [pack, ...index] = parts as [Buffer, Buffer, Buffer];
      const bytes = [pack, Buffer.concat(index)] as const;
      for (const at of [0, 1] as const) {
        ftruncateSync(files[at], bytes[at].length);
        writeSync(files[at], bytes[at], 0, bytes[at].length, 0);
      }
      // One of them is for machines without SIMD.
      turn = (turn + 1) % STRETCH;
      const isBoth = turn % 8 === 0;
      const one = read(path, format, workspaces[isBoth || turn % 2 === 0 ? 0 : 1]);
      if (isBoth) must(one.digest === read(path, format, workspaces[1]).digest, 'the two workspaces read otherwise');
      for (const { id, bytes: object } of one.wrong) {
        const plain = plainObject(...bytes, Buffer.from(id, 'hex'), format);
        must(plain?.equals(object) === true, 'an object is not its id, and no other reader reads it so');
      }
      if (one.wrong.length > 0 && sumOf(one.digest) % ASK_GIT === 0) askGit(repositories[format], bytes, one.wrong);
      return one.outcome;
    },
  };
}

/** By which inputs are chosen, the same ones each time. */
function sumOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum += text.charCodeAt(at);
  return sum;
}

interface Read {
  readonly outcome: string;
  readonly digest: string;
  /** Objects that are not what their ids say. */
  readonly wrong: readonly { readonly id: string; readonly type: string; readonly bytes: Buffer }[];
}

function read(path: string, objectFormat: Format, workspace: Workspace): Read {
  const wrong: { id: string; type: string; bytes: Buffer }[] = [];
  const width = objectFormat === 'sha1' ? 20 : 32;
  const ids: Buffer[] = [];
  let digest = '';
  let [count, total] = [0, 0];
  try {
    const reader = new PackReader(path, { objectFormat, memory: MEMORY, workspace });
    total = reader.ids.length / width;
    try {
      const wanted = (all: Buffer, at: number): number => ids.push(all.subarray(at, at + width)) - 1;
      for (const object of reader.objects<Buffer>(wanted)) {
        const { bytes, type, origin } = object;
        if (origin) checkCopies(bytes, origin.learned, origin.copies);
        const id = ids[object.index] as Buffer;
        const real = createHash(objectFormat).update(`${type} ${bytes.length}\0`).update(bytes).digest();
        must(real.equals(id) === object.isTrue(), 'whether an object is its id is told otherwise than it is');
        if (!real.equals(id)) wrong.push({ id: id.toString('hex'), type, bytes: Buffer.from(bytes) });
        object.learned = Buffer.from(bytes);
        digest += real.toString('latin1', 0, 8);
        count++;
      }
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return { outcome: error.message, digest: error.message, wrong };
  }
  return { outcome: `${count} of ${total}, ${wrong.length} wrong`, digest, wrong };
}

function checkCopies(bytes: Buffer, base: Buffer, copies: Int32Array): void {
  let end = 0;
  for (let at = 0; at < copies.length; at += 3) {
    const [to, from, size] = copies.subarray(at, at + 3) as unknown as [number, number, number];
    must(size > 0 && to >= end && from >= 0, 'copies are not in order');
    end = to + size;
    const isSame = end <= bytes.length && bytes.compare(base, from, from + size, to, end) === 0;
    must(isSame, 'what is told to be copied is not');
  }
}

/** Some objects as `git cat-file` gives them. */
function askGit(gitDir: string, [pack, index]: readonly [Buffer, Buffer], objects: Read['wrong']): void {
  const path = join(gitDir, 'objects', 'pack', 'pack-1');
  writeFileSync(`${path}.pack`, pack);
  writeFileSync(`${path}.idx`, index);
  const input = objects.map(({ id }) => `${id}\n`).join('');
  const output = git(gitDir, ['cat-file', '--batch'], input);
  const expected = objects.map(({ id, type, bytes }) =>
    Buffer.concat([Buffer.from(`${id} ${type} ${bytes.length}\n`), bytes, Buffer.from('\n')]),
  );
  must(output.equals(Buffer.concat(expected)), 'git reads other objects');
}

/** Packs of git's own making: versions of texts with commits and trees; and a thin one made whole. */
function realPacks(gitDir: string): Packed[] {
  let tip = '';
  for (let version = 0; version < 4; version++) {
    const lines = Array.from(
      { length: 40 },
      (_, at) => `line ${at === version * 9 ? `changed ${version}` : at} of it\n`,
    );
    const blob = git(gitDir, ['hash-object', '-w', '--stdin'], lines.join('')).toString().trim();
    const tree = git(gitDir, ['mktree'], `100644 blob ${blob}\ta.txt\n`).toString().trim();
    tip = git(gitDir, ['commit-tree', tree, ...(tip ? ['-p', tip] : [])], `Change ${version}\n`)
      .toString()
      .trim();
  }
  git(gitDir, ['update-ref', 'refs/heads/main', tip]);
  git(gitDir, ['repack', '-adfq', '--depth=10', '--window=10']);
  return packsIn(gitDir);
}

const ROOT = Buffer.from('one two three four five six seven eight nine ten');

function madeSeeds(): PackEntry[][] {
  const first = deltaOf(ROOT, [{ from: 0, size: 8 }, Buffer.from('<1>'), { from: 13, size: 35 }]);
  const second = deltaOf(first.bytes, [{ from: 5, size: 20 }, { from: 25, size: 10 }, Buffer.from('!')]);
  return [
    [{ bytes: ROOT }, { ...first, by: 'distance', base: 0 }, { ...second, by: 'distance', base: 1 }],
    [{ ...first, by: 'id', base: 1 }, { bytes: ROOT }, { ...second, by: 'id', base: 0 }, { bytes: Buffer.alloc(0) }],
    [{ bytes: Buffer.from('b') }],
  ];
}

/** A pack of few entries that are sound, cut, on the wrong base or of another size, in circles and in chains. */
function madePack(random: Random): Input {
  const format = random.once(4) ? 'sha256' : 'sha1';
  const entries: PackEntry[] = [];
  const lies = { sizes: {} as Record<number, number>, baseIds: {} as Record<number, string> };
  const count = 1 + random.below(6);
  for (let number = 0; number < count; number++) {
    const isRoot = number === 0 || random.once(4);
    if (isRoot) {
      entries.push({ type: random.of([1, 2, 3, 3, 3, 4] as const), bytes: random.bytes(random.below(60)) });
      continue;
    }
    const base = random.once(8) ? random.below(count) : random.below(number);
    const from = entries[Math.min(base, number - 1)] as PackEntry;
    const { delta, bytes } = deltaOf(
      from.bytes,
      Array.from({ length: random.below(5) }, () => {
        if (random.once(2) || from.bytes.length === 0) return random.bytes(1 + random.below(20));
        const start = random.below(from.bytes.length);
        return { from: start, size: 1 + random.below(from.bytes.length - start) };
      }),
    );
    if (random.once(4)) delta[random.below(delta.length)] = random.next();
    entries.push({ by: base < number && random.once(2) ? 'distance' : 'id', base, delta, bytes });
  }
  for (let number = 0; number < count; number++) {
    if (random.once(10)) lies.sizes[number] = random.of([0, 1, 40, 127, 128, 2 ** 24, 2 ** 31, 2 ** 32, 2 ** 52]);
    if (random.once(20)) lies.baseIds[number] = random.bytes(format === 'sha1' ? 20 : 32).toString('hex');
  }
  return inputOf(format, buildPack(entries, format, lies));
}
