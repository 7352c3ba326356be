// TFRecord files, as TensorBoard's events are: the strings of their protobuf messages. tensorflow/core/lib/io/record_writer.h
import type { Budget, Container, Member } from './container.ts';
import { bufferOf, counted, linesOf, member, SHORTEST, writeLine } from './members.ts';
import { type Output, Stop } from './output.ts';

/** Messages in messages are followed so deep. */
const DEEPEST = 12;

/**
 * Yields one member, `strings`: every text of 24 bytes and more in every record, one a line. The last record of a file that is being written
 * may be cut: it gives what it has.
 */
export const tfrecord: Container = {
  name: 'tfrecord',
  isListing: true,
  matches: (bytes) => recordSize(bufferOf(bytes), 0) >= 0,
  members: (bytes, budget) => counted(budget, strings(bufferOf(bytes), budget)),
};

function* strings(file: Buffer, budget: Budget): Generator<Member> {
  const found = linesOf(file, budget, (output) => {
    for (let at = 0; at + HEADER <= file.length; ) {
      const size = recordSize(file, at);
      if (size < 0) throw new Stop('decode-error');
      const start = at + HEADER;
      at = start + size + CHECKSUM;
      writeMessage(file.subarray(start, start + size), start + size > file.length, 0, output);
    }
  });
  if (found.bytes.length > 0 || found.problem) yield member('strings', found);
}

const HEADER = 12;
const CHECKSUM = 4;

/** length:8 crc-of-length:4 data crc-of-data:4. The size of the record at `at`; -1 if there is none. */
function recordSize(file: Buffer, at: number): number {
  if (at + HEADER > file.length || file.readUInt32LE(at + 4) !== 0) return -1;
  return masked(crc32c(file.subarray(at, at + 8))) === file.readUInt32LE(at + 8) ? file.readUInt32LE(at) : -1;
}

/** Texts in a protobuf message: a key (the field's number and 3 bits of type) and a value each. What is no message is left at once; of a field that goes on behind a cut there is what stands before. */
function writeMessage(bytes: Buffer, isCut: boolean, depth: number, output: Output): void {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let weight = 1; at < bytes.length && weight < 2 ** 63; weight *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
    return Infinity;
  };
  while (at < bytes.length) {
    const type = varint() % 8;
    if (type === 0) varint();
    else if (type === 1 || type === 5) at += type === 1 ? 8 : 4;
    else if (type === 2) {
      const size = varint();
      const isOver = at + size > bytes.length;
      if (isOver && !isCut) return;
      const value = bytes.subarray(at, at + size);
      at += size;
      if (value.length < SHORTEST) continue;
      // A short message can be text as well.
      if (isText(value)) writeLine(output, value);
      if (depth < DEEPEST) writeMessage(value, isOver, depth + 1, output);
    } else return;
  }
}

function isText(value: Buffer): boolean {
  return value.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

/** CRC-32C, of Castagnoli. */
function crc32c(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** Turned and moved, so that a checksum of checksums is of use. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
