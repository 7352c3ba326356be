// Git's deltas: an object written as copies from another one and what is new. gitformat-pack(5), "Deltified representation"
import { allowance } from './budget.ts';
import type { Budget } from './container.ts';
import { Stop } from './output.ts';

/** One instruction: `size` bytes from `start`, in the base or in the delta itself. */
interface Piece {
  readonly isCopy: boolean;
  readonly start: number;
  readonly size: number;
}

/** The object that `delta` makes of `base`. Draws on `budget`; throws `Stop`: `decode-error` if they do not fit, `archive-limit` if it is too large. */
export function applyDelta(base: Uint8Array, delta: Uint8Array, budget: Budget): Uint8Array {
  const from = sizeAt(delta, 0);
  const to = sizeAt(delta, from.end);
  if (from.size !== base.length) throw new Stop('decode-error');
  // The sum is known before anything is allocated.
  let size = 0;
  for (const piece of pieces(delta, to.end)) {
    if (piece.isCopy && piece.start + piece.size > base.length) throw new Stop('decode-error');
    size += piece.size;
  }
  if (size !== to.size) throw new Stop('decode-error');
  if (size > allowance(budget, base.length + delta.length)) throw new Stop('archive-limit');
  budget.bytes -= size;
  const result = new Uint8Array(size);
  let length = 0;
  for (const piece of pieces(delta, to.end)) {
    result.set((piece.isCopy ? base : delta).subarray(piece.start, piece.start + piece.size), length);
    length += piece.size;
  }
  return result;
}

/** What `delta` adds to a base that is not known: its new parts, one a line; as much as can be read. */
export function insertedBy(delta: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  try {
    for (const { isCopy, start, size } of pieces(delta, sizeAt(delta, sizeAt(delta, 0).end).end)) {
      if (!isCopy) parts.push(delta.subarray(start, start + size), NEWLINE);
    }
  } catch {}
  return Buffer.concat(parts);
}

const NEWLINE = Buffer.from('\n');

function* pieces(delta: Uint8Array, start: number): Generator<Piece> {
  for (let at = start; at < delta.length; ) {
    const opcode = delta[at++] ?? 0;
    if (opcode === 0) throw new Stop('decode-error');
    if (opcode < 0x80) {
      if (at + opcode > delta.length) throw new Stop('decode-error');
      yield { isCopy: false, start: at, size: opcode };
      at += opcode;
      continue;
    }
    // Bits 0 to 3 say which bytes of the offset follow, bits 4 to 6 which of the size.
    let [offset, size] = [0, 0];
    for (let bit = 0; bit < 7; bit++) {
      if (!(opcode & (1 << bit))) continue;
      const byte = delta[at++] ?? 0;
      if (bit < 4) offset += byte * 256 ** bit;
      else size += byte * 256 ** (bit - 4);
    }
    yield { isCopy: true, start: offset, size: size || 0x10000 };
  }
}

/** A size: seven bits a byte, the lowest first. */
function sizeAt(delta: Uint8Array, start: number): { size: number; end: number } {
  let size = 0;
  for (let index = 0; index < 8; index++) {
    const byte = delta[start + index];
    if (byte === undefined) break;
    size += (byte & 0x7f) * 128 ** index;
    if (byte < 0x80) return { size, end: start + index + 1 };
  }
  throw new Stop('decode-error');
}
