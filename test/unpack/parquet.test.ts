import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parquet } from '../../src/unpack/parquet.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, open } from './documents.ts';

const token = userToken(1);

// ---------------------------------------------------------------- Thrift's compact protocol, written

type Value = number | boolean | string | readonly Fields[] | { readonly struct: Fields };
type Fields = readonly (readonly [id: number, value: Value])[];

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 0x80, ...varint(Math.floor(value / 128))];
}

function struct(fields: Fields): number[] {
  return [...fields.flatMap(([id, value]) => field(id, value)), 0];
}

/** Every number in its long form. */
function field(id: number, value: Value): number[] {
  if (typeof value === 'number') return [5, ...varint(id * 2), ...varint(value * 2)];
  if (typeof value === 'boolean') return [value ? 1 : 2, ...varint(id * 2)];
  if (typeof value === 'string')
    return [8, ...varint(id * 2), ...varint(value.length), ...Buffer.from(value, 'latin1')];
  if ('struct' in value) return [12, ...varint(id * 2), ...struct(value.struct)];
  return [9, ...varint(id * 2), 0xfc, ...varint(value.length), ...value.flatMap((one) => struct(one))];
}

// ---------------------------------------------------------------- Parquet, written

interface Page {
  readonly head: Fields;
  readonly bytes: Buffer;
}

interface Column {
  readonly type?: number;
  readonly width?: number;
  readonly repetition?: number;
  readonly codec?: number;
  readonly pages: readonly Page[];
}

function file(...columns: readonly Column[]): Buffer {
  let body = Buffer.from('PAR1');
  const chunks = columns.map(({ type = 6, codec = 0, pages }): Fields => {
    const start = body.length;
    for (const { head, bytes } of pages) body = Buffer.concat([body, Buffer.from(struct(head)), bytes]);
    return [
      [
        3,
        {
          struct: [
            [1, type],
            [4, codec],
            [7, body.length - start],
            [9, start],
          ],
        },
      ],
    ];
  });
  const schema: Fields[] = [
    [
      [4, 'root'],
      [5, columns.length],
    ],
    ...columns.map(
      ({ type = 6, width = 0, repetition = 0 }): Fields => [
        [1, type],
        [2, width],
        [3, repetition],
        [4, 'c'],
      ],
    ),
  ];
  const footer = Buffer.from(
    struct([
      [1, 1],
      [2, schema],
      [4, [[[1, chunks]]]],
    ]),
  );
  const end = Buffer.from('\0\0\0\0PAR1');
  end.writeUInt32LE(footer.length);
  return Buffer.concat([body, footer, end]);
}

/** Texts behind their sizes. */
function plain(...values: readonly string[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(value.length);
      return [size, Buffer.from(value, 'latin1')];
    }),
  );
}

function dataPage(bytes: Buffer, encoding = 0): Page {
  return {
    head: [
      [1, 0],
      [3, bytes.length],
      [
        5,
        {
          struct: [
            [1, 2],
            [2, encoding],
          ],
        },
      ],
    ],
    bytes,
  };
}

function dictionary(bytes: Buffer): Page {
  return {
    head: [
      [1, 2],
      [3, bytes.length],
      [
        7,
        {
          struct: [
            [1, 2],
            [2, 2],
          ],
        },
      ],
    ],
    bytes,
  };
}

function secondVersion(levels: Buffer, values: Buffer, isPacked: boolean): Page {
  const bytes = Buffer.concat([levels, values]);
  return {
    head: [
      [1, 3],
      [3, bytes.length],
      [
        8,
        {
          struct: [
            [4, 0],
            [5, levels.length],
            [6, 0],
            [7, isPacked],
          ],
        },
      ],
    ],
    bytes,
  };
}

/** DELTA_BINARY_PACKED of one block, in which every difference has eight bits. */
function deltas(...numbers: readonly number[]): Buffer {
  const least = -64;
  const differences = numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0) - least);
  const parts =
    differences.length > 0
      ? [...varint(-least * 2 - 1), 8, ...differences, ...Array(32 - differences.length).fill(0)]
      : [];
  return Buffer.from([32, 1, numbers.length, ...varint((numbers[0] ?? 0) * 2), ...parts]);
}

const values = plain(token, `${token}abc`);
const lines = `${token}\n${token}abc\n`;
const levels = Buffer.from('\x02\0\0\0\x04\x01', 'latin1');
const size = values.length;
const snappy = Buffer.concat([Buffer.from([size, 60 << 2, size - 1]), values]);
const zstd = Buffer.concat([
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, size, ((size << 3) & 0xff) | 1, size >> 5, 0]),
  values,
]);
const lz4 = Buffer.concat([Buffer.from([0xf0, size - 15]), values]);

