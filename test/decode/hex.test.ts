import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../src/decode/hex.ts';
import { cpuSince } from '../cost.ts';
import { slice } from '../slice.ts';
import { bytesOf, FOLLOWS, hitsOf, letters, passagesIn, segmentOf, sieveOf, sourcesOf, token } from './sample.ts';

type Write = (text: string) => string;

const digits = (char: string) => char.charCodeAt(0).toString(16).padStart(2, '0');
const upper = (char: string) => digits(char).toUpperCase();
const each = (write: Write, between: string) => (text: string) => [...text].map(write).join(between);

/** Breaks a text every `count` entries. */
function wrapped(write: Write, between: string, count: number, end: string): Write {
  return (text) =>
    (text.match(new RegExp(`[^]{1,${count}}`, 'g')) ?? []).map((line) => each(write, between)(line)).join(end);
}

/** Form, how it writes, the least and the most that one character takes. */
const FORMS: readonly (readonly [string, Write])[] = [
  ['68665f', each(digits, '')],
  ['68665F', each(upper, '')],
  ['68 66 5f', each(digits, ' ')],
  ['68 66 5F', each(upper, ' ')],
  ['68:66:5f', each(digits, ':')],
  ['68-66-5F', each(upper, '-')],
  ['68,66,5f', each(digits, ',')],
  ['0x68,0x66', each((char) => `0x${digits(char)}`, ',')],
  ['0x68, 0x66', each((char) => `0x${digits(char)}`, ', ')],
  ['0X68, 0X5F', each((char) => `0X${upper(char)}`, ', ')],
  ['0x68 0x66', each((char) => `0x${digits(char)}`, ' ')],
  ['0x0068, 0x0066', each((char) => `0x00${digits(char)}`, ', ')],
  ['0x68u8, 0x66u8', each((char) => `0x${digits(char)}`, 'u8, ')],
  ['(byte) 0x68, (byte) 0x66', each((char) => `0x${digits(char)}`, ', (byte) ')],
  ['chr(0x68) . chr(0x66)', each((char) => `0x${digits(char)}`, ') . chr(')],
  ['0x68 lines of 12', wrapped((char) => `0x${digits(char)}`, ', ', 12, ',\n    ')],
  ['0x68 lines of 2, CRLF', wrapped((char) => `0x${digits(char)}`, ',', 2, ',\r\n')],
  ['U+0068 U+0066', each((char) => `U+00${upper(char)}`, ' ')],
  ['&H68, &H66', each((char) => `&H${upper(char)}`, ', ')],
  ['lines of 30 digits', wrapped(digits, '', 15, '\n')],
  ['lines of digits, quoted', wrapped(digits, '', 20, '"\n    "')],
  ['lines of spaced digits', wrapped(digits, ' ', 16, '\n')],
  ['a registry file', wrapped(digits, ',', 25, ',\\\r\n  ')],
  ['a registry file, as the registry keeps text', wrapped((char) => `${digits(char)},00`, ',', 12, ',\\\r\n  ')],
  ['68 00 66 00', each((char) => `${upper(char)} 00`, ' ')],
  ['groups of two bytes', wrapped(digits, '', 2, ' ')],
  ['groups of four bytes', wrapped(upper, '', 4, ' ')],
];

const AROUND: readonly (readonly [string, string])[] = [
  ['', ''],
  ['key = "', '"\n'],
  ["X'", "';"],
  ['\\x', ' '],
  ['0x', ' '],
  ['[', ']'],
  ["bytes.fromhex('", "')"],
  ['<', '>'],
];

