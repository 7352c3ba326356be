// Unpacking in WebAssembly: a stream gives what zlib makes of it, or nothing; a delta what a plain reading of it makes, or nothing.
import { wasm } from 'hfleaks:wasm/git/pack/unpack';
import { constants, deflateSync, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { applyDelta, Copies, deltaHead } from '../../src/git/pack/delta.ts';
import { WasmWorkspace } from '../../src/git/pack/workspace.ts';
import { start } from '../../src/wasm.ts';
import { deltaOf } from '../../test/git/packs.ts';
import { type Input, must, type Target } from '../target.ts';
import { plainDelta } from './plain-pack.ts';

interface Unpack {
  inflate(from: number, size: number, to: number, length: number, tables: number): number;
}

/** Where in memory the packed bytes lie, and the others; each with room. */
const [PACKED, UNPACKED] = [1 << 15, 1 << 18];
const MOST = 1 << 18;
/** What may be written behind the end; what lies behind that is looked at. */
const [SLACK, GUARD] = [64, 256];
const COLOUR = 0xa5;

const OPTIONS: readonly ZlibOptions[] = [
  ...[0, 1, 6, 9].map((level) => ({ level })),
  { strategy: constants.Z_FIXED },
  { strategy: constants.Z_HUFFMAN_ONLY },
  { strategy: constants.Z_RLE },
  { memLevel: 1 },
];

export function inflating(): Target {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const { inflate } = start<Unpack>(wasm, memory);
  const bytes = Buffer.from(memory.buffer);
  const contents = ['', 'a', 'abcdefg'.repeat(60), 'import os\n    return self.value\nclass Model(Base):\n'.repeat(9)];
  const all = [
    ...contents.map((text) => Buffer.from(text)),
    Buffer.from(OPTIONS.flatMap((_, at) => [at * 37, 255, at])),
  ];

  /** The stream of `packed` as `length` bytes, or null. Nothing else in memory is other than before. */
  const unpacked = (packed: Buffer, length: number): Buffer | null => {
    bytes.set(packed, PACKED);
    bytes.fill(COLOUR, PACKED + packed.length, PACKED + packed.length + SLACK);
    const end = UNPACKED + length + SLACK;
    bytes.fill(COLOUR, UNPACKED - GUARD, UNPACKED);
    bytes.fill(COLOUR, end, end + GUARD);
    const is = inflate(PACKED, packed.length, UNPACKED, length, 0);
    for (let at = 0; at < GUARD; at++)
      must(bytes[UNPACKED - GUARD + at] === COLOUR && bytes[end + at] === COLOUR, 'memory of others is written');
    must(bytes.compare(packed, 0, packed.length, PACKED, PACKED + packed.length) === 0, 'the input is written');
    return is === 0 ? bytes.subarray(UNPACKED, UNPACKED + length) : null;
  };

  return {
    name: 'inflate',
    seeds: OPTIONS.flatMap((options) =>
      all.map((content): Input => ({ label: `${content.length}`, parts: [deflateSync(content, options)] })),
    ),
    run({ label, parts: [stream = Buffer.alloc(0)] }) {
      const whole = quietly(() => inflateSync(stream, { maxOutputLength: MOST }));
      const own = unpacked(stream, whole?.length ?? Number(label));
      must((own === null) === (whole === null), whole ? 'a stream is refused' : 'a stream is taken that zlib refuses');
      if (own && whole) {
        must(own.equals(whole), 'a stream is unpacked to something else');
        must(unpacked(stream, whole.length + 1) === null, 'a size that is too large is taken');
        must(whole.length === 0 || unpacked(stream, whole.length - 1) === null, 'a size that is too small is taken');
        return `sound ${Math.min(20, whole.length)}`;
      }
      // A change is nearly always seen by the checksum: with the right one, it is seen what was made of it.
      const raw = quietly(() =>
        inflateRawSync(stream.subarray(2), { maxOutputLength: MOST, info: true }),
      ) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      } | null;
      if (!raw) return 'damaged';
      const sound = Buffer.concat([
        Buffer.from([0x78, 1]),
        stream.subarray(2, 2 + raw.engine.bytesWritten),
        adler32(raw.buffer),
      ]);
      must(unpacked(sound, raw.buffer.length)?.equals(raw.buffer) === true, 'other codes are read otherwise');
      return `checked ${Math.min(20, raw.buffer.length)}`;
    },
  };
}

function quietly<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** RFC 1950, 8.2, as it stands there. */
function adler32(bytes: Buffer): Buffer {
  let [one, two] = [1, 0];
  for (const byte of bytes) {
    one = (one + byte) % 65521;
    two = (two + one) % 65521;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(two * 65536 + one);
  return sum;
}

export function deltas(): Target {
  const workspace = new WasmWorkspace(1 << 22);
  const copies = new Copies();
  const base = Buffer.from(Array.from({ length: 700 }, (_, at) => (at * 7919) >> 3));
  const large = Buffer.alloc(70_000, 'a text that comes again and again ');
  const steps = [
    { from: 0, size: 300 },
    Buffer.from('something new, and longer than what is written in one step of sixteen bytes'),
    { from: 300, size: 90 },
    { from: 5, size: 1 },
    Buffer.from('!'),
    { from: 200, size: 500 },
  ];
  return {
    name: 'delta',
    seeds: [
      { label: '', parts: [base, deltaOf(base, steps).delta] },
      { label: '', parts: [base, deltaOf(base, []).delta] },
      { label: '', parts: [large, deltaOf(large, [...steps, { from: 20, size: 0xffff }]).delta] },
    ],
    run({ parts: [from, delta] }) {
      must(from !== undefined && delta !== undefined, 'a part is missing');
      const head = deltaHead(delta);
      const plain = quietly(() => plainDelta(from, delta));
      if (!head || head.base !== from.length || head.result > 1 << 20) {
        must(plain === null || plain.length > 1 << 20, 'a delta is refused');
        return 'another head';
      }
      const [base, own, wasmTarget] = [from, delta, Buffer.alloc(head.result)].map((bytes) => {
        const room = workspace.take(bytes.length);
        must(room !== null, 'no room');
        room.set(bytes);
        return room;
      }) as [Buffer, Buffer, Buffer];
      const target = Buffer.alloc(head.result);
      const isMade = applyDelta(delta, head.start, from, target, copies);
      const isMadeFast = workspace.apply(own, head.start, base, wasmTarget);
      must(isMade === (plain !== null), 'a delta fits, or does not, to one reader alone');
      must(isMade === isMadeFast, 'a delta fits, or does not, in WebAssembly alone');
      must(!plain || (target.equals(plain) && wasmTarget.equals(plain)), 'a delta makes something else');
      const told = [copies.threes, workspace.copies].map((threes) => threes && Buffer.from(threes.slice().buffer));
      if (isMade) must(told[0] != null && told[1] != null && told[0].equals(told[1]), 'copies are told otherwise');
      for (const buffer of [base, own, wasmTarget]) workspace.give(buffer);
      return plain ? `${Math.min(30, copies.threes.length)} copies` : 'does not fit';
    },
  };
}
