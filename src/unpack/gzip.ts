// The formats that Node unpacks: gzip, bare zlib streams, and brotli for who knows that it is.
import { constants, inflateSync } from 'node:zlib';
import type { Container } from './container.ts';
import { gzipHeader, inflate } from './inflate.ts';
import { oneMember } from './stream.ts';

/** Names are short; an extra field has at most 64 KiB. */
const HEADER_MAX = 2 ** 17;
/** Enough to see whether a stream makes sense. */
const PROBE = 512;
const PROBE_OUTPUT = 2 ** 20;
const SHORTEST = 8;

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
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: PROBE_OUTPUT };
    return inflateSync(bytes.subarray(0, PROBE), options).length > 0;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
  }
}
