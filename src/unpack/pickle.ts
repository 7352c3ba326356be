// Python's pickle, and the compiled files of Python: strings whose neighbours may be letters. pickletools.py, marshal.c
import type { Budget, Container, Member } from './container.ts';
import { writePrefixed } from './length-prefixed.ts';
import { bufferOf, counted, latin1, linesOf, member, SHORTEST, writeLine } from './members.ts';
import { arrayOf } from './numpy.ts';
import type { Output } from './output.ts';

const PROTO = 0x80;
const STOP = 0x2e;
/** Sizes of a value, and of the part at each end of a longer one. */
const LONGEST = 2 ** 20;
const EDGE = 4096;

/** Yields one member, `strings`: every string of 24 bytes and more, one a line. */
export const pickle: Container = {
  name: 'pickle',
  isListing: true,
  matches: (bytes) => isPickle(bytes, 0) || arrayStart(bytes) > 0,
  members: (bytes, budget) =>
    counted(
      budget,
      strings(bytes, budget, (output) => walk(bytes, arrayStart(bytes), output)),
    ),
};

/** Yields one member, `strings`: every constant, name and docstring of 24 bytes and more, one a line. */
export const pyc: Container = {
  name: 'pyc',
  isListing: true,
  // CPython's magic number ends with `\r\n`; it is 3000 and more in Python 3, 62211 in 2.7.
  matches: (bytes) => bytes.length > 16 && /^.(?:[\x0c-\x0f]|\xf3)\r\n/s.test(latin1(bytes, 0, 4)),
  // ASCII, interned ASCII, interned, bytes, unicode, short ASCII; the upper bit says that it may be referred to.
  members: (bytes, budget) =>
    counted(
      budget,
      strings(bytes, budget, (output) => writePrefixed(bytes, 8, 'zZ\xfa\xda', output)),
    ),
};

function* strings(bytes: Uint8Array, budget: Budget, write: (output: Output) => void): Generator<Member> {
  const found = linesOf(bytes, budget, write);
  if (found.bytes.length > 0 || found.problem) yield member('strings', found);
}

/** `\x80` and a protocol, from 2 to 5, and an opcode. */
function isPickle(bytes: Uint8Array, at: number): boolean {
  const version = bytes[at + 1] ?? 0;
  return bytes[at] === PROTO && version >= 2 && version <= 5;
}

/** Where the pickle of an array of objects begins, in a file of numpy's; else 0. */
function arrayStart(bytes: Uint8Array): number {
  const array = arrayOf(bytes);
  return array?.type.startsWith('|O') && isPickle(bytes, array.start) ? array.start : 0;
}

/** How the argument of an opcode is laid out: a number of bytes, or what comes before the bytes of a value. */
type Argument = number | 'size1' | 'size4' | 'size8' | 'line' | 'lines';

const ARGUMENTS = new Map<number, Argument>(
  (
    [
      ['().012NQRabdelostu}]\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98', 0],
      ['KhHq\x80\x82', 1],
      ['M\x83', 2],
      ['Jjr\x84', 4],
      ['G\x95', 8],
      ['UC\x8a\x8c', 'size1'],
      ['TBX\x8b', 'size4'],
      ['\x8d\x8e\x96', 'size8'],
      ['FILPSVgp', 'line'],
      ['ci', 'lines'],
    ] as const
  ).flatMap(([opcodes, argument]) => [...opcodes].map((opcode) => [opcode.charCodeAt(0), argument] as const)),
);
// `h` reads a memo of one byte; `H` is no opcode.
ARGUMENTS.delete(0x48);

/** Walks one pickle behind another; from what is no opcode, looks for strings by their lengths. */
function walk(bytes: Uint8Array, start: number, output: Output): void {
  const buffer = bufferOf(bytes);
  for (let at = start; at < buffer.length; ) {
    const opcode = buffer[at] ?? 0;
    const argument = ARGUMENTS.get(opcode);
    const value = argument === undefined ? null : valueAt(buffer, at + 1, argument);
    if (!value || value.end > buffer.length) return writePrefixed(bytes, Math.max(start, at - 1), 'UX\x8c', output);
    if (value.end - value.start >= SHORTEST) writeEnds(output, buffer.subarray(value.start, value.end));
    at = argument === 'line' || argument === 'lines' ? value.end + 1 : value.end;
    // What follows the last pickle are raw numbers, as torch stored them.
    if (opcode === STOP && !isPickle(bytes, at)) return;
  }
}

/** Appends a value as a line; of a very long one only both ends, because its middle is searched where it lies. */
function writeEnds(output: Output, value: Uint8Array): void {
  if (value.length <= LONGEST) return writeLine(output, value);
  writeLine(output, value.subarray(0, EDGE));
  writeLine(output, value.subarray(value.length - EDGE));
}

function valueAt(buffer: Buffer, at: number, argument: Argument): { start: number; end: number } | null {
  if (typeof argument === 'number') return { start: at + argument, end: at + argument };
  if (argument === 'line' || argument === 'lines') {
    const end = buffer.indexOf(0x0a, at);
    const last = end < 0 || argument === 'line' ? end : buffer.indexOf(0x0a, end + 1);
    return last < 0 ? null : { start: at, end: last };
  }
  const width = argument === 'size1' ? 1 : argument === 'size4' ? 4 : 8;
  if (at + width > buffer.length) return null;
  let size = 0;
  for (let index = width - 1; index >= 0; index--) size = size * 256 + (buffer[at + index] ?? 0);
  return { start: at + width, end: at + width + size };
}
