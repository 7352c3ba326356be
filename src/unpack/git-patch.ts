// Patches of `git diff --binary`: what is no text stands in them packed, in base 85. git's Documentation and apply.c, base85.c
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { BINARY_PATCH, isPatch } from './magic.ts';
import { ascii, bufferOf, counted } from './members.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < 85; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** Bytes before a mark in which its file is named. */
const HEAD_MAX = 2048;
const LITERAL = 'literal';
/** `literal 1234`, `delta 56` */
const KIND = /^(literal|delta) (\d{1,12})\r?\n/;

/**
 * Each side of each change, called as its file is, or by `delta` where it is given as one: then it has what is new there, which stands
 * in it as it is. In order of the patch.
 */
export const gitPatch: Container = {
  name: 'git-patch',
  matches: isPatch,
  members: (bytes, budget) => counted(budget, changes(bufferOf(bytes), budget)),
};

function* changes(patch: Buffer, budget: Budget): Generator<Member> {
  for (let mark = patch.indexOf(BINARY_PATCH); mark >= 0; mark = patch.indexOf(BINARY_PATCH, mark + 1)) {
    const name = nameBefore(patch, mark);
    let at = mark + BINARY_PATCH.length;
    // The new side, and mostly the old one.
    for (let side = 0; side < 2; side++) {
      const [line = '', kind = '', size = '0'] = KIND.exec(patch.toString('latin1', at, at + 32)) ?? [];
      if (line === '') break;
      const { packed, end } = readLines(patch, at + line.length);
      at = end;
      if (size === '0' && kind === LITERAL) continue;
      const { bytes, problem } = inflate(packed, 'zlib', budget, { size: Number(size) });
      yield { name: kind === LITERAL ? name : Buffer.concat([name, ascii(' delta')]), bytes, problem };
    }
  }
}

/** The file's name in the last `diff --git a/… b/…` before `mark`, as the patch writes it. */
function nameBefore(patch: Buffer, mark: number): Uint8Array {
  const head = patch.subarray(Math.max(0, mark - HEAD_MAX), mark);
  const from = head.lastIndexOf('diff --git ');
  if (from < 0) return ascii('patch');
  const line = head.subarray(from, head.indexOf(0x0a, from));
  const name = line.lastIndexOf(' b/');
  return Uint8Array.from(line.subarray(name < 0 ? 0 : name + 3));
}

/** The bytes in the lines from `start` on, and where the empty line behind them ends. A line: a letter that says how many bytes, five digits for each four. */
function readLines(patch: Buffer, start: number): { readonly packed: Uint8Array; readonly end: number } {
  const pieces: Uint8Array[] = [];
  let at = start;
  for (;;) {
    const end = patch.indexOf(0x0a, at);
    const length = lengthOf(patch[at] ?? 0);
    const digits = patch.subarray(at + 1, end < 0 ? patch.length : end);
    if (length === 0 || digits.length < Math.ceil(length / 4) * 5) {
      return { packed: Buffer.concat(pieces), end: end < 0 ? patch.length : end + 1 };
    }
    pieces.push(decodeLine(digits, length));
    at = end < 0 ? patch.length : end + 1;
  }
}

/** `A` to `Z` are 1 to 26, `a` to `z` 27 to 52; 0 for what is no such letter. */
function lengthOf(letter: number): number {
  if (letter >= 0x41 && letter <= 0x5a) return letter - 0x40;
  return letter >= 0x61 && letter <= 0x7a ? letter - 0x60 + 26 : 0;
}

function decodeLine(digits: Uint8Array, length: number): Uint8Array {
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4);
  for (let group = 0; group < bytes.length / 4; group++) {
    let value = 0;
    for (let digit = 0; digit < 5; digit++) value = value * 85 + (VALUES[digits[5 * group + digit] ?? 0] as number);
    bytes.writeUInt32BE(Math.max(0, value) % 2 ** 32, 4 * group);
  }
  return bytes.subarray(0, length);
}
