// Arrow files and streams (also Feather 2): values of text columns apart from each other. arrow.apache.org/docs/format/Columnar.html
import { unpackLz4 } from './block-codecs.ts';
import type { Budget, Container, Member } from './container.ts';
import { bufferOf, counted, latin1, linesOf, member, writeLine } from './members.ts';
import { decodeWithin, Stop, type Unpacked } from './output.ts';
import { unzstd } from './zstd.ts';

const MAGIC = 'ARROW1\0\0';
const CONTINUATION = 0xffffffff;
/** Kinds of messages. */
const SCHEMA = 1;
const DICTIONARY = 2;
const RECORDS = 3;
/** No message has a longer head, in bytes. */
const LONGEST_HEAD = 2 ** 28;

/** Buffers end at multiples of so many bytes. */
const PADDING = 64;

type Unpack = (bytes: Uint8Array, budget: Budget) => Pick<Unpacked, 'bytes' | 'problem'>;

/** By the number of the codec. */
const CODECS: readonly Unpack[] = [
  (bytes, budget) => unpackLz4(bytes, 'frame', budget),
  (bytes, budget) => decodeWithin(bytes, budget, (output) => unzstd(bytes, output)),
];
const unsupported: Unpack = () => ({ bytes: new Uint8Array(0), problem: 'archive-unsupported' });

/** Yields `batch 3` for the third batch of records: all values of columns of text, one a line, and what was packed. */
export const arrow: Container = {
  name: 'arrow',
  isListing: true,
  matches: (bytes) => latin1(bytes, 0, 8) === MAGIC || isStream(bufferOf(bytes)),
  members: (bytes, budget) => counted(budget, batches(bufferOf(bytes), budget)),
};

/** A stream has no magic, but begins with a message that is a schema. */
function isStream(file: Buffer): boolean {
  if (file.length < 32 || file.readUInt32LE(0) !== CONTINUATION) return false;
  const size = file.readUInt32LE(4);
  if (size % 8 !== 0 || size < 16 || size > file.length - 8) return false;
  const head = tableAt(file.subarray(8, 8 + size), null);
  return head !== null && byteOf(head, 1) === SCHEMA;
}

// ffffffff head-size:4 head body
function* batches(file: Buffer, budget: Budget): Generator<Member> {
  let number = 0;
  for (let at = latin1(file, 0, 8) === MAGIC ? 8 : 0; at + 8 <= file.length; ) {
    if (file.readUInt32LE(at) !== CONTINUATION) return;
    const size = file.readUInt32LE(at + 4);
    if (size === 0) return; // the end, and perhaps a footer
    const body = at + 8 + size;
    if (size > LONGEST_HEAD || body > file.length) throw new Stop('decode-error');
    const message = tableAt(file.subarray(at + 8, body), null);
    if (!message) throw new Stop('decode-error');
    // 0 version, 1 kind, 2 header, 3 size of the body
    const [kind, length] = [byteOf(message, 1), longOf(message, 3)];
    at = body + length;
    if (kind === RECORDS || kind === DICTIONARY) {
      const header = tableOf(message, 2);
      const batch = kind === DICTIONARY && header ? tableOf(header, 1) : header;
      if (!batch) throw new Stop('decode-error');
      number++;
      const found = readBatch(file.subarray(body, at), batch, budget);
      if (found.bytes.length > 0 || found.problem) yield member(`batch ${number}`, found);
    }
    if (at > file.length) throw new Stop('decode-error');
  }
}

