// Formats that are known by their first bytes and are not opened: named, not passed over.
import type { Container, Member } from './container.ts';
import { ANY, begins, NAMED } from './magic.ts';
import { bufferOf, counted, member } from './members.ts';

/** One member without bytes, called as the format is, with the problem that keeps it closed; what lies in it as it is, a search of the file finds. */
export const foreign: Container = {
  name: 'foreign',
  isNamed: true,
  matches: (bytes) => formatOf(bytes) !== null,
  members: (bytes, budget) =>
    counted(
      budget,
      [formatOf(bytes)].filter((one) => one !== null),
    ),
};

const LHA = `${ANY}${ANY}-lh5-`;
/** A disk image says so in its last 512 bytes. */
const DISK_IMAGE = 'koly\0\0\0\x04';

function formatOf(bytes: Uint8Array): Member | null {
  for (const problem of ['archive-encrypted', 'archive-unsupported'] as const)
    for (const [name = '', magic = '', ...proofs] of NAMED[problem])
      if (begins(bytes, magic) && isProven(bytes, name, proofs)) return unopened(name, problem);
  if (begins(bytes, LHA)) return unopened('lha', 'archive-unsupported');
  const isImage = bytes.length >= 512 && begins(bytes.subarray(-512), DISK_IMAGE);
  return isImage ? unopened('dmg', 'archive-unsupported') : null;
}

function unopened(name: string, problem: keyof typeof NAMED): Member {
  return member(name, { bytes: new Uint8Array(0), problem });
}

function isProven(bytes: Uint8Array, name: string, proofs: readonly string[]): boolean {
  if (name === 'compress') return isCompress(bytes[2] ?? 0);
  const buffer = bufferOf(bytes);
  return proofs.length === 0 || proofs.some((proof) => buffer.includes(proof, 'latin1'));
}

/** compress(1): the longest code has 9 to 16 bits; two bits are never set. */
function isCompress(flags: number): boolean {
  return (flags & 0x60) === 0 && (flags & 31) >= 9 && (flags & 31) <= 16;
}
