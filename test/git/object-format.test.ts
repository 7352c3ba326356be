import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIdOf, mayNameSpecial, objectParts, stampOf, treeEntries } from '../../src/git/object-format.ts';
import { cpuSince } from '../cost.ts';
import { userToken } from '../tokens.ts';

function entry(mode: string, name: string, width = 20): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.alloc(width, 0x20)]);
}

/** `mode-of-our-own name@offset`. */
function entriesOf(tree: Buffer, width = 20): string[] {
  return [...treeEntries(tree, width)].map(
    ({ name, oid, isDirectory, isSubmodule }) =>
      `${isDirectory ? 'd' : isSubmodule ? 's' : 'f'} ${name.toString('latin1')}@${oid}`,
  );
}

test.each([0, 1, 100, 1 << 14, (1 << 14) + 1])('the id of %i bytes', (size) => {
  const bytes = Buffer.alloc(size, 'a');
  for (const format of ['sha1', 'sha256'] as const) {
    const id = createHash(format).update(`tag ${size}\0`).update(bytes).digest();
    const ids = [id, id.map((byte) => 255 - byte), id.subarray(1)].map((one) => Buffer.from(one));
    expect(ids.map((one) => isIdOf(one, format, 'tag', bytes))).toEqual([true, false, false]);
    expect(isIdOf(id, format, 'commit', bytes)).toBe(false);
  }
});

describe('treeEntries', () => {
  test.each([
    ['100644', 'f'],
    ['100755', 'f'],
    ['100664', 'f'],
    ['120000', 'f'],
    ['40000', 'd'],
    ['040000', 'd'],
    ['40755', 'd'],
    ['160000', 's'],
    ['0160000', 's'],
    ['', 's'],
    ['abc', 's'],
    ['9', 's'],
    ['0', 's'],
    ['100', 's'],
    ['60000', 's'],
    ['777777', 's'],
    ['7'.repeat(300), 's'],
  ])('mode %o', (mode, kind) => {
    expect(entriesOf(entry(mode, 'name'))).toEqual([`${kind} name@${mode.length + 6}`]);
  });

  test.each<[string, Buffer, readonly string[]]>([
    ['nothing', Buffer.alloc(0), []],
    ['two entries', Buffer.concat([entry('100644', 'a'), entry('40000', 'b')]), ['f a@9', 'd b@37']],
    ['a name with spaces and a line end', entry('100644', 'a b\n'), ['f a b\n@12']],
    ['an empty name', entry('100644', ''), ['f @8']],
    ['no mode', Buffer.from(`name\0${'x'.repeat(20)}`), []],
    ['no NUL', Buffer.from('100644 name'), []],
    ['an id that is cut off', entry('100644', 'a').subarray(0, 28), []],
    ['an entry, and then garbage', Buffer.concat([entry('100644', 'a'), Buffer.from('garbage')]), ['f a@9']],
    ['an entry, and then NULs', Buffer.concat([entry('100644', 'a'), Buffer.alloc(99)]), ['f a@9']],
  ])('%s', (_, tree, expected) => {
    expect(entriesOf(tree)).toEqual(expected);
  });

  test('ids of 32 bytes', () => {
    const tree = Buffer.concat([entry('100644', 'a', 32), entry('40000', 'b', 32)]);
    expect(entriesOf(tree, 32)).toEqual(['f a@9', 'd b@49']);
  });

  test('any bytes: entries in order, none beyond the end', () => {
    const bytes = fc.array(fc.constantFrom(0, 0x20, 0x31, 0x61, 0xff), { maxLength: 120 });
    fc.assert(
      fc.property(bytes, (tree) => {
        let at = 0;
        for (const { oid } of treeEntries(Buffer.from(tree), 20)) {
          expect(oid).toBeGreaterThan(at);
          at = oid + 20;
        }
        expect(at).toBeLessThanOrEqual(tree.length);
      }),
    );
  });
});

