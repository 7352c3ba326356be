// LZ4: frames, as `lz4` writes them, and the blocks in which Firefox keeps sessions and bookmarks. lz4 doc/lz4_Frame_format.md
import { unpackLz4 } from './block-codecs.ts';
import type { Container } from './container.ts';
import { begins } from './magic.ts';
import { oneMember } from './stream.ts';

/** LZ4 files. */
export const lz4: Container = oneMember(
  { name: 'lz4', matches: (bytes) => begins(bytes, '\x04\x22\x4d\x18') },
  (bytes, budget) => unpackLz4(bytes, 'frame', budget),
);

/** Files of Firefox: a block of LZ4 behind eight bytes and its size. */
export const mozlz4: Container = oneMember(
  { name: 'mozlz4', matches: (bytes) => begins(bytes, 'mozLz40\0') },
  (bytes, budget) => unpackLz4(bytes.subarray(12), 'block', budget),
);
