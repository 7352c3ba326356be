// Parquet: the strings of its columns. github.com/apache/parquet-format
import { unpackLz4, unpackSnappy } from './block-codecs.ts';
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { bufferOf, counted, latin1, linesOf, member, writeLine } from './members.ts';
import { decodeWithin, type Output, Stop, takeStored, type Unpacked } from './output.ts';
import { writeDeltaLengths, writeDeltaTexts } from './parquet-delta.ts';
import { listOf, numberOf, readStruct, type Struct, structOf } from './thrift.ts';
import { unzstd } from './zstd.ts';

const MAGIC = 'PAR1';
/** Types of columns that hold text: BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY. */
const BYTES = 6;
const FIXED = 7;
/** Types of pages. */
const DATA = 0;
const DICTIONARY = 2;
const DATA_V2 = 3;
/** Encodings: indices into a dictionary (two names); lengths apart; what a value shares apart. All others are read as values behind sizes. */
const DELTAS: Readonly<Record<number, (content: Uint8Array, output: Output) => void>> = {
  6: writeDeltaLengths,
  7: writeDeltaTexts,
};
const INDICES = new Set([2, 8]);

type Unpack = (bytes: Uint8Array, budget: Budget) => Pick<Unpacked, 'bytes' | 'problem'>;
const unsupported: Unpack = () => ({ bytes: new Uint8Array(0), problem: 'archive-unsupported' });
/** By the number of the codec; 3 is LZO, 5 is LZ4 in Hadoop's own frames. */
const CODECS: Readonly<Record<number, Unpack>> = {
  0: takeStored,
  1: unpackSnappy,
  2: (bytes, budget) => inflate(bytes, 'gzip', budget),
  4: (bytes, budget) => inflate(bytes, 'brotli', budget),
  6: (bytes, budget) => decodeWithin(bytes, budget, (output) => unzstd(bytes, output)),
  7: (bytes, budget) => unpackLz4(bytes, 'block', budget),
};

/** A column as the schema has it: how deep it may be absent or repeated, and the size of its values, if that is fixed. */
interface Leaf {
  readonly isNullable: boolean;
  readonly isRepeated: boolean;
  readonly width: number;
}

/** Yields `column 3` for the third column of each row group, if it holds text or bytes: its values, one a line. */
export const parquet: Container = {
  name: 'parquet',
  isListing: true,
  matches: (bytes) => latin1(bytes, 0, 4) === MAGIC || latin1(bytes, 0, 4) === 'PARE',
  members: (bytes, budget) => counted(budget, columns(bufferOf(bytes), budget)),
};

// PAR1 pages… footer length:4 PAR1
function* columns(file: Buffer, budget: Budget): Generator<Member> {
  if (latin1(file, 0, 4) === 'PARE' || latin1(file, file.length - 4) === 'PARE') {
    yield member('', { bytes: new Uint8Array(0), problem: 'archive-encrypted' });
    return;
  }
  const start = file.length - 8 - (file.length < 12 ? file.length : file.readUInt32LE(file.length - 8));
  if (start < 4 || latin1(file, file.length - 4) !== MAGIC) throw new Stop('decode-error');
  const { struct: footer } = readStruct(file.subarray(0, file.length - 8), start);
  const leaves = leavesOf(listOf(footer.get(2)).map(structOf));
  let left = 2 * file.length;
  for (const group of listOf(footer.get(4)).map(structOf)) {
    for (const [index, chunk] of listOf(group?.get(1)).map(structOf).entries()) {
      const column = structOf(chunk?.get(3));
      const leaf = leaves[index];
      const type = numberOf(column, 1);
      if (!column || !leaf || (type !== BYTES && type !== FIXED)) continue;
      // Row groups that share their pages are nobody's.
      if ((left -= Math.max(0, numberOf(column, 7))) < 0) throw new Stop('decode-error');
      yield readColumn(file, column, leaf, `column ${index + 1}`, budget);
    }
  }
}

