// Small writers of archives, and what the tests of src/unpack/ ask of a container.
import { crc32, deflateRawSync } from 'node:zlib';
import type { Budget, Container } from '../../src/unpack/container.ts';

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  /** 0, 8, or any other with `packed`. */
  readonly method?: number;
  readonly packed?: Uint8Array;
  readonly flags?: number;
  readonly comment?: string;
  /** What the headers say instead of the truth. */
  readonly says?: { readonly packed?: number; readonly size?: number; readonly crc?: number; readonly offset?: number };
  /** Sizes stand behind the data: bit 3. */
  readonly isStreamed?: boolean;
  readonly isWide?: boolean;
  readonly isUnlisted?: boolean;
}

/** A zip; `comment` is that of the archive, `prefix` stands before it and counts in no offset. */
export function zipOf(entries: readonly ZipEntry[], comment = '', prefix = ''): Buffer {
  const locals: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content as string);
    const method = entry.method ?? 8;
    const packed = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(content) : content));
    const crc = entry.says?.crc ?? crc32(content);
    const sizes = [entry.says?.packed ?? packed.length, entry.says?.size ?? content.length] as const;
    const name = Buffer.from(entry.name);
    const wide = Buffer.alloc(entry.isWide ? 20 : 0);
    if (entry.isWide) {
      wide.writeUInt16LE(1, 0);
      wide.writeUInt16LE(16, 2);
      wide.writeBigUInt64LE(BigInt(sizes[1]), 4);
      wide.writeBigUInt64LE(BigInt(sizes[0]), 12);
    }
    const flags = (entry.flags ?? 0) | (entry.isStreamed ? 8 : 0);
    const shown = entry.isWide ? ([0xffffffff, 0xffffffff] as const) : sizes;
    const [shownCrc, ...shownSizes] = entry.isStreamed ? [0, 0, 0] : [crc, ...shown];
    const fields = [20, flags, method, 0, 0].map(u16);
    const lengths = [u16(name.length), u16(wide.length)];
    const local = [ascii('PK\x03\x04'), ...fields, u32(shownCrc), ...shownSizes.map(u32), ...lengths, name, wide];
    const behind = entry.isStreamed ? [ascii('PK\x07\x08'), ...[crc, ...sizes].map(u32)] : [];
    const central = [ascii('PK\x01\x02'), u16(20), ...fields, u32(crc), ...shown.map(u32), ...lengths];
    const note = Buffer.from(entry.comment ?? '');
    const place = [u16(note.length), u16(0), u16(0), u32(0), u32(entry.says?.offset ?? offset), name, wide, note];
    if (!entry.isUnlisted) listed.push(Buffer.concat([...central, ...place]));
    locals.push(Buffer.concat([...local, packed, ...behind]));
    offset += locals.at(-1)?.length ?? 0;
  }
  const directory = Buffer.concat(listed);
  const counts = [0, 0, listed.length & 0xffff, listed.length & 0xffff].map(u16);
  const end = [ascii('PK\x05\x06'), ...counts, u32(directory.length), u32(offset), u16(comment.length), ascii(comment)];
  return Buffer.concat([ascii(prefix), ...locals, directory, ...end]);
}

export interface TarEntry {
  readonly name: string;
  readonly content?: Uint8Array | string;
  readonly type?: string;
  readonly prefix?: string;
  /** The size field, 12 bytes; true unless given. */
  readonly size?: string;
  readonly magic?: string;
}

/** A tar, with the two blocks of zeros at its end. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from((entry.content ?? '') as string);
    const header = Buffer.alloc(512);
    header.write(entry.name, 0, 100, 'latin1');
    header.write('0000644\0', 100);
    header.write(entry.size ?? `${content.length.toString(8).padStart(11, '0')}\0`, 124, 12, 'latin1');
    header.write('00000000000\0', 136);
    header.write(entry.type ?? '0', 156);
    header.write(entry.magic ?? 'ustar\x0000', 257);
    header.write(entry.prefix ?? '', 345);
    return [checked(header), content, Buffer.alloc(-content.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The header with its checksum. */
export function checked(header: Buffer): Buffer {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const size = [1, 2, 3, 4]
    .map((digits) => digits + rest.length)
    .find((total, index) => `${total}`.length === index + 1);
  return `${size}${rest}`;
}

export function budgetOf(limits: Partial<Budget> = {}): Budget {
  return { entries: 100_000, bytes: 256 * 2 ** 20, deadline: performance.now() + 20_000, ...limits };
}

/** `name: content`, and the problem if there is one; a character a byte, long contents only by their size. */
export function opened(container: Container, bytes: Uint8Array, budget = budgetOf()): string[] {
  return Array.from(container.members(bytes, budget), ({ name, bytes: content, problem }) => {
    const text = content.length > 100 ? `${content.length} bytes` : Buffer.from(content).toString('latin1');
    return `${Buffer.from(name).toString('latin1')}: ${text}${problem ? ` (${problem})` : ''}`;
  });
}

/** The same bytes for the same seed. */
export function noise(size: number, seed: number): Buffer {
  let state = seed * 2 + 1;
  return Buffer.from(
    Array.from({ length: size }, () => {
      state = Math.imul(state, 1_664_525) + 1_013_904_223;
      return state >>> 24;
    }),
  );
}

export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

export function u16(value: number): Buffer {
  return Buffer.of(value & 255, (value >> 8) & 255);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
