// Thrift's compact protocol, as far as Parquet uses it. thrift/doc/specs/thrift-compact-protocol.md
import { Stop } from './output.ts';

/** A struct by the numbers of its fields. Numbers that do not fit into 53 bits are not exact. */
export type Struct = ReadonlyMap<number, ThriftValue>;
type ThriftValue = number | boolean | Uint8Array | Struct | readonly ThriftValue[];

const DEEPEST = 16;

/** Reads one struct that begins at `start`; `end` is where it ends. Linear in the bytes; throws `Stop` (`decode-error`) for what is none. */
export function readStruct(bytes: Uint8Array, start: number): { struct: Struct; end: number } {
  const reader = new Reader(bytes, start);
  const struct = reader.struct(0);
  return { struct, end: reader.at };
}

export function numberOf(struct: Struct | undefined, field: number): number {
  const value = struct?.get(field);
  return typeof value === 'number' ? value : 0;
}

export function structOf(value: ThriftValue | undefined): Struct | undefined {
  return value instanceof Map ? value : undefined;
}

export function listOf(value: ThriftValue | undefined): readonly ThriftValue[] {
  return Array.isArray(value) ? value : [];
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  // A field: 4 bits of distance to the last field's number (0: the number follows), 4 bits of type; 0 ends the struct.
  struct(depth: number): Struct {
    if (depth > DEEPEST) throw new Stop('decode-error');
    const fields = new Map<number, ThriftValue>();
    let field = 0;
    for (let head = this.#byte(); head !== 0; head = this.#byte()) {
      field = head >> 4 ? field + (head >> 4) : this.#zigzag();
      const type = head & 15;
      fields.set(field, type === 1 || type === 2 ? type === 1 : this.#value(type, depth));
    }
    return fields;
  }

  #value(type: number, depth: number): ThriftValue {
    if (type === 1 || type === 2) return this.#byte() === 1; // in a list
    if (type === 3) return this.#byte();
    if (type === 4 || type === 5 || type === 6) return this.#zigzag();
    if (type === 7) return this.#take(8);
    if (type === 8) return this.#take(this.#varint());
    if (type === 9 || type === 10) return this.#list(depth);
    if (type === 12) return this.struct(depth + 1);
    // Maps are in no part of Parquet.
    throw new Stop('decode-error');
  }

  // 4 bits of size (15: it follows), 4 bits of the elements' type
  #list(depth: number): readonly ThriftValue[] {
    if (depth > DEEPEST) throw new Stop('decode-error');
    const head = this.#byte();
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    const values: ThriftValue[] = [];
    for (let index = 0; index < size; index++) values.push(this.#value(head & 15, depth + 1));
    return values;
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new Stop('decode-error');
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
      if (weight > 2 ** 63) throw new Stop('decode-error');
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #take(size: number): Uint8Array {
    if (this.at + size > this.#bytes.length) throw new Stop('decode-error');
    this.at += size;
    return this.#bytes.subarray(this.at - size, this.at);
  }
}
