// MATLAB files before 7.3, which are HDF5: variables, mostly compressed one by one. MAT-File Format (MathWorks), Level 5
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { ascii, bufferOf, counted, latin1, member } from './members.ts';

const MAGIC = ascii('MATLAB 5.0 MAT-file');
/** text:116 subsystem:8 version:2 endian:2 */
const HEADER = 128;
const TAG = 8;
const COMPRESSED = 15;

/** Yields each compressed variable as the bytes of its array, called `variable 2` by its place; all others stand in the file as they are. */
export const matlab: Container = {
  name: 'matlab',
  isListing: true,
  matches: (bytes) => MAGIC.every((byte, at) => bytes[at] === byte),
  members: (bytes, budget) => counted(budget, variables(bufferOf(bytes), budget)),
};

// type:4 size:4 data:size; padded to eight bytes unless it is compressed
function* variables(file: Buffer, budget: Budget): Generator<Member> {
  // One number of two bytes, whose letters stand the other way round where the lower byte comes first.
  const isBig = latin1(file, HEADER - 2, HEADER) === 'MI';
  const number = (at: number): number => (isBig ? file.readUInt32BE(at) : file.readUInt32LE(at));
  for (let [at, index] = [HEADER, 1]; at < file.length; index++) {
    const start = at + TAG;
    if (start > file.length) return yield cut(index);
    const [type, size] = [number(at), number(at + 4)];
    const end = start + size;
    if (type === COMPRESSED) yield member(nameOf(index), inflate(file.subarray(start, end), 'zlib', budget));
    else if (end > file.length) yield cut(index);
    at = type === COMPRESSED ? end : end + (-size & 7);
  }
}

function nameOf(index: number): string {
  return `variable ${index}`;
}

function cut(index: number): Member {
  return member(nameOf(index), { bytes: new Uint8Array(0), problem: 'decode-error' });
}