describe('mayNameSpecial', () => {
  test.each<[string, Buffer, boolean]>([
    ['nothing', Buffer.alloc(0), false],
    ['a notebook', entry('100644', 'a.ipynb'), true],
    ['a notebook in capitals, behind others', Buffer.concat([entry('40000', 'a'), entry('100644', 'b.IPYNB')]), true],
    ['a submodule', entry('160000', 'a'), true],
    ['a submodule whose mode has more digits', entry('00160000', 'a'), true],
    ['no file, link or folder', entry('110644', 'a'), true],
    ['a mode of zero', entry('0', 'a'), true],
    ['a device', entry('60000', 'a'), true],
    ['files, links and folders', Buffer.concat(['100644', '120000', '40000'].map((mode) => entry(mode, 'a'))), false],
    [
      'an id that looks like one',
      Buffer.concat([entry('100644', 'a').subarray(0, 20), Buffer.from('160000 nb\0')]),
      false,
    ],
    ['a notebook whose id is cut off', entry('100644', 'a.ipynb').subarray(0, 30), false],
    ['no mode', Buffer.from(`nb\0${'x'.repeat(20)}`), false],
  ])('%s', (_, tree, expected) => {
    expect(mayNameSpecial(tree, 20)).toBe(expected);
  });

  test('any bytes: true where an entry is a submodule or has the ending of a notebook', () => {
    const part = fc.constantFrom(
      '160000 ',
      '100644 ',
      '0160644 ',
      '40000 ',
      'nb\0',
      'Nb\0',
      'a\0',
      ' ',
      'xxxxxxxxxx',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const tree = Buffer.from(parts.join(''), 'latin1');
        const isSpecial = [...treeEntries(tree, 20)].some(
          ({ name, isSubmodule }) => isSubmodule || /nb$/i.test(`${name}`),
        );
        if (isSpecial) expect(mayNameSpecial(tree, 20)).toBe(true);
      }),
    );
  });
});

const partsOf = (text: string): (readonly [string | null, string])[] => {
  const object = Buffer.from(text, 'latin1');
  return [...objectParts(object)].map(({ field, start, end }) => [field, object.toString('latin1', start, end)]);
};

describe('objectParts', () => {
  test.each<[string, string, readonly (readonly [string | null, string])[]]>([
    ['nothing', '', []],
    [
      'a commit',
      'tree 1\nauthor A\n\nhello\n',
      [
        ['tree', 'tree 1\n'],
        ['author', 'author A\n'],
        [null, 'hello\n'],
      ],
    ],
    ['a message alone', '\nhello', [[null, 'hello']]],
    ['an empty message', 'tree 1\n\n', [['tree', 'tree 1\n']]],
    ['no message', 'tree 1\n', [['tree', 'tree 1\n']]],
    ['no line end', 'tree 1', [['tree', 'tree 1']]],
    ['an empty line alone', '\n', []],
    ['a message that looks like headers', '\n\ntree 1\n\nx', [[null, '\ntree 1\n\nx']]],
    [
      'a header without value',
      'encoding\ntree 1\n',
      [
        ['encoding', 'encoding\n'],
        ['tree', 'tree 1\n'],
      ],
    ],
    ['a header with an empty value', 'encoding \n', [['encoding', 'encoding \n']]],
    [
      'the same header twice',
      'parent 1\nparent 2\n',
      [
        ['parent', 'parent 1\n'],
        ['parent', 'parent 2\n'],
      ],
    ],
    [
      'a signature',
      'gpgsig -----BEGIN\n \n abc\n -----END\n\nhello',
      [
        ['gpgsig', 'gpgsig -----BEGIN\n \n abc\n -----END\n'],
        [null, 'hello'],
      ],
    ],
    [
      'a tag inside',
      'mergetag object 1\n type commit\n tagger T\n \n message\nx y\n',
      [
        ['mergetag', 'mergetag object 1\n type commit\n tagger T\n \n message\n'],
        ['x', 'x y\n'],
      ],
    ],
    ['a continuation at the end of all', 'gpgsig a\n b', [['gpgsig', 'gpgsig a\n b']]],
    [
      'a continuation of nothing',
      ' a\nb c\n',
      [
        ['', ' a\n'],
        ['b', 'b c\n'],
      ],
    ],
    [
      'Windows line ends',
      'tree 1\r\n\r\nx\r\n',
      [
        ['tree', 'tree 1\r\n'],
        ['', '\r\n'],
        ['x', 'x\r\n'],
      ],
    ],
    [
      'NULs',
      'tree\0 1\n\na\0b',
      [
        ['tree\0', 'tree\0 1\n'],
        [null, 'a\0b'],
      ],
    ],
    ['a name without end', `${'n'.repeat(99)} v\n`, [['n'.repeat(60), `${'n'.repeat(99)} v\n`]]],
  ])('%s', (_, text, parts) => {
    expect(partsOf(text)).toEqual(parts);
  });

  test('cover every byte but the empty line', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '\xff'), maxLength: 60 });
    fc.assert(
      fc.property(line, (text) => {
        const message = text.startsWith('\n') ? 0 : text.indexOf('\n\n') + 1;
        const isCut = text.startsWith('\n') || message > 0;
        const all = partsOf(text)
          .map(([, part]) => part)
          .join('');
        expect(all).toBe(isCut ? text.slice(0, message) + text.slice(message + 1) : text);
      }),
    );
  });

  test.each([
    ['lines without a space', 'a\n'.repeat(1 << 21)],
    ['one line', 'a'.repeat(1 << 22)],
    ['continuations', `a${'\n '.repeat(1 << 21)}`],
  ])('%s: four megabytes in linear time', (_, text) => {
    const object = Buffer.from(text);
    const began = process.cpuUsage();
    let end = 0;
    for (const part of objectParts(object)) end = part.end;
    expect(end).toBe(object.length);
    expect(cpuSince(began)).toBeLessThan(3000);
  });
});