describe.each(FORMS)('%s', (_, write) => {
  test('among anything: found, with the bytes from the first digit to the last', () => {
    const mark = /^(?:0[xX]|U|&)/.test(write('h'));
    fc.assert(
      fc.property(fc.constantFrom(...AROUND), fc.nat(1e12), fc.nat(), ([before, after], base, seed) => {
        const [lead, written] = [mark ? '{ ' : before, write(token(seed))];
        const start = base + lead.length;
        const found = sourcesOf(passagesIn(hex, bytesOf(lead, written, after), { base }), token(seed));
        expect(found).toContainEqual([{ start, end: start + written.length }]);
        expect(new Set(found.map((spans) => JSON.stringify(spans))).size).toBe(1);
      }),
    );
  });

  test.each(['hf_', 'api_org_', 'oauth_app_secret_', '__sign=', 'HFAK'])('anchor %s', (anchor) => {
    const found = sourcesOf(
      passagesIn(hex, bytesOf(': ', write(anchor + letters(3)), ';'), { anchor }),
      anchor + letters(3),
    );
    expect(found.length).toBeGreaterThan(0);
  });

  test('not: one letter short, another anchor', () => {
    for (const text of [`hf_${letters(1, 33)}`, `hf_${letters(1, 33)}.`, `he_${letters(1)}`, `hf-${letters(1)}`])
      expect(hitsOf(hex, bytesOf(' ', write(text), ' '))).toEqual([]);
  });
});

describe('dumps', () => {
  const rows = (bytes: Buffer, size: number) =>
    Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => [i * size, bytes.subarray(i * size, i * size + size)] as const,
    );
  const shown = (row: Buffer) => row.toString('latin1').replace(/[^ -~]/g, '.');
  const hexOf = (row: Buffer, group: number) =>
    (row.toString('hex').match(new RegExp(`.{1,${group * 2}}`, 'g')) ?? []).join(' ');
  const at = (offset: number, width: number, base = 16) => offset.toString(base).padStart(width, '0');

  const DUMPS: readonly (readonly [string, (bytes: Buffer) => string])[] = [
    [
      'xxd',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `${at(o, 8)}: ${hexOf(row, 2).padEnd(39)}  ${shown(row)}`)
          .join('\n'),
    ],
    [
      'xxd -g 1',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `${at(o, 8)}: ${hexOf(row, 1).padEnd(47)}  ${shown(row)}`)
          .join('\n'),
    ],
    [
      'xxd -g 4 -u',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `${at(o, 8)}: ${hexOf(row, 4).toUpperCase().padEnd(35)}  ${shown(row)}`)
          .join('\n'),
    ],
    [
      'hexdump -C',
      (bytes) =>
        rows(bytes, 16)
          .map(
            ([o, row]) =>
              `${at(o, 8)}  ${`${hexOf(row.subarray(0, 8), 1)}  ${hexOf(row.subarray(8), 1)}`.padEnd(49)} |${shown(row)}|`,
          )
          .join('\r\n'),
    ],
    [
      'od -t x1',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `${at(o, 7, 8)} ${hexOf(row, 1)}`)
          .join('\n'),
    ],
    [
      'od -A x -t x1z',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `${at(o, 6)} ${hexOf(row, 1).padEnd(48)} >${shown(row)}<`)
          .join('\n'),
    ],
    [
      'tcpdump -X',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `\t0x${at(o, 4)}:  ${hexOf(row, 2).padEnd(39)}  ${shown(row)}`)
          .join('\n'),
    ],
    [
      'Wireshark',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `${at(o, 4)}  ${hexOf(row, 1).padEnd(47)}   ${shown(row)}`)
          .join('\n'),
    ],
    [
      'commented',
      (bytes) =>
        rows(bytes, 16)
          .map(([o, row]) => `# > ${at(o, 8)}: ${hexOf(row, 2).padEnd(39)}  ${shown(row)}`)
          .join('\n'),
    ],
  ];

  test.each(DUMPS)('%s, wherever a line ends', (_, write) => {
    for (let lead = 0; lead < 40; lead++)
      for (const end of ['', '.', '\n and so on, and so on']) {
        const content = Buffer.from('.'.repeat(lead) + token(lead) + end);
        const found = sourcesOf(
          passagesIn(hex, bytesOf('$ dump\n', write(content), '\n$ '), { base: 100 }),
          token(lead),
        );
        expect(found.length, `${lead}`).toBeGreaterThan(0);
        const written = write(content);
        const [span] = found[0] ?? [];
        const first = Number(span?.start) - 107;
        const last = Number(span?.end) - 107;
        expect(written.slice(first, first + 2).toLowerCase()).toBe('68');
        expect(written.slice(last - 2, last).toLowerCase()).toBe(digits(token(lead).at(-1) ?? ''));
        // The text begins with the dots: their number says that no byte of a dump was taken for another or lost.
        const [passage] = passagesIn(hex, bytesOf('$ dump\n', write(content), '\n$ ')).filter(({ text }) =>
          text.includes(token(lead)),
        );
        expect(passage?.text).toBe(content.toString('latin1'));
      }
  });
});

