// Loose objects, and what looks like one, read without git: where git would not look for them.
import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createInflate, inflateSync } from 'node:zlib';

/** What is packed with zlib. `isWhole`: not cut off, not damaged, and not more than is unpacked here. */
export interface Unpacked {
  /** An object's content, without its header; of what is no object, all. */
  readonly bytes: Buffer;
  readonly isObject: boolean;
  readonly isWhole: boolean;
}

/** Bytes that are unpacked at most, and those that any file may give, however small. */
const LIMIT = 64 << 20;
const FREE = 8 << 20;
const RATIO = 200;
const HEADER = /^(?:blob|tree|commit|tag) \d{1,15}\0/;
const LONGEST_HEADER = 32;
const PIECE = 1 << 16;

/** Unpacks one zlib stream (RFC 1950), as a loose object is one; null for what is none. Format of objects: gitformat-loose(5). */
export function unpack(packed: Uint8Array): Unpacked | null {
  const [method = 0, flags = 0] = packed;
  if ((method & 0x0f) !== 8 || (method * 256 + flags) % 31 !== 0) return null;
  // Cut off by itself, it gives what there is.
  const start = inflated(packed.subarray(0, 512), LIMIT);
  if (start === null || start.length === 0) return null;
  const header = HEADER.exec(start.toString('latin1', 0, LONGEST_HEADER))?.[0];
  const all = inflated(packed, Math.min(LIMIT, Math.max(FREE, packed.length * RATIO)));
  if (all === null && header === undefined) return null;
  const bytes = (all ?? start).subarray(header?.length ?? 0);
  const size = header === undefined ? bytes.length : Number(/\d+/.exec(header));
  return { bytes, isObject: header !== undefined, isWhole: all !== null && bytes.length === size };
}

/** Whether an open file is the loose object that its id says. Reads all of it, however large; false for what cannot be unpacked. */
export async function isTrueObject(fd: number, oid: string): Promise<boolean> {
  const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1');
  try {
    await pipeline(pieces(fd), createInflate(), hash);
    return hash.digest('hex') === oid;
  } catch {
    return false;
  }
}

/** Files up to this are unpacked at once, in bytes. */
const SMALL = 1 << 20;

/**
 * Whether an open file of `size` bytes goes on behind the zlib stream that it begins with: of a blob, git reads no more than that, and says nothing.
 * False for what cannot be unpacked, which git cannot read either.
 */
export async function isAppendedTo(fd: number, size: number): Promise<boolean> {
  if (size <= SMALL) {
    const read = readStart(fd, size);
    const end = read && endOfStream(read);
    if (end !== null) return end < size;
  }
  const inflate = createInflate().resume();
  const source = Readable.from(pieces(fd)).once('error', (error) => inflate.destroy(error));
  try {
    // It ends where something comes that it does not take.
    await new Promise((resolve, reject) => source.pipe(inflate).once('end', resolve).once('error', reject));
    return inflate.bytesWritten < size;
  } catch {
    return false;
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

/** Bytes of a zlib stream; null for what is none, or unpacks to too much. */
function endOfStream(bytes: Buffer): number | null {
  try {
    // With `info`, Node also gives the engine, which its types do not know.
    const { engine } = inflateSync(bytes, { info: true, maxOutputLength: FREE }) as unknown as {
      readonly engine: { readonly bytesWritten: number };
    };
    return engine.bytesWritten;
  } catch {
    return null;
  }
}

function readStart(fd: number, size: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(size);
  try {
    let filled = 0;
    for (let read = 1; read > 0 && filled < size; filled += read)
      read = readSync(fd, bytes, filled, size - filled, filled);
    return bytes.subarray(0, filled);
  } catch {
    return null;
  }
}

/** A stream of the file would close it where it fails. */
function* pieces(fd: number): Generator<Buffer> {
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(PIECE);
    const read = readSync(fd, piece, 0, PIECE, at);
    if (read === 0) return;
    at += read;
    yield piece.subarray(0, read);
  }
}

function inflated(packed: Uint8Array, maxOutputLength: number): Buffer | null {
  try {
    return inflateSync(packed, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return null;
  }
}