/** The columns of a schema, which is a tree written parent first: 2 width, 3 repetition (1 optional, 2 repeated), 5 number of children. */
function leavesOf(schema: readonly (Struct | undefined)[]): Leaf[] {
  const leaves: Leaf[] = [];
  const open: { left: number; isNullable: boolean; isRepeated: boolean }[] = [];
  for (const [index, element] of schema.entries()) {
    while (open.at(-1)?.left === 0) open.pop();
    const parent = open.at(-1);
    if (parent) parent.left--;
    const repetition = index === 0 ? 0 : numberOf(element, 3);
    const isNullable = (parent?.isNullable ?? false) || repetition > 0;
    const isRepeated = (parent?.isRepeated ?? false) || repetition === 2;
    const children = numberOf(element, 5);
    if (children > 0) open.push({ left: children, isNullable, isRepeated });
    else leaves.push({ isNullable, isRepeated, width: numberOf(element, 2) });
  }
  return leaves;
}

/** All pages of a column: 4 codec, 5 number of values, 7 packed size, 9 and 11 where data and dictionary begin. */
function readColumn(file: Buffer, column: Struct, leaf: Leaf, name: string, budget: Budget): Member {
  const parts: Uint8Array[] = [];
  const [data, dictionary] = [numberOf(column, 9), numberOf(column, 11)];
  const from = dictionary > 0 ? Math.min(data, dictionary) : data;
  const to = from + numberOf(column, 7);
  let problem: Member['problem'] = from < 4 || to > file.length ? 'decode-error' : null;
  try {
    for (let at = from; at >= 4 && at < to && at < file.length; ) {
      const { struct: head, end } = readStruct(file, at);
      const size = numberOf(head, 3);
      if (size < 0 || end + size > file.length) throw new Stop('decode-error');
      at = end + size;
      const page = readPage(file.subarray(end, at), head, CODECS[numberOf(column, 4)] ?? unsupported, leaf, budget);
      if (!page) continue;
      problem ??= page.problem;
      parts.push(page.bytes);
    }
  } catch (error) {
    problem ??= error instanceof Stop ? error.problem : 'decode-error';
  }
  return member(name, { bytes: Buffer.concat(parts), problem });
}

/** A page's values, one a line; null for a page without. Head: 1 type, 5 data page, 7 dictionary, 8 data page of version 2. */
function readPage(page: Buffer, head: Struct, unpack: Unpack, leaf: Leaf, budget: Budget): Member | null {
  const type = numberOf(head, 1);
  const own = structOf(head.get(type === DATA ? 5 : type === DICTIONARY ? 7 : 8));
  const encoding = numberOf(own, type === DATA_V2 ? 4 : 2);
  if (![DATA, DICTIONARY, DATA_V2].includes(type) || (type !== DICTIONARY && INDICES.has(encoding))) return null;
  // In version 2, levels stand in front, unpacked: 5 and 6 are their sizes; 7 whether the rest is packed.
  const levels = type === DATA_V2 ? numberOf(own, 5) + numberOf(own, 6) : 0;
  const isStored = type === DATA_V2 && own?.get(7) === false;
  const { bytes, problem } = (isStored ? takeStored : unpack)(page.subarray(levels), budget);
  let content = bufferOf(bytes);
  // In version 1, they are packed with the values: size:4 levels.
  if (type === DATA && leaf.isRepeated) content = behindLevels(content);
  if (type === DATA && leaf.isNullable) content = behindLevels(content);
  const write = type === DICTIONARY ? undefined : DELTAS[encoding];
  const lines = linesOf(content, budget, (output) =>
    write ? write(content, output) : writeValues(content, leaf.width, output),
  );
  return member('', { bytes: lines.bytes, problem: problem ?? lines.problem });
}

function behindLevels(content: Buffer): Buffer {
  return content.length < 4 ? content : content.subarray(4 + content.readUInt32LE(0));
}

/** Values of `width` bytes each, or, if that is 0, each behind its size in four bytes. What does not come out even is given as it is. */
function writeValues(content: Buffer, width: number, output: Output): void {
  for (let at = 0; at < content.length; ) {
    const size = width > 0 ? width : at + 4 <= content.length ? content.readUInt32LE(at) : content.length;
    const start = width > 0 ? at : at + 4;
    if (start + size > content.length) return writeLine(output, content.subarray(at));
    writeLine(output, content.subarray(start, start + size));
    at = start + size;
  }
}
