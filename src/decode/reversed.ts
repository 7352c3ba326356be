// Text written backwards: a credential that ends in `_fh`.
import type { Hit, Passage, Segment, SourceSpan } from '../types.ts';
import { ascii, isWord, NO_BYTES } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { type Demands, demandsOf, follow, NO_BYTE } from './follow.ts';
import { coverOthers } from './guarded.ts';
import { lineOf } from './lines.ts';
import { windowsOf } from './window.ts';

/** What turns a text round in Python, JavaScript and PHP: a run of base64 beside it is read from its end. */
const TURNS = ['[::-1]', '.reverse(', 'strrev('];
const turns = new WeakSet<Uint8Array>();
/** Bytes between the two, and the shortest and longest run. */
const MAX_GAP = 32;
const SHORTEST_RUN = 48;
const LONGEST_RUN = 1024;

const IS_BASE64 = new Uint8Array(256);
for (const byte of ascii('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=')) IS_BASE64[byte] = 1;

/** The same bytes from the last to the first. An anchor that goes on as a word (`_fhandle`) is none. */
export const reversed: Decoder = {
  name: 'reversed',
  widest: 1,
  turnsWords: true,

  spellings(anchor, follows) {
    const bytes = ascii([...anchor].reverse().join(''));
    const demands = demandsOf('', follows);
    const turned = TURNS.map((text): Spelling => {
      const turn = ascii(text);
      turns.add(turn);
      return { bytes: turn, confirm: (content, offset) => holds(content, offset, turn.length, anchor, demands) };
    });
    return [
      {
        bytes,
        confirm: (content, offset) => !isWord(content[offset + bytes.length]) && precede(content, offset, demands),
        line: () => `${lineOf([...anchor].reverse().join(''))}([^A-Za-z0-9_]|$)`,
      },
      ...turned,
    ];
  },

  passages(segment, hits) {
    const words = hits.filter(({ form }) => !turns.has(form.bytes));
    const runs = hits.filter(({ form }) => turns.has(form.bytes));
    return [...around(segment, words), ...turnedRuns(segment, runs)];
  },
};

function around(segment: Segment, hits: readonly Hit[]): Passage[] {
  return windowsOf(segment, hits).map(({ from, to, first, last }) => {
    const text = Buffer.from(segment.bytes.subarray(from, to));
    coverOthers(text, segment.base + from, hits.slice(first, last + 1));
    text.reverse();
    const end = segment.base + to;
    return {
      kind: 'decoded',
      text: text.toString('latin1'),
      trail: ['reversed'],
      toSource: (start, stop) => [{ start: end - stop, end: end - start }],
    };
  });
}

/** Each run of base64 that a hit stands beside, from its end, once. */
function* turnedRuns({ bytes, base }: Segment, hits: readonly Hit[]): Generator<Passage> {
  let read = -1;
  for (const { offset, form } of hits) {
    const run = runBeside(bytes, offset - base, form.bytes.length);
    if (!run || run.start <= read) continue;
    read = run.start;
    const end = base + run.end;
    yield {
      kind: 'decoded',
      text: backwards(bytes, run),
      trail: ['reversed'],
      toSource: (start, stop) => [{ start: end - stop, end: end - start }],
    };
  }
}

function backwards(bytes: Uint8Array, { start, end }: SourceSpan): string {
  return Buffer.from(bytes.subarray(start, end)).reverse().toString('latin1');
}

/** The run that ends shortly before `offset`, or begins shortly behind what stands there. */
function runBeside(bytes: Uint8Array, offset: number, length: number): SourceSpan | null {
  for (let gap = 1; gap <= MAX_GAP; gap++) {
    const end = offset - gap;
    if (IS_BASE64[bytes[end - 1] ?? 0] !== 1 || IS_BASE64[bytes[end] ?? 0] === 1) continue;
    let start = end;
    while (start > end - LONGEST_RUN && IS_BASE64[bytes[start - 1] ?? 0] === 1) start--;
    if (end - start >= SHORTEST_RUN) return { start, end };
  }
  let start = offset + length;
  while (start < offset + length + 4 && IS_BASE64[bytes[start] ?? 0] !== 1) start++;
  let end = start;
  while (end < start + LONGEST_RUN && IS_BASE64[bytes[end] ?? 0] === 1) end++;
  return end - start >= SHORTEST_RUN ? { start, end } : null;
}

/** What the run beside the latest turn says: all anchors ask about the same one. */
let latest = { bytes: NO_BYTES, offset: 0, text: Buffer.alloc(0) };

/** Whether the run beside a turn says, from its end, the anchor and what must follow. */
function holds(bytes: Uint8Array, offset: number, length: number, anchor: string, demands: Demands): boolean {
  if (latest.bytes !== bytes || latest.offset !== offset) {
    const run = runBeside(bytes, offset, length);
    latest = { bytes, offset, text: Buffer.from(run ? backwards(bytes, run).replace(/^=+/, '') : '', 'base64') };
  }
  const { text } = latest;
  for (let at = text.indexOf(anchor); at >= 0; at = text.indexOf(anchor, at + 1))
    if (follow(text, at + anchor.length, demands)) return true;
  return false;
}

function precede(bytes: Uint8Array, offset: number, demands: Demands): boolean {
  for (const { all, rows, met } of demands.groups)
    for (let bits = all, i = 0, at = offset - 1; bits !== 0; i++, at--) {
      if ((bits & (met[i] as number)) !== 0) return true;
      bits &= (rows[i] as Uint32Array)[bytes[at] ?? NO_BYTE] as number;
    }
  return false;
}
