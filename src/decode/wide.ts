// UTF-16 and UTF-32: an ASCII character is one byte among zeros. `hf_` is 68 00 66 00 5f 00 in UTF-16LE.
import type { DecoderName, Hit, Passage, Segment } from '../types.ts';
import type { Decoder } from './decoder.ts';
import { type Demands, demandsOf, NO_BYTE } from './follow.ts';
import { windowsOf } from './window.ts';

/** `size` bytes a unit; the byte that carries ASCII is the one at `at`, all others are zero. */
interface Unit {
  readonly size: 2 | 4;
  readonly at: number;
}

export const utf16le = wide('utf16le', { size: 2, at: 0 });
export const utf16be = wide('utf16be', { size: 2, at: 1 });
export const utf32le = wide('utf32le', { size: 4, at: 0 });
export const utf32be = wide('utf32be', { size: 4, at: 3 });

function wide(name: DecoderName, unit: Unit): Decoder {
  return {
    name,
    widest: unit.size,

    spellings(anchor, follows) {
      const bytes = new Uint8Array(anchor.length * unit.size);
      for (let i = 0; i < anchor.length; i++) bytes[i * unit.size + unit.at] = anchor.charCodeAt(i);
      const demands = demandsOf('', follows);
      if (demands.isEmpty) return [{ bytes }];
      const width = bytes.length;
      return [
        {
          bytes,
          confirm: (content, offset) => follow(content, offset + width, unit, demands),
        },
      ];
    },

    passages(segment, hits) {
      const own = ownHits(segment, hits, unit);
      const passages: Passage[] = [];
      for (let phase = 0; phase < unit.size; phase++) {
        const aligned = own.filter((hit) => hit.offset % unit.size === phase);
        for (const { from, to, first } of windowsOf(segment, aligned)) {
          const at = (aligned[first]?.offset ?? 0) - segment.base;
          const before = Math.min(Math.ceil((at - from) / unit.size), Math.floor(at / unit.size));
          passages.push(passageOf(segment, at - before * unit.size, to, unit));
        }
      }
      return passages;
    },
  };
}

function follow(bytes: Uint8Array, from: number, unit: Unit, demands: Demands): boolean {
  for (const { all, rows, met } of demands.groups)
    for (let bits = all, i = 0, at = from; bits !== 0; i++, at += unit.size) {
      if ((bits & (met[i] as number)) !== 0) return true;
      const code = at + unit.size > bytes.length ? NO_BYTE : Math.min(codeAt(bytes, at, unit), NO_BYTE);
      bits &= (rows[i] as Uint32Array)[code] as number;
    }
  return false;
}

/** The unit's number; one beyond the basic plane (only UTF-32 can write it) as U+FFFD. */
function codeAt(bytes: Uint8Array, at: number, { size, at: low }: Unit): number {
  const step = low === 0 ? 1 : -1;
  if (size === 4 && ((bytes[at + low + 2 * step] ?? 0) | (bytes[at + low + 3 * step] ?? 0)) !== 0) return 0xfffd;
  return (bytes[at + low] ?? 0) | ((bytes[at + low + step] ?? 0) << 8);
}

/** What begins a text to say its byte order. */
const MARK = 0xfeff;

/**
 * ASCII text in one byte order reads as the same text in the other, shifted by a byte. The reading whose units stand at
 * multiples of their size wins; the other is left out where the winner sees as many characters of it.
 */
function ownHits(segment: Segment, hits: readonly Hit[], unit: Unit): readonly Hit[] {
  const { bytes, base } = segment;
  const other: Unit = { size: unit.size, at: unit.size - 1 - unit.at };
  const shift = unit.at - other.at;
  const [own, aligned] = [asciiRuns(bytes, unit), asciiRuns(bytes, other)];
  const isOther = base === 0 && codeAt(bytes, 0, other) === MARK;
  return hits.filter((hit) => {
    const start = hit.offset + shift;
    if (hit.offset % unit.size === 0 || start % unit.size !== 0 || start < base) return true;
    return !isOther && aligned(start - base) < own(hit.offset - base);
  });
}

/** Gives how many units of ASCII stand from a place on. Asked for ascending places of one phase, it looks at each byte once. */
function asciiRuns(bytes: Uint8Array, unit: Unit): (from: number) => number {
  let seenTo = 0;
  return (from) => {
    seenTo = Math.max(seenTo, from);
    while (seenTo + unit.size <= bytes.length && codeAt(bytes, seenTo, unit) < 0x80) seenTo += unit.size;
    return (seenTo - from) / unit.size;
  };
}

function passageOf(segment: Segment, from: number, to: number, unit: Unit): Passage {
  const count = Math.min(Math.ceil((to - from) / unit.size), Math.floor((segment.bytes.length - from) / unit.size));
  const units = Buffer.allocUnsafe(count * 2);
  for (let i = 0; i < count; i++) units.writeUInt16LE(codeAt(segment.bytes, from + i * unit.size, unit), i * 2);
  const base = segment.base + from;
  return {
    kind: 'text',
    text: units.toString('utf16le'),
    trail: [],
    toSource: (start, end) => [{ start: base + start * unit.size, end: base + end * unit.size }],
  };
}
