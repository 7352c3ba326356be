// Builds indexes that git would not write. Format: gitformat-index(5), version 2.
import { createHash } from 'node:crypto';

export interface ForgedEntry {
  readonly path: string | Buffer;
  readonly oid: string;
  /** Regular file unless given. */
  readonly mode?: number;
  readonly stage?: number;
}

/** An index of SHA-1 ids, with its checksum. */
export function forgedIndex(entries: readonly ForgedEntry[]): Buffer {
  const head = Buffer.from('DIRC\0\0\0\x02\0\0\0\0', 'latin1');
  head.writeUInt32BE(entries.length, 8);
  const body = Buffer.concat([head, ...entries.map(entryOf)]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

/** Times and numbers, the mode, owners and size, the id, flags, the path, and zeros up to the next eight bytes, at least one. */
function entryOf({ path, oid, mode = 0o100644, stage = 0 }: ForgedEntry): Buffer {
  const name = Buffer.from(path as string);
  const head = Buffer.alloc(62);
  head.writeUInt32BE(mode, 24);
  head.write(oid, 40, 'hex');
  head.writeUInt16BE((stage << 12) | Math.min(name.length, 0xfff), 60);
  const length = head.length + name.length;
  return Buffer.concat([head, name, Buffer.alloc(8 - (length % 8))]);
}
