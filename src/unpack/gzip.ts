// The formats that Node unpacks: gzip, bare zlib streams, raw deflate, and brotli for who knows that it is.
import { constants, inflateRawSync, inflateSync } from 'node:zlib';
import type { Container } from './container.ts';
import { gzipHeader, inflate } from './inflate.ts';
import { oneMember } from './stream.ts';

/** Names are short; an extra field has at most 64 KiB. */
const HEADER_MAX = 2 ** 17;
/** Enough to see whether a stream makes sense. */
const PROBE = 512;
const PROBE_OUTPUT = 2 ** 20;
const SHORTEST = 8;
/** What has no header and says less is chance: a letter and its end are a dozen bits. */
const SHORTEST_SAID = 32;

/** Gzip: all its members in a row as one, named as the first one says. */
export const gzip: Container = oneMember(
  { name: 'gzip', matches: (bytes) => headerOf(bytes) !== null },
  (bytes, budget) => inflate(bytes, 'gzip', budget),
  (bytes) => headerOf(bytes)?.label ?? new Uint8Array(0),
);

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