describe('values', () => {
  test.each<[string, Column]>([
    ['as they are', { pages: [dataPage(values)] }],
    ['in a dictionary', { pages: [dictionary(values), dataPage(Buffer.from([1, 2, 3]), 8)] }],
    ['that may be absent', { repetition: 1, pages: [dataPage(Buffer.concat([levels, values]))] }],
    ['of lists', { repetition: 2, pages: [dataPage(Buffer.concat([levels, levels, values]))] }],
    ['snappy', { codec: 1, pages: [dataPage(snappy)] }],
    ['gzip', { codec: 2, pages: [dataPage(gzipSync(values))] }],
    ['brotli', { codec: 4, pages: [dataPage(brotliCompressSync(values))] }],
    ['zstd', { codec: 6, pages: [dataPage(zstd)] }],
    ['LZ4', { codec: 7, pages: [dataPage(lz4)] }],
    ['version 2', { codec: 2, pages: [secondVersion(levels, gzipSync(values), true)] }],
    ['version 2, not packed', { codec: 2, pages: [secondVersion(levels, values, false)] }],
    [
      'lengths apart',
      {
        pages: [
          dataPage(Buffer.concat([deltas(token.length, token.length + 3), Buffer.from(`${token}${token}abc`)]), 6),
        ],
      },
    ],
    [
      'what they share apart',
      {
        pages: [
          dataPage(Buffer.concat([deltas(0, token.length), deltas(token.length, 3), Buffer.from(`${token}abc`)]), 7),
        ],
      },
    ],
    ['two pages', { pages: [dataPage(plain(token)), dataPage(plain(`${token}abc`))] }],
  ])('%s', (_, column) => {
    const bytes = file(column);
    expect(parquet.matches(bytes)).toBe(true);
    expect(open(parquet, bytes)).toEqual([['column 1', lines, null]]);
  });

  test('of fixed size', () => {
    const bytes = Buffer.from(token + userToken(2));
    expect(open(parquet, file({ type: 7, width: token.length, pages: [dataPage(bytes)] }))).toEqual([
      ['column 1', `${token}\n${userToken(2)}\n`, null],
    ]);
  });

  test('columns of numbers are left out', () => {
    const number = { type: 1, pages: [dataPage(Buffer.alloc(40))] };
    expect(open(parquet, file(number, { pages: [dataPage(values)] }, number))).toEqual([['column 2', lines, null]]);
  });
});

describe('damage', () => {
  const good = file({ pages: [dataPage(values)] });
  test.each<[string, Buffer, unknown[]]>([
    ['a codec that is unknown', file({ codec: 3, pages: [dataPage(values)] }), ['column 1', '', 'archive-unsupported']],
    [
      'a codec that lies',
      file({ codec: 2, pages: [dataPage(values)] }),
      ['column 1', expect.any(String), 'decode-error'],
    ],
    ['cut', good.subarray(0, -20), ['', '', 'decode-error']],
    ['encrypted', Buffer.from(`PARE${'\0'.repeat(20)}PARE`), ['', '', 'archive-encrypted']],
    ['an encrypted footer alone', Buffer.from(`PAR1${'\0'.repeat(20)}PARE`), ['', '', 'archive-encrypted']],
    [
      'a page that is longer than the file',
      file({
        pages: [
          {
            head: [
              [1, 0],
              [3, 9999],
              [
                5,
                {
                  struct: [
                    [1, 2],
                    [2, 0],
                  ],
                },
              ],
            ],
            bytes: values,
          },
        ],
      }),
      ['column 1', '', 'decode-error'],
    ],
    ['lengths that are too long', file({ pages: [dataPage(deltas(50), 6)] }), ['column 1', '', 'decode-error']],
    [
      'sharing without anything before',
      file({ pages: [dataPage(Buffer.concat([deltas(1), deltas(0)]), 7)] }),
      ['column 1', '', 'decode-error'],
    ],
    [
      'more values than anybody has',
      file({ pages: [dataPage(Buffer.from([32, 1, 0xff, 0xff, 0xff, 0x7f, 0]), 6)] }),
      ['column 1', '', 'archive-limit'],
    ],
    [
      'values that are too long',
      file({ pages: [dataPage(Buffer.from(`\xff\xff\0\0${token}`, 'latin1'))] }),
      ['column 1', `\xff\xff\0\0${token}\n`, null],
    ],
  ])('%s', (_, bytes, expected) => expect(open(parquet, bytes)).toEqual([expected]));
});

test('hostile', () => {
  expectHardened(
    parquet,
    file(
      { pages: [dataPage(Buffer.concat([deltas(0, 5), deltas(9, 9), Buffer.from('x'.repeat(18))]), 7)] },
      { codec: 1, pages: [dictionary(snappy)] },
      { codec: 7, pages: [dataPage(lz4)] },
      { codec: 2, pages: [dataPage(gzipSync(values))] },
    ),
  );
});

describe('quick', () => {
  test('a footer of lists in lists', () => {
    const end = Buffer.from('\0\0\0\0PAR1');
    end.writeUInt32LE(5_000_000);
    expectQuick(parquet, Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(5_000_000, 0x19), end]));
  });
  test('many empty pages', () => {
    const empty = dataPage(Buffer.alloc(0));
    expectQuick(parquet, file({ codec: 1, pages: Array(3000).fill(empty) }));
  });
  test('many empty values', () => expectQuick(parquet, file({ pages: [dataPage(Buffer.alloc(5_000_000))] })));
});