describe('firmware', () => {
  const hexes = (bytes: readonly number[]): string => Buffer.from(bytes).toString('hex').toUpperCase();
  const sumOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum + byte, 0);
  const lines = (content: Buffer, line: (at: number, row: readonly number[]) => string, end: string): string =>
    Array.from({ length: Math.ceil(content.length / 16) }, (_, row) =>
      line(row * 16, [...content.subarray(row * 16, row * 16 + 16)]),
    ).join(end);
  const intel = (at: number, row: readonly number[], type = 0): string => {
    const bytes = [row.length, at >> 8, at & 255, type, ...row];
    return `:${hexes([...bytes, -sumOf(bytes) & 255])}`;
  };
  const motorola = (kind: 1 | 2 | 3) => (at: number, row: readonly number[]) => {
    const bytes = [row.length + kind + 2, ...[0, 0, at >> 8, at & 255].slice(3 - kind), ...row];
    return `S${kind}${hexes([...bytes, ~sumOf(bytes) & 255])}`;
  };

  test.each([
    ['Intel HEX', intel, '\n'],
    ['Intel HEX', (at: number, row: readonly number[]) => intel(at, row).toLowerCase(), '\r\n'],
    ['S1', motorola(1), '\r\n'],
    ['S2', motorola(2), '\n'],
    ['S3', motorola(3), '\n'],
  ] as const)('%s: a token over the ends of its lines', (_, line, end) => {
    // An anchor over an end is not looked for.
    for (let lead = 0; lead < 14; lead++) {
      const content = Buffer.from(`${'.'.repeat(lead)}${token(lead)} and so on, and so on`);
      const text = `${lines(content, line, end)}${end}`;
      const found = passagesIn(hex, bytesOf(`:020000040000FA${end}`, text, ':00000001FF\n'));
      expect(found.map((passage) => passage.text)).toContain(content.toString());
      const [span] = sourcesOf(found, token(lead))[0] ?? [];
      expect(
        text
          .slice(Number(span?.start) - 15 - end.length)
          .slice(0, 6)
          .toLowerCase(),
      ).toBe('68665f');
    }
  });

  test('records of another kind hold no data', () => {
    const text = lines(Buffer.from(token(1)), (at, row) => intel(at, row, 4), '\n');
    expect(sourcesOf(passagesIn(hex, bytesOf('', text, '\n')), token(1))).toEqual([]);
  });
});

test('a dump of wide lines: one in a line, one over its end', () => {
  const content = Buffer.from(`${token(1)} ${token(2)}`);
  const bytes = bytesOf(
    `00000000: ${content.subarray(0, 48).toString('hex')}  text\n`,
    `00000030: ${content.subarray(48).toString('hex')}  text\n`,
  );
  for (const seed of [1, 2]) expect(sourcesOf(passagesIn(hex, bytes), token(seed)).length).toBeGreaterThan(0);
});

