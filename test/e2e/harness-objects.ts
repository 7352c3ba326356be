// Objects and packs made by hand, for git refuses to make those that lie.
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { TestRepository } from '../repository.ts';
import type { Ground } from './harness.ts';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export function oidOf(type: ObjectType, body: Uint8Array): string {
  return createHash('sha1').update(`${type} ${body.length}\0`).update(body).digest('hex');
}

/** Where a loose object lies, below the repository. */
export function loosePath(oid: string): string {
  return join('.git/objects', oid.slice(0, 2), oid.slice(2));
}

/** Puts bytes where the loose object `oid` lies. */
export function putRaw(repository: TestRepository, oid: string, bytes: Uint8Array): string {
  rmSync(join(repository.path, loosePath(oid)), { force: true });
  repository.write(loosePath(oid), bytes);
  return oid;
}

/** Writes a loose object and gives its id. It may claim another size, and lie under another id. */
export function putObject(
  repository: TestRepository,
  type: ObjectType,
  body: string | Uint8Array,
  { size, oid }: { readonly size?: number; readonly oid?: string } = {},
): string {
  const bytes = Buffer.from(body as string);
  const whole = Buffer.concat([Buffer.from(`${type} ${size ?? bytes.length}\0`), bytes]);
  return putRaw(repository, oid ?? oidOf(type, bytes), deflateSync(whole, { level: 1 }));
}

/** The body of a tree; entries in the order that git sorts them. Format: `<mode> SP <name> NUL <20 bytes>`. */
export function treeBody(entries: readonly (readonly [mode: string, name: string | Buffer, oid: string])[]): Buffer {
  return Buffer.concat(
    entries.flatMap(([mode, name, oid]) => [
      Buffer.from(`${mode} `),
      Buffer.from(name as string),
      Buffer.from([0]),
      Buffer.from(oid, 'hex'),
    ]),
  );
}

/** The body of a commit; `author` is what stands behind the word, `headers` whole lines. */
export function commitBody(
  tree: string,
  parents: readonly string[],
  { author = 'A <a@example.com> 1767225600 +0000', headers = '', message = 'change\n' } = {},
): string {
  const heads = parents.map((oid) => `parent ${oid}\n`).join('');
  return `tree ${tree}\n${heads}author ${author}\ncommitter ${author}\n${headers}\n${message}`;
}

/** Moves the branch `other` to a new commit, which adds `entries` to nothing else; the ground's tip is then that commit. */
export function commitTree(ground: Ground, tree: string, look: Parameters<typeof commitBody>[2] = {}): Ground {
  const tip = putObject(ground.repository, 'commit', commitBody(tree, [ground.tip], look));
  ground.repository.write('.git/refs/heads/other', `${tip}\n`);
  return { ...ground, tip };
}

/** Puts a blob, whatever is behind its id, into the index and into a new commit on `other`. */
export function plant(ground: Ground, oid: string, path = 'planted.txt'): Ground {
  ground.repository.git('update-index', '--add', '--cacheinfo', `100644,${oid},${path}`);
  return commitTree(ground, putObject(ground.repository, 'tree', treeBody([['100644', path, oid]])));
}

/** An object in a pack, or with `on` a delta against the object of that id, which then has the `oid` that is claimed. */
export interface Packed {
  readonly type: ObjectType;
  readonly body: Uint8Array;
  readonly on?: string;
  readonly oid?: string;
}

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;
const REF_DELTA = 7;

/** Writes a pack and its index and gives their path, without the ending. Format: gitformat-pack(5), versions 2 and 2. */
export function putPack(repository: TestRepository, objects: readonly Packed[]): string {
  const parts: Buffer[] = [Buffer.concat([Buffer.from('PACK'), uint32(2), uint32(objects.length)])];
  let offset = 12;
  const index = objects.map(({ type, body, on, oid }) => {
    const head = entryHead(on ? REF_DELTA : TYPES[type], body.length);
    const entry = Buffer.concat([head, Buffer.from(on ?? '', 'hex'), deflateSync(body, { level: 1 })]);
    parts.push(entry);
    const record = { oid: oid ?? oidOf(type, body), crc: crc32(entry), offset };
    offset += entry.length;
    return record;
  });
  const pack = sealed(Buffer.concat(parts));
  const sorted = index.sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const fanout = Array.from({ length: 256 }, (_, first) =>
    uint32(sorted.filter(({ oid }) => Number.parseInt(oid.slice(0, 2), 16) <= first).length),
  );
  const idx = Buffer.concat([
    Buffer.from('ff744f6300000002', 'hex'),
    ...fanout,
    ...sorted.map(({ oid }) => Buffer.from(oid, 'hex')),
    ...sorted.map(({ crc }) => uint32(crc)),
    ...sorted.map((entry) => uint32(entry.offset)),
    pack.subarray(-20),
  ]);
  const path = `.git/objects/pack/pack-${pack.subarray(-20).toString('hex')}`;
  repository.write(`${path}.pack`, pack);
  repository.write(`${path}.idx`, sealed(idx));
  return path;
}

/** A delta: the sizes before and after, and instructions. `claimed` is the size after, whatever the instructions make. */
export function delta(from: number, claimed: number, instructions: Uint8Array): Buffer {
  return Buffer.concat([varint(from), varint(claimed), instructions]);
}

/** Three bits of type and four of size, then seven bits of size a byte, the least first. */
function entryHead(type: number, size: number): Buffer {
  const rest = Math.floor(size / 16);
  const first = (type << 4) | (size & 15);
  return rest === 0 ? Buffer.from([first]) : Buffer.concat([Buffer.from([first | 0x80]), varint(rest)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function sealed(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);
}
