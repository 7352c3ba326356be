// Git's objects outside of a repository: packs, bundles, loose objects. gitformat-pack(5), gitformat-bundle(5)
import type { Budget, Container, Member } from './container.ts';
import { packMembers } from './git-pack.ts';
import { inflate } from './inflate.ts';
import { bufferOf, counted, latin1, member } from './members.ts';

const BUNDLE = /^# v[23] git bundle\n/;
/** What a loose object begins with, once unpacked. */
const LOOSE = /^(blob|commit|tree|tag) \d{1,15}\0/;

/** Yields each object of a pack or bundle, or the one of a loose object; called `blob 3`: its type, and its place among all entries. */
export const gitObjects: Container = {
  name: 'git',
  matches: (bytes) => packStart(bytes) >= 0 || looseHeader(bytes) !== null,
  members: (bytes, budget) => counted(budget, objects(bytes, budget)),
};

function* objects(bytes: Uint8Array, budget: Budget): Generator<Member> {
  const start = packStart(bytes);
  if (start >= 0) {
    const isSha256 = bufferOf(bytes.subarray(0, start)).includes('\n@object-format=sha256\n');
    yield* packMembers(bytes.subarray(start), isSha256 ? 'sha256' : 'sha1', budget);
    return;
  }
  const header = looseHeader(bytes) ?? '';
  const { bytes: content, problem } = inflate(bytes, 'zlib', budget);
  yield member(header.split(' ', 1)[0] ?? '', { bytes: content.subarray(header.length), problem });
}

/** Where a pack begins: at once, or behind a bundle's header, which is its refs, one a line, and an empty line. Or -1. */
function packStart(bytes: Uint8Array): number {
  const buffer = bufferOf(bytes);
  if (latin1(buffer, 0, 6) === 'PACK\0\0') return 0;
  if (!BUNDLE.test(latin1(buffer, 0, 16))) return -1;
  const blank = buffer.indexOf('\n\n');
  return blank < 0 ? buffer.length : blank + 2;
}

/** `blob 12\0` and the like, from the first bytes of a zlib stream; null if there is none. */
function looseHeader(bytes: Uint8Array): string | null {
  // Deflate in a window of 32 KiB, and a check of both bytes by 31. RFC 1950, 2.2
  if (bytes[0] !== 0x78 || ((bytes[0] << 8) | (bytes[1] ?? 0)) % 31 !== 0) return null;
  const { bytes: start } = inflate(bytes.subarray(0, 256), 'zlib', { entries: 1, bytes: 32, deadline: Infinity });
  return LOOSE.exec(latin1(start))?.[0] ?? null;
}
