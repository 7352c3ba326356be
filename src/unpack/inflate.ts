// The compressors that Node has, behind one door: bounded, and with what there is when a stream is damaged, cut or too long.
import {
  type BrotliOptions,
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib';
import { allowance } from './budget.ts';
import type { Budget } from './container.ts';
import { inflateSlowly } from './deflate.ts';
import { decodeWithin, type Output, type Unpacked } from './output.ts';

/** How bytes are packed: `deflate` is the raw stream, `zlib` and `gzip` have a header before it. */
export type Method = 'deflate' | 'deflate64' | 'zlib' | 'gzip' | 'brotli';

/** What a gzip member says before its content. RFC 1952, 2.3. */
export interface GzipHeader {
  /** Where the deflate stream begins. */
  readonly end: number;
  /** The file name, and the comment, where they are there, with a space between. */
  readonly label: Uint8Array;
}

/** What is known of a stream before it is unpacked. */
export interface Expectations {
  /** The bytes that should come out, where that may be more than is usual. */
  readonly size?: number;
  /** Whether a stream may end without its last block, as one does whose writer only flushed it. */
  readonly isOpen?: boolean;
}

/**
 * Unpacks one stream at the beginning of `bytes` (for `gzip` all members in a row), within `budget`, from which the output is taken.
 * At most 8 MiB, 200 times the input, or the size that is expected come out. Never throws: what is cut or damaged gives what there is before that, with
 * `decode-error`; what is too long gives as much as there is room for, with `archive-limit` (brotli: only a part of that).
 */
export function inflate(
  bytes: Uint8Array,
  method: Method,
  budget: Budget,
  { size = 0, isOpen = false }: Expectations = {},
): Unpacked {
  const limit = allowance(budget, bytes.length, size);
  if (limit === 0) return { bytes: new Uint8Array(0), problem: 'archive-limit', consumed: bytes.length };
  let [isWrong, isCut] = [false, false];
  if (method !== 'deflate64') {
    try {
      const { buffer, engine } = nativeOf[method](bytes, {
        ...optionsFor(bytes, limit),
        ...(isOpen && method !== 'brotli' && { finishFlush: constants.Z_SYNC_FLUSH }),
      });
      budget.bytes -= buffer.length;
      return { bytes: buffer, problem: null, consumed: engine.bytesWritten };
    } catch (error) {
      if (method === 'brotli') return brotliPart(bytes, limit, budget, error);
      isWrong = true;
      isCut = method === 'gzip' && (error as { code?: unknown }).code === 'Z_BUF_ERROR';
    }
  }
  const found = decodeWithin(bytes, budget, (output) => inflatePart(bytes, method, output), size);
  // All could be decoded, but Node found a wrong checksum, or something behind the last member.
  return { ...found, problem: found.problem ?? (isWrong ? 'decode-error' : null), ...(isCut && { isCut }) };
}

/** The header of the gzip member at `start`; null if there is none. */
export function gzipHeader(bytes: Uint8Array, start: number): GzipHeader | null {
  const flags = bytes[start + 3] ?? 0xff;
  // 1f 8b, deflate; the upper flags are reserved.
  if (bytes[start] !== 0x1f || bytes[start + 1] !== 0x8b || bytes[start + 2] !== 8 || flags > 0x1f) return null;
  let at = start + 10;
  if (flags & 4) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  const parts: Uint8Array[] = [];
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return null;
    parts.push(...(parts.length > 0 ? [SPACE] : []), bytes.subarray(at, zero));
    at = zero + 1;
  }
  if (flags & 2) at += 2;
  return at > bytes.length ? null : { end: at, label: Buffer.concat(parts) };
}

const SPACE = Buffer.from(' ');
/** Checksum and size, behind each member. */
const GZIP_TRAILER = 8;

/** Node's synchronous functions, which answer this when told `info: true`. */
interface Native {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}
type NativeOptions = ZlibOptions & BrotliOptions;
const native = (unpack: (bytes: Uint8Array, options: NativeOptions) => unknown) =>
  unpack as (bytes: Uint8Array, options: NativeOptions) => Native;

const nativeOf = {
  deflate: native(inflateRawSync),
  zlib: native(inflateSync),
  gzip: native(gunzipSync),
  brotli: native(brotliDecompressSync),
} as const;

function optionsFor(bytes: Uint8Array, maxOutputLength: number): NativeOptions {
  const chunkSize = Math.max(1024, Math.min(2 ** 18, maxOutputLength, bytes.length * 4));
  return { maxOutputLength, chunkSize, info: true };
}

/** The stream in our own steps; of gzip, all members up to what is none. Answers how much was used. */
function inflatePart(bytes: Uint8Array, method: Method, output: Output): number {
  if (method !== 'gzip') return inflateSlowly(bytes, method === 'zlib' ? 2 : 0, output, method === 'deflate64');
  let at = 0;
  for (let header = gzipHeader(bytes, at); header; header = gzipHeader(bytes, at))
    at = inflateSlowly(bytes, header.end, output) + GZIP_TRAILER;
  return Math.min(at, bytes.length);
}

/** Brotli has no decoder of ours: halves of the input are tried, each with what it gives so far, until one fits. */
function brotliPart(bytes: Uint8Array, limit: number, budget: Budget, error: unknown): Unpacked {
  const tooLong = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
  const options = { ...optionsFor(bytes, limit), finishFlush: constants.BROTLI_OPERATION_FLUSH };
  for (let shift = 0; shift < 5; shift++) {
    try {
      const { buffer } = nativeOf.brotli(bytes.subarray(0, bytes.length >> shift), options);
      budget.bytes -= buffer.length;
      return { bytes: buffer, problem: tooLong ? 'archive-limit' : 'decode-error', consumed: bytes.length };
    } catch {}
  }
  return { bytes: new Uint8Array(0), problem: tooLong ? 'archive-limit' : 'decode-error', consumed: bytes.length };
}
