// What was scanned before: entries in the user's cache folder that nobody without the user's secret can make or change.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { futimesSync, renameSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, makeRoom, openFolder, writeWhole } from './folder.ts';
import { type IdLength, OidSet, sortOids } from './oid-set.ts';
import { readAt, withFile } from './reading.ts';

export { type IdLength, OidSet } from './oid-set.ts';
export { cacheFolder } from './place.ts';

/**
 * First bytes of every file, and of everything that is signed: another format is another number. A file:
 *
 *     0   16  "hfleaks-cache/1\n"
 *     16  32  HMAC-SHA256 of the head, bound to the file's name
 *     48   4  length of the head, big-endian
 *     52      the head: JSON {"state":"…","summary":…,"idLength":20,"count":2,"ids":"<HMAC-SHA256 of the ids, in hex>"}
 *             the ids: raw, ascending, without separators, to the file's end
 */
const FORMAT = Buffer.from('hfleaks-cache/1\n');
const MAC_LENGTH = 32;
const HEAD_AT = FORMAT.length + MAC_LENGTH + 4;

/** Largest head, and what a first read takes, which is more than nearly every head. */
const MAX_HEAD = 16 * 2 ** 20;
const FIRST_READ = 16 * 2 ** 10;

/** Age in milliseconds from which on being read makes an entry young again. */
const DAY = 86_400_000;

/** What a scan leaves for the next one. None of it may be content, a path or a credential. */
export interface Scanned {
  /** Digest of all that decides what the scan gives; who reads the entry compares it. */
  readonly state: string;
  /** Counts and ids; any value that JSON can hold. */
  readonly summary: unknown;
  /** Raw ids of what was scanned and is clean, in any order, without separators. Not changed. */
  readonly ids: Uint8Array;
  readonly idLength: IdLength;
}

/** What a scan left. */
export interface Entry {
  readonly state: string;
  readonly summary: unknown;
  /** Reads the ids now; null if they are damaged, or were replaced since by others. */
  ids(): OidSet | null;
}

interface Head {
  readonly state: string;
  readonly summary: unknown;
  readonly idLength: IdLength;
  readonly count: number;
  readonly ids: string;
}

/**
 * Opens the cache in `folder` (an absolute path, see `cacheFolder`); makes it, and the user's secret, where they are missing.
 * Null if that cannot be or if others could have written there: a scan goes on without a cache. `user` is the user's number, as
 * `process.geteuid` gives it, and undefined where the system has none.
 */
export function openCache(folder: string, user: number | undefined): Cache | null {
  const secret = openFolder(folder, user);
  return secret && new Cache(folder, secret);
}

/**
 * A cache that is open. Names are the parts that identify what was scanned (real path, digest of the rules, version, options …);
 * on the disk they are seen as an HMAC alone. Nothing here throws or waits.
 */
export class Cache {
  readonly #folder: string;
  readonly #secret: Buffer;

  constructor(folder: string, secret: Buffer) {
    this.#folder = folder;
    this.#secret = secret;
  }

  /** The entry of that name, without its ids yet. Null if there is none, or one that is damaged, forged or of another format. */
  read(name: readonly string[]): Entry | null {
    return this.#read(this.#fileOf(name));
  }

  /**
   * Replaces the entry of that name, whole or not at all; of two writers the last one wins. If it cannot be written, or is
   * larger than the whole cache may be, the entry before stays. Older entries make room.
   */
  keep(name: readonly string[], scanned: Scanned): void {
    this.#write(this.#fileOf(name), scanned);
  }

  #read(file: string): Entry | null {
    return withFile(join(this.#folder, file), (fd, stats) => {
      const head = this.#readHead(file, fd, stats);
      if (!head) return null;
      makeYoung(fd, stats);
      const { state, summary } = head;
      return { state, summary, ids: () => this.#readIds(file, stats.size, head) };
    });
  }

  #readHead(file: string, fd: number, { size }: Stats): Head | null {
    const first = readAt(fd, 0, Math.min(size, FIRST_READ));
    if (first.length < HEAD_AT || !first.subarray(0, FORMAT.length).equals(FORMAT)) return null;
    const length = first.readUInt32BE(HEAD_AT - 4);
    if (length > Math.min(size - HEAD_AT, MAX_HEAD)) return null;
    const rest = HEAD_AT + length - first.length;
    const bytes = rest > 0 ? Buffer.concat([first, readAt(fd, first.length, rest)]) : first;
    const text = bytes.subarray(HEAD_AT, HEAD_AT + length);
    if (!timingSafeEqual(this.#mac('head', file, text), first.subarray(FORMAT.length, HEAD_AT - 4))) return null;
    const head: Head = JSON.parse(text.toString());
    return size === HEAD_AT + length + head.count * head.idLength ? head : null;
  }

  #readIds(file: string, size: number, { count, idLength, ids }: Head): OidSet | null {
    return withFile(join(this.#folder, file), (fd) => {
      const bytes = readAt(fd, size - count * idLength, count * idLength);
      const isWhole = timingSafeEqual(this.#mac('ids', file, bytes), Buffer.from(ids, 'hex'));
      return isWhole ? new OidSet(bytes, idLength) : null;
    });
  }

  #write(file: string, { state, summary, ids, idLength }: Scanned): void {
    try {
      if (ids.length % idLength !== 0) return;
      const sorted = sortOids(ids, idLength);
      const count = sorted.length / idLength;
      const mac = this.#mac('ids', file, sorted).toString('hex');
      const head: Head = { state, summary: summary ?? null, idLength, count, ids: mac };
      const text = Buffer.from(JSON.stringify(head));
      const size = HEAD_AT + text.length + sorted.length;
      if (text.length > MAX_HEAD || size > LIMITS.bytes) return;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      makeRoom(this.#folder, file, size);
      const parts = [FORMAT, this.#mac('head', file, text), length, text, sorted];
      writeWhole(this.#folder, parts, (temporary) => renameSync(temporary, join(this.#folder, file)));
    } catch {
      // A full disk, a folder that is gone: the next scan takes longer.
    }
  }

  /** JSON keeps the parts apart: ["a","b"] is not ["ab"]. */
  #fileOf(name: readonly string[]): string {
    return this.#mac('name', '', Buffer.from(JSON.stringify(name))).toString('hex');
  }

  /** `what` and `of` have no line ends, so that no two things are signed as the same bytes. */
  #mac(what: 'name' | 'head' | 'ids', of: string, bytes: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(FORMAT).update(`${what}\n${of}\n`).update(bytes).digest();
  }
}

/** The oldest entries are removed first; one that is read each day is not old. */
function makeYoung(fd: number, { mtimeMs }: Stats): void {
  const now = Date.now();
  if (now - mtimeMs < DAY) return;
  try {
    futimesSync(fd, now / 1000, now / 1000);
  } catch {
    // A file system that is read-only removes nothing either.
  }
}
