// Formats that are known by their first bytes and are not opened: named, not passed over.
import type { Container } from './container.ts';
import { bufferOf, counted, member } from './members.ts';

/** Name, place and first bytes. */
const FORMATS: readonly (readonly [name: string, magic: string, at?: number])[] = [
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'Rar!\x1a\x07'],
  ['lz4', '\x04\x22\x4d\x18'],
  ['lz4', '\x02\x21\x4c\x18'],
  ['lzip', 'LZIP\x01'],
  ['lzop', '\x89LZO\0\r\n\x1a\n'],
  ['snappy', '\xff\x06\0\0sNaPpY'],
  ['cab', 'MSCF\0\0\0\0'],
  ['xar', 'xar!\0\x1c'],
  ['rpm', '\xed\xab\xee\xdb'],
  ['squashfs', 'hsqs'],
  ['cpio', '070701'],
  ['cpio', '070702'],
  ['cpio', '070707'],
  ['lha', '-lh5-', 2],
];
const LONGEST = 16;

/** One member without bytes and with the problem `archive-unsupported`; what lies in these formats as it is, a search of the file finds. */
export const foreign: Container = {
  name: 'foreign',
  matches: (bytes) => formatOf(bytes) !== null,
  members: (bytes, budget) => counted(budget, [member(formatOf(bytes) ?? '', UNOPENED)]),
};

const UNOPENED = { bytes: new Uint8Array(0), problem: 'archive-unsupported' } as const;

function formatOf(bytes: Uint8Array): string | null {
  const head = bufferOf(bytes.subarray(0, LONGEST)).toString('latin1');
  const found = FORMATS.find(([, magic, at = 0]) => head.startsWith(magic, at));
  if (found) return found[0];
  // compress(1): the longest code has 9 to 16 bits; two bits are never set.
  const flags = head.charCodeAt(2);
  return head.startsWith('\x1f\x9d') && (flags & 0x60) === 0 && (flags & 31) >= 9 && (flags & 31) <= 16
    ? 'compress'
    : null;
}