describe('stampOf', () => {
  test.each<[string, string, string, string]>([
    ['a commit', 'tree 1\nauthor A B <a@b> 1700000000 +0100\n', 'A B <a@b>', '2023-11-14T23:13:20+01:00'],
    ['a tag', 'object 1\ntagger T <t> 1700000000 +0000\n', 'T <t>', '2023-11-14T22:13:20Z'],
    ['no offset, written as one', 'author A <a> 0 -0000\n', 'A <a>', '1970-01-01T00:00:00Z'],
    ['half an hour', 'author A <a> 0 -0330\n', 'A <a>', '1969-12-31T20:30:00-03:30'],
    ['before 1970', 'author A <a> -86400 +0000\n', 'A <a>', '1969-12-31T00:00:00Z'],
    ['no name', 'author <a> 0 +0000\n', '<a>', '1970-01-01T00:00:00Z'],
    ['nothing but a date', 'author 0 +0000\n', '', '1970-01-01T00:00:00Z'],
    ['no date', 'author A <a>\n', 'A <a>', ''],
    ['no zone', 'author A <a> 1700000000\n', 'A <a> 1700000000', ''],
    ['a zone of three digits', 'author A <a> 1700000000 +010\n', 'A <a> 1700000000 +010', ''],
    ['a date that is none', 'author A <a> 99999999999999999999 +0000\n', 'A <a>', ''],
    ['a name in UTF-8', 'author \xc3\xa9 <a> 0 +0000\n', 'é <a>', '1970-01-01T00:00:00Z'],
    ['a name in Latin-1', 'author \xe9 <a> 0 +0000\n', '\ufffd <a>', '1970-01-01T00:00:00Z'],
    ['a carriage return', 'author A <a> 0 +0000\r\n', 'A <a>', '1970-01-01T00:00:00Z'],
    ['the author in the message', 'tree 1\n\nauthor A <a> 0 +0000\n', '', ''],
    ['no author', 'tree 1\n', '', ''],
    ['an author without value', 'author\n', '', ''],
    [
      'a tagger in a tag inside',
      'mergetag object 1\n tagger T <t> 0 +0000\nauthor A <a> 0 +0000\n',
      'A <a>',
      '1970-01-01T00:00:00Z',
    ],
    ['two authors: the first', 'author A <a> 0 +0000\nauthor B <b> 0 +0000\n', 'A <a>', '1970-01-01T00:00:00Z'],
    ['nothing', '', '', ''],
  ])('%s', (_, object, author, date) => {
    expect(stampOf('1', Buffer.from(object, 'latin1'))).toEqual({ oid: '1', author, date });
  });

  test.each([
    ['digits', '1'],
    ['spaces', ' '],
    ['minus signs', '-'],
    ['dates', '1 +0000 '],
  ])('an author of a million %s, in linear time, is cut', (_, piece) => {
    const began = process.cpuUsage();
    const { author } = stampOf('1', Buffer.from(`author ${piece.repeat(1_000_000 / piece.length)}x\n`));
    expect(author.length).toBeLessThanOrEqual(1000);
    expect(cpuSince(began)).toBeLessThan(1000);
  });
});

test.each([45, 55, 59])('of a field with a token for a name at %i, no piece of it', (at) => {
  const token = userToken(61);
  const [part] = objectParts(Buffer.from(`${'x'.repeat(at)}${token} y\n`));
  expect(part?.field).toBe(`${'x'.repeat(at)}[redacted]`.slice(0, 60));
});

test('of a long name with tokens, no piece of one', () => {
  const token = userToken(62);
  const { author } = stampOf('1', Buffer.from(`author ${`${token} `.repeat(200)}<a@b.c> 1 +0000\n`));
  expect(author).toBe('[redacted] '.repeat(91).slice(0, 1000));
});