describe('a list ends where its gaps change', () => {
  test.each([
    ['"…", "4142"', (one: string, two: string) => `["${each(digits, '')(one)}", "${each(digits, '')(two)}"]`],
    [
      'rows of an array',
      (one: string, two: string) =>
        `{{${each((c) => `0x${digits(c)}`, ', ')(one)}}, {${each((c) => `0x${digits(c)}`, ', ')(two)}}}`,
    ],
    ['lines', (one: string, two: string) => `${each(digits, ' ')(one)}\n${each(digits, ' ')(two)}\n`],
  ])('%s', (_, write) => {
    const ends = passagesIn(hex, bytesOf(write(token(1), 'ABCD'))).map(({ text }) =>
      text.slice(text.indexOf(token(1)) + 37),
    );
    expect(ends).toContain('');
  });
});

describe('none', () => {
  test.each([
    ['digits that pair up otherwise', `a${each(digits, '')(token(1))}`],
    ['a hash', '0123456789abcdef68665f0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789'],
    ['a table', Array.from({ length: 256 }, (_, i) => `0x${i.toString(16).padStart(2, '0')}`).join(', ')],
    ['a table that falls', Array.from({ length: 256 }, (_, i) => `0x${(255 - i).toString(16)}`).join(',')],
    ['numbers over a byte', each((char) => `0x1${digits(char)}`, ', ')(token(1))],
    ['a MAC address', '68:66:5f:41:42:43'],
    ['a colour', '#68665f'],
    ['an end', each(digits, '')(`hf_${letters(1)}`).slice(0, -1)],
  ])('%s', (_, text) => {
    expect(hitsOf(hex, bytesOf(text))).toEqual([]);
  });
});

test('every spelling has three bytes or more, and each a confirm', () => {
  for (const anchor of ['hf_', 'api_', 'HFAK', 'oauth_app_secret_', '__sign='])
    for (const { bytes, confirm } of hex.spellings(anchor, [FOLLOWS])) {
      expect(bytes.length).toBeGreaterThanOrEqual(3);
      expect(confirm).toBeTypeOf('function');
    }
});

test('any bytes: nothing thrown', () => {
  const part = fc.constantFrom(
    '68',
    '66',
    '5f',
    '0x68',
    '0x',
    ' ',
    '\n',
    '00000010: ',
    '00000010  ',
    '|',
    ',',
    '41',
    'U+',
    '\xff',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      for (const passage of passagesIn(hex, bytesOf(...parts), { follows: { set: '', min: 1 } }))
        expect(passage.toSource(0, passage.text.length)[0].end).toBeLessThanOrEqual(bytesOf(...parts).length);
    }),
    { numRuns: 1000 },
  );
});

describe('hostile: 2 MB in a second or two', () => {
  const T = token(1);
  const units: readonly (readonly [string, string])[] = [
    ['68665f', '68665f'],
    ['68 66 5f ', '68 66 5f '],
    ['0x68,', '0x68,'],
    ['spaces', `68 66${' '.repeat(46)}`],
    ['a token over and over', each(digits, '')(T)],
    ['a token over and over, shifted', `${each(digits, '')(T)}4`],
    ['a token over and over, spaced', `${each(digits, ' ')(T)} `],
    ['a token over and over, in brackets', `${each((c) => `0x${digits(c)}`, ',')(T)}],[`],
    ['a dump of anchors', '00000010: 6866 5f68 665f\n'],
    ['a dump of tokens', `00000010: ${each(digits, '')(T)}  text\n`],
    ['offsets', '00000010: 68 66\n'],
    ['a long line', '6866 '],
  ];
  test.each(slice(units, 4))('%s', { retry: 2 }, (_, unit) => {
    const bytes = bytesOf(unit.repeat(Math.ceil(2e6 / unit.length)));
    const sieve = sieveOf(hex);
    const start = process.cpuUsage();
    const hits = sieve.hits(bytes);
    Array.from(hex.passages(segmentOf(bytes, hits), hits));
    expect(cpuSince(start)).toBeLessThan(1400);
  });
});