/** A batch: 0 rows, 1 nodes, 2 buffers (where:8 size:8 each), 3 compression (0 codec: 0 LZ4, 1 zstd). */
function readBatch(body: Buffer, batch: Table, budget: Budget): Pick<Unpacked, 'bytes' | 'problem'> {
  const compression = tableOf(batch, 3);
  const unpack = compression ? (CODECS[byteOf(compression, 0)] ?? unsupported) : null;
  const buffers: Buffer[] = [];
  const isPacked: boolean[] = [];
  let problem: Member['problem'] = null;
  // Together they are no larger than the body.
  let left = body.length;
  for (const [start, size] of vectorOf(batch, 2)) {
    left -= size;
    if (start + size > body.length || left < 0) problem ??= 'decode-error';
    const content = left < 0 ? body.subarray(0, 0) : body.subarray(start, start + size);
    // Of a packed buffer the first 8 bytes are its size, or -1 if it was not worth it.
    if (!unpack || content.length < 8) buffers.push(content);
    else if (content.readInt32LE(4) < 0) buffers.push(content.subarray(8));
    else {
      const found = unpack(content.subarray(8), budget);
      problem ??= found.problem;
      buffers.push(bufferOf(found.bytes));
      isPacked[buffers.length - 1] = true;
    }
  }
  const lines = linesOf(body, budget, (output) => {
    for (const [index, content] of buffers.entries()) {
      const offsets = buffers[index - 1];
      const ends = offsets && content.length > 0 ? endsIn(offsets, content.length) : null;
      let from = 0;
      for (const end of ends ?? []) {
        if (end > from) writeLine(output, content.subarray(from, end));
        from = end;
      }
      if (!ends && isPacked[index] && content.length > 0) writeLine(output, content);
    }
  });
  return { bytes: lines.bytes, problem: problem ?? lines.problem };
}

/** The buffer before that of the texts says where each of them ends, from 0 on; null if it is something else. In four bytes or eight. */
function endsIn(offsets: Buffer, length: number): number[] | null {
  // Offsets of four bytes are none of eight, but the other way round there are zeros between them.
  for (const width of [8, 4]) {
    const ends: number[] = [];
    let last = 0;
    for (let at = 0; at + width <= offsets.length; at += width) {
      const end = offsets.readUInt32LE(at) + (width === 8 ? offsets.readUInt32LE(at + 4) * 2 ** 32 : 0);
      // Buffers are filled up with zeros.
      if (end === 0 && last > 0 && offsets.length - at < PADDING) break;
      if (end < last || end > length || (at === 0 && end !== 0)) {
        last = -1;
        break;
      }
      if (at > 0) ends.push(end);
      last = end;
    }
    if (last > 0) return last < length ? [...ends, length] : ends;
  }
  return null;
}

// ---------------------------------------------------------------- FlatBuffers, read only: flatbuffers.dev/internals

/** A table: where it begins in its buffer. */
interface Table {
  readonly buffer: Buffer;
  readonly at: number;
}

/** The table to which the offset at `at` leads, or the root of `buffer`. */
function tableAt(buffer: Buffer, at: number | null): Table | null {
  const from = at ?? 0;
  if (from + 4 > buffer.length) return null;
  const table = from + buffer.readUInt32LE(from);
  return table + 4 <= buffer.length ? { buffer, at: table } : null;
}

/** Where field `index` stands, of which `size` bytes are there; -1 if it is absent. vtable: size:2 table-size:2 offset:2… */
function fieldOf({ buffer, at }: Table, index: number, size: number): number {
  const vtable = at - buffer.readInt32LE(at);
  const entry = vtable + 4 + 2 * index;
  if (vtable < 0 || entry + 2 > buffer.length || 4 + 2 * index >= buffer.readUInt16LE(vtable)) return -1;
  const offset = buffer.readUInt16LE(entry);
  return offset === 0 || at + offset + size > buffer.length ? -1 : at + offset;
}

function byteOf(table: Table, index: number): number {
  const at = fieldOf(table, index, 1);
  return at < 0 ? 0 : (table.buffer[at] ?? 0);
}

function longOf(table: Table, index: number): number {
  const at = fieldOf(table, index, 8);
  return at < 0 ? 0 : table.buffer.readUInt32LE(at) + table.buffer.readUInt32LE(at + 4) * 2 ** 32;
}

function tableOf(table: Table, index: number): Table | null {
  const at = fieldOf(table, index, 4);
  return at < 0 ? null : tableAt(table.buffer, at);
}

/** Pairs of numbers of eight bytes each. */
function* vectorOf(table: Table, index: number): Generator<readonly [number, number]> {
  const at = fieldOf(table, index, 4);
  const { buffer } = table;
  const start = at < 0 ? -1 : at + buffer.readUInt32LE(at);
  if (start < 0 || start + 4 > buffer.length) return;
  const count = buffer.readUInt32LE(start);
  for (let item = start + 4; item < start + 4 + 16 * count && item + 16 <= buffer.length; item += 16) {
    const long = (from: number): number => buffer.readUInt32LE(from) + buffer.readUInt32LE(from + 4) * 2 ** 32;
    yield [long(item), long(item + 8)];
  }
}
