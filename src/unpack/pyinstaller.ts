// Programs that PyInstaller makes of Python: scripts, modules and data, packed behind the loader. PyInstaller/archive/writers.py
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { isProgram, PYINSTALLER } from './magic.ts';
import { bufferOf, counted, latin1, member } from './members.ts';
import { takeStored, type Unpacked } from './output.ts';

/** Magic, size of the archive, where its table begins, size of that, version of Python, name of its library: behind these, a signature may stand. */
const COOKIE = 88;
/** Size of an entry, where its data begin, their size, their size unpacked, whether they are packed, kind, name. */
const ENTRY = 18;
const LONGEST_SIGNATURE = 1 << 20;
/** Python's magic number and the place of the list of modules, and then the modules, each a zlib stream. */
const MODULES = 'PYZ\0';
const FIRST_MODULE = 17;

/** Yields what the table names, in its order; modules are called by their number in the archive of modules. */
export const pyinstaller: Container = {
  name: 'pyinstaller',
  matches: (bytes) => isProgram(bytes) && cookieIn(bytes) > 0,
  members: (bytes, budget) => counted(budget, entries(bufferOf(bytes), budget)),
};

function* entries(bytes: Buffer, budget: Budget): Generator<Member> {
  const cookie = cookieIn(bytes);
  // A program that reads such archives names the magic.
  if (cookie + COOKIE > bytes.length) return;
  const start = cookie + COOKIE - bytes.readUInt32BE(cookie + 8);
  const table = start + bytes.readUInt32BE(cookie + 12);
  const end = table + bytes.readUInt32BE(cookie + 16);
  if (start < 0 || table < start || end > cookie) return;
  for (let at = table; at + ENTRY < end; ) {
    const size = bytes.readUInt32BE(at);
    const from = start + bytes.readUInt32BE(at + 4);
    const data = bytes.subarray(from, from + bytes.readUInt32BE(at + 8));
    const name = latin1(bytes, at + ENTRY, Math.min(end, at + size)).replace(/\0.*/s, '');
    const expected = { size: bytes.readUInt32BE(at + 12) };
    if (size <= ENTRY || from > table) return yield damaged(name);
    if (latin1(data, 0, MODULES.length) === MODULES) yield* modules(data, name, budget);
    else yield member(name, bytes[at + 16] === 1 ? inflate(data, 'zlib', budget, expected) : takeStored(data, budget));
    at += size;
  }
}

function cookieIn(bytes: Uint8Array): number {
  const from = Math.max(0, bytes.length - LONGEST_SIGNATURE);
  const at = bufferOf(bytes.subarray(from)).lastIndexOf(PYINSTALLER, undefined, 'latin1');
  return at < 0 ? at : from + at;
}

function* modules(data: Buffer, name: string, budget: Budget): Generator<Member> {
  const end = data.length >= FIRST_MODULE ? data.readUInt32BE(8) : 0;
  if (end > data.length) yield damaged(name);
  for (let at = FIRST_MODULE, number = 1; at < Math.min(end, data.length); number++) {
    const found: Unpacked = inflate(data.subarray(at, end), 'zlib', budget);
    yield member(`${name}/${number}`, found);
    if (found.problem || found.consumed <= 0) return;
    at += found.consumed;
  }
}

function damaged(name: string): Member {
  return member(name, { bytes: new Uint8Array(0), problem: 'decode-error' });
}
