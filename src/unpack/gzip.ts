// The formats that Node unpacks: gzip, also in other data, bare zlib streams, raw deflate, and brotli for who knows that it is.
import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import type { Budget, Container, Member } from './container.ts';
import { gzipHeader, inflate } from './inflate.ts';
import { GZIP, isGzipAt } from './magic.ts';
import { bufferOf, counted } from './members.ts';
import { oneMember } from './stream.ts';

/** Names are short; an extra field has at most 64 KiB. */
const HEADER_MAX = 2 ** 17;
/** Enough to see whether a stream makes sense. */
const PROBE = 512;
const PROBE_OUTPUT = 2 ** 20;
const SHORTEST = 8;
/** More beginnings of gzip that are none are nobody's. */
const MOST_FAILED = 100;
/** What has no header and says less is chance: a letter and its end are a dozen bits. */
const SHORTEST_SAID = 32;

/** Gzip: all its members in a row as one, named as the first one says. */
export const gzip: Container = oneMember(
  { name: 'gzip', matches: (bytes) => headerOf(bytes) !== null },
  (bytes, budget) => inflate(bytes, 'gzip', budget),
  (bytes) => headerOf(bytes)?.label ?? new Uint8Array(0),
);

/** What is gzip in something else: the content of each that makes sense, named as it says. */
export const embedded: Container = {
  name: 'embedded gzip',
  matches: (bytes) => gzipIn(bytes, 1) > 0,
  members: (bytes, budget) => counted(budget, streams(bytes, budget)),
};

function* streams(bytes: Uint8Array, budget: Budget): Generator<Member> {
  let failed = 0;
  for (let at = gzipIn(bytes, 1); at > 0; at = gzipIn(bytes, at)) {
    if (failed > MOST_FAILED)
      return yield { name: new Uint8Array(0), bytes: new Uint8Array(0), problem: 'archive-limit' };
    const header = gzipHeader(bytes.subarray(at, at + HEADER_MAX), 0);
    at += header?.end ?? 1;
    failed++;
    if (!header || !isDeflate(bytes.subarray(at))) continue;
    const { bytes: content, problem, consumed } = inflate(bytes.subarray(at), 'deflate', budget);
    yield { name: header.label, bytes: content, problem };
    if (problem) continue;
    // Behind what breaks off, another one may begin.
    at += consumed;
    failed--;
  }
}

function gzipIn(bytes: Uint8Array, from: number): number {
  const buffer = bufferOf(bytes);
  let at = buffer.indexOf(GZIP, from, 'latin1');
  while (at > 0 && !isGzipAt(bytes, at)) at = buffer.indexOf(GZIP, at + 1, 'latin1');
  return at;
}

/** A bare zlib stream: one of the usual headers, and a beginning that can be inflated. */
export const zlib: Container = oneMember({ name: 'zlib', matches: isZlib }, (bytes, budget) =>
  inflate(bytes, 'zlib', budget),
);

/** Raw deflate: a beginning that can be inflated, of codes. What is only stored stands there as it is. */
export const deflate: Container = oneMember({ name: 'deflate', matches: isDeflate }, (bytes, budget) =>
  inflate(bytes, 'deflate', budget),
);

/** Brotli cannot be told by its bytes: it matches nothing, and is for files that are called so (`.br`). */
export const brotli: Container = oneMember({ name: 'brotli', matches: () => false }, (bytes, budget) =>
  inflate(bytes, 'brotli', budget),
);

function headerOf(bytes: Uint8Array): ReturnType<typeof gzipHeader> {
  return gzipHeader(bytes.subarray(0, HEADER_MAX), 0);
}

// RFC 1950, 2.2: deflate with a window of 32 KiB is 78; the second byte makes a multiple of 31, and asks for no dictionary.
function isZlib(bytes: Uint8Array): boolean {
  if (bytes.length < SHORTEST || bytes[0] !== 0x78 || ![0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] as number))
    return false;
  return beginningOf(inflateSync, bytes) > 0;
}

// RFC 1951, 3.2.3: two bits behind the first one are 0 for what is stored.
function isDeflate(bytes: Uint8Array): boolean {
  return (
    bytes.length >= SHORTEST && ((bytes[0] as number) & 6) !== 0 && beginningOf(inflateRawSync, bytes) >= SHORTEST_SAID
  );
}

/** How much comes out of the beginning, in bytes; 0 where it cannot be inflated. */
function beginningOf(unpack: typeof inflateSync, bytes: Uint8Array): number {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: PROBE_OUTPUT };
    return unpack(bytes.subarray(0, PROBE), options).length;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? PROBE_OUTPUT : 0;
  }
}
