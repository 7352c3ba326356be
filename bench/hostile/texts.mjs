// Texts that are made to be slow: what each decoder and each joiner begins with, over and over, and what nearly is something.

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const A = 'hf_';

/** `count` letters drawn by `seed`. */
export function letters(seed, count = 34) {
  let state = (seed * 2654435761 + 12345) >>> 0;
  let text = '';
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += LETTERS[(state >>> 16) % LETTERS.length];
  }
  return text;
}

/** A token that nobody has. */
export function token(seed) {
  return A + letters(seed);
}

/** `unit` over and over, for a size in bytes. */
export function all(unit) {
  return (size) => Buffer.from(unit.repeat(Math.ceil(size / unit.length)).slice(0, size), 'latin1');
}

/** Different units, so many that no limit is reached before; then they come again. */
export function many(unit) {
  return (size) => {
    const units = [];
    for (let at = 1, length = 0; at <= 20_000 && length < size; at++) length += units[units.push(unit(at)) - 1].length;
    return all(units.join(''))(size);
  };
}

/** Bytes that say nothing, the same each time. */
export function noise(size, seed = 1) {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed;
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return Buffer.from(words.buffer, 0, size);
}

const bytesOf = (text) => [...Buffer.from(text, 'latin1')];
const each = (write, between) => (text) => bytesOf(text).map(write).join(between);
const hex = (byte) => byte.toString(16).padStart(2, '0');
const wide = (encode) => (text) => encode(Buffer.from(text, 'utf16le')).toString('latin1');
const utf32 = (text) => each((byte) => `${String.fromCharCode(byte)}\0\0\0`, '')(text);
const RFC1924 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base85(text) {
  const bytes = Buffer.from(text + '\0'.repeat((4 - (text.length % 4)) % 4), 'latin1');
  let digits = '';
  for (let at = 0; at < bytes.length; at += 4)
    for (let value = bytes.readUInt32BE(at), place = 4; place >= 0; place--)
      digits += RFC1924[Math.floor(value / 85 ** place) % 85];
  return digits;
}

function base32(text) {
  const bits = each((byte) => byte.toString(2).padStart(8, '0'), '')(text);
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function rotated(text) {
  return text.replace(
    /[A-Za-z]/g,
    (char) => LETTERS[(((LETTERS.indexOf(char) % 26) + 13) % 26) + (char > 'Z' ? 26 : 0)],
  );
}

function uuencoded(text) {
  const bytes = bytesOf(text);
  let lines = '';
  for (let at = 0; at < bytes.length; at += 45) {
    const line = bytes.slice(at, at + 45);
    const bits = line.map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const digits = (bits.match(/.{1,6}/g) ?? []).map((six) =>
      String.fromCharCode(32 + Number.parseInt(six.padEnd(6, '0'), 2)),
    );
    lines += `${String.fromCharCode(32 + line.length)}${digits.join('')}\n`;
  }
  return `begin 644 a\n${lines}\`\nend\n`;
}

/** How text is encoded, by name. */
const ENCODINGS = {
  'as it is': (text) => text,
  'utf-16': wide((bytes) => bytes),
  'utf-16 of the other order': wide((bytes) => bytes.swap16()),
  'utf-32': utf32,
  'unicode escapes': each((byte) => `\\u00${hex(byte)}`, ''),
  'unicode escapes, three deep': each((byte) => `\\\\\\\\u00${hex(byte)}`, ''),
  'hex escapes': each((byte) => `\\x${hex(byte)}`, ''),
  'octal escapes': each((byte) => `\\${byte.toString(8)}`, ''),
  percent: each((byte) => `%${hex(byte)}`, ''),
  'percent of percent': each((byte) => `%25${hex(byte)}`, ''),
  entities: each((byte) => `&#${byte};`, ''),
  'entities of entities': each((byte) => `&amp;#x${hex(byte)};`, ''),
  'quoted-printable': each((byte) => `=${hex(byte).toUpperCase()}`, ''),
  base64: (text) => Buffer.from(text, 'latin1').toString('base64'),
  'base64, one further': (text) => Buffer.from(`a${text}`, 'latin1').toString('base64'),
  'base64, two further': (text) => Buffer.from(`aa${text}`, 'latin1').toString('base64'),
  'base64 in short lines': (text) =>
    (
      Buffer.from(text, 'latin1')
        .toString('base64')
        .match(/.{1,8}/g) ?? []
    ).join('\n'),
  'base64 of base64': (text) => Buffer.from(Buffer.from(text, 'latin1').toString('base64')).toString('base64'),
  hex: each(hex, ''),
  'hex in pairs': each(hex, ' '),
  'hex in a list': each((byte) => `0x${hex(byte)}`, ', '),
  'hex of base64': (text) => Buffer.from(Buffer.from(text, 'latin1').toString('base64')).toString('hex'),
  'character codes': each((byte) => `${byte}`, ','),
  'character codes by name': each((byte) => `chr(${byte})`, '+'),
  bits: each((byte) => byte.toString(2).padStart(8, '0'), ' '),
  'bits in a row': each((byte) => byte.toString(2).padStart(8, '0'), ''),
  columns: (text) =>
    `0000000${bytesOf(text)
      .map((byte) => `   ${String.fromCharCode(byte)}`)
      .join('')}\n`,
  base32,
  base85: (text) => `b85decode("${base85(text)}")`,
  'Adobe base85': (text) => ` <~${base85(text).replace(/[v-~]/g, '!')}~>`,
  uuencode: uuencoded,
  reversed: (text) => [...text].reverse().join(''),
  'reversed base64': (text) => `"${[...Buffer.from(text, 'latin1').toString('base64')].reverse().join('')}"[::-1]`,
  rotated,
  'one letter a piece': (text) => [...text].map((char) => `"${char}"`).join(' + '),
  'a list of letters': (text) => `[${[...text].map((char) => `"${char}"`).join(', ')}]`,
  'a joined list of letters': (text) => `"".join([${[...text].map((char) => `'${char}'`).join(', ')}])`,
  'a list of pairs of letters': (text) => `[${(text.match(/.{1,2}/g) ?? []).map((two) => `"${two}"`).join(',')}]`,
  'markup around each letter': (text) => [...text].map((char) => `<b>${char}</b>`).join(''),
  'terminal codes around each letter': (text) => [...text].map((char) => `\x1b[1m${char}\x1b[0m`).join(''),
  'soft hyphens': (text) => [...text].join('\xc2\xad'),
  'zero-width spaces': (text) => [...text].join('\xe2\x80\x8b'),
  'a letter a line': (text) => [...text].join('\n'),
  'a letter a line that goes on': (text) => [...text].join('\\\n'),
  'soft line breaks': (text) => [...text].join('=\n'),
  separators: (text) => `"${[...text].join('-')}".replace("-", "")`,
  appended: (text) => `${[...text].map((char) => `a.append("${char}")\n`).join('')}"".join(a)\n`,
  'named halves': (text) => `a = "${text.slice(0, 9)}"\nb = a + "${text.slice(9)}"\n`,
};

const JWT = Buffer.from('{"alg":"EdDSA"}').toString('base64url');
const signed = (anchor) => (at) => `${anchor}${JWT}.eyJ${letters(at, 240)}.${letters(at + 7, 85)}A`;

/** What stands for a credential of each rule: whole, one short, and the anchor alone. */
const ANCHORS = {
  hf_: (at) => token(at),
  api_org_: (at) => `api_org_${letters(at)}`,
  HFAK: (at) => `HFAK${letters(at, 16).toUpperCase()}`,
};
const RARE = {
  api_: (at) => `api_${letters(at)}`,
  hf_app_: (at) => `hf_app_${letters(at, 32)}`,
  oauth_app_secret_: (at) => `oauth_app_secret_${letters(at)}`,
  hf_oauth__refresh_: (at) => `hf_oauth__refresh_${letters(at)}`,
  hf_oauth_: signed('hf_oauth_'),
  hf_jwt_: signed('hf_jwt_'),
  hf_s3_: signed('hf_s3_'),
  '__sign=': signed('https://us.gcp.cdn.hf.co/a?__sign='),
};

function* products() {
  for (const [encoding, encode] of Object.entries(ENCODINGS))
    for (const [anchor, whole] of Object.entries(ANCHORS)) {
      yield [`${anchor} alone, ${encoding}`, all(encode(anchor))];
      yield [
        `${anchor} in one, ${encoding}`,
        (size) =>
          Buffer.from(
            encode(anchor.repeat(1 + size / 100 / anchor.length))
              .repeat(100)
              .slice(0, size),
            'latin1',
          ),
      ];
      yield [`${anchor} near misses, ${encoding}`, many((at) => `${encode(whole(at).slice(0, -1))} `)];
      yield [`${anchor} whole, ${encoding}`, many((at) => `${encode(whole(at))}\n`)];
    }
  for (const [anchor, whole] of Object.entries(RARE)) {
    yield [`${anchor} alone`, all(anchor)];
    yield [`${anchor} near misses`, many((at) => `${whole(at).slice(0, -1)} `)];
    yield [`${anchor} whole`, many((at) => `huggingface ${whole(at)}\n`)];
    yield [`${anchor} whole, in base64`, many((at) => `${Buffer.from(whole(at)).toString('base64')}\n`)];
    yield [`${anchor} in pieces`, many((at) => `"${anchor}" + "${whole(at).slice(anchor.length)}"\n`)];
  }
}

const base64 = (inner) => (size) => Buffer.from(inner(Math.floor((size * 3) / 4)).toString('base64'));
const utf16 = (inner) => (size) => Buffer.from(inner(size >> 1).toString('latin1'), 'utf16le');
const tokens = many((at) => `${token(at)}\n`);
const pieces = many((at) => `"${A}${letters(at, 10)}" + "${letters(at + 7, 24)}"\n`);

/** Units of one form and units of another one by turns. */
const turns = (one, other, width) => (size) => {
  const [a, b] = [one(size), other(size)];
  const parts = [];
  for (let at = 0; at < size; at += 2 * width)
    parts.push(a.subarray(at, at + width), b.subarray(at + width, at + 2 * width));
  return Buffer.concat(parts);
};

const HANDMADE = {
  'anchors in one another': all('hf_oauth_eyJ'),
  'literals behind marks': all('# "hf_aB"\n'),
  'literals behind long marks': all(`[${'a'.repeat(63)}] "hf_aB"\n`),
  'literals behind marks alone': all(`# "hf_aB"\n${'# # # # # # # # # # # # # # # # # # # #\n'.repeat(9)}`),
  'literals whose quotes are entities': all('&quot;hf_aB&quot; + '),
  'literals whose quotes are written in JSON': all('\\u0022hf_aB\\u0022'),
  'literals whose quotes are percent': all('%22hf_aB%22%2B'),
  'tags between literals': all(`"hf_aB"${'<a b="c">'.repeat(50)}+`),
  'packed, and escaped at once': all('H4s%2BeJ\\/'),
  'packed, and escaped at once, in short runs': all(`eJ%2B${'aB'.repeat(24)} `),
  'base64 in the lines of a patch': all(`+aGZf${'A'.repeat(71)}\n`),
  'short lines of a patch': all('+aGZf\n'),
  'signs of a patch': all('+\n'),
  'colours and digits': all(`\x1b[32mH4sI${'aB'.repeat(24)}`),
  'quoted anchors': all(`"${A}"`),
  'anchors in every form': all(`${A}api_org_"${A}"us__fh68665faGZf104,102,95,`),
  'a word without an end': (size) => Buffer.from(A + 'a'.repeat(size - 3)),
  'lines of 8 KB': all(`${A}${letters(1, 8180)}\n`),
  'split near misses': many((at) => `"${A}${letters(at, 10)}" + "${letters(at + 7, 22)}"\n`),
  'split tokens': pieces,
  'tokens by name': many((at) => `a${at} = "${A}" + b${at}\nb${at} = "${letters(at, 20)}"\n`),
  'names in a chain': many((at) => `a${at} = "${A}" + a${at + 1}\n`),
  'one name, assigned often': all(`a = "${A}" + a\n`),
  'one name, used often': (size) => Buffer.concat([Buffer.from(`a = "${A}"\n`), all('x + a + "b"; ')(size)]),
  'many names, each used': (size) => {
    const lines = Array.from({ length: size / 50 }, (_, at) => `p${at} = "${A}"\nq = p${at} + "${letters(at, 20)}"\n`);
    return Buffer.from(lines.join('').slice(0, size));
  },
  'names of prefixes': all(`p = "${A}"\np + q; `),
  'loops over lists': many((at) => `for s in ["${letters(at)}"]: f("${A}" + s)\n`),
  'a loop over a long list': all(`for s in [${'"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", '.repeat(90)}]: f("${A}" + s)\n`),
  interpolations: all(`f"${A}{x}" x="a" `),
  'interpolated anchors': all(`\${${A}`),
  formats: all(`"${A}%s" % ("a","b") `),
  'formats of many': all(`"{}{}{}{}{}{}{}".format("${A}", "a", "b", "c", "d", "e", "f") `),
  tags: all(`${A}<`),
  'tags without an end': all(`${A}<span class=`),
  'terminal codes': all('h\x1b[1mf\x1b[0m_a'),
  'terminal codes that begin each other': all('h\x1b['),
  'terminal codes without an end': all(`${A}\x1b]`),
  'wrapped lines': many((at) => `${A}${letters(at, 77)}\n`),
  'folded YAML': many((at) => `a: >-\n  ${A}\n  ${letters(at, 20)}\n  ${letters(at + 7, 14)}\n`),
  backslashes: (size) => Buffer.concat([Buffer.from(`"${A}`), Buffer.alloc(size - 4, '\\')]),
  'an anchor and a backslash': all(`${A}\\`),
  'lines that go on': all(`${A}\\\n`),
  'quotes of every kind': all(`"${A}'\`"'`),
  'a comma and an anchor': all(`"${A}", `),
  'anchors in parentheses': all(`("${A}" +(`),
  'comments between': all(`"${A}" + /* ${'x'.repeat(300)} */ "a" `),
  'space between': all(`"${A}" +${' '.repeat(60)}"a" `),
  'escapes of letters': all('\\u0041\\u0042%41%42&#65;'),
  'escaped anchors': all('\\u0068f'),
  'entities, encoded often': all('&amp;amp;amp;amp;amp;#104;'),
  'percent, encoded often': all('%252525252568%25252525665f'),
  'base64 of texts': many((at) => `${Buffer.from(`text ${letters(at, 40)}`).toString('base64')} `),
  'base64, five times': base64(base64(base64(base64(base64(tokens))))),
  'base64, five times, of pieces': base64(base64(base64(base64(base64(pieces))))),
  'base64 of noise': (size) => base64(noise)(size),
  'base64 of noise, wrapped': (size) =>
    Buffer.from(
      (
        base64(noise)(size)
          .toString()
          .match(/.{1,76}/g) ?? []
      ).join('\n'),
    ),
  'base64 of zeros': base64((size) => Buffer.alloc(size)),
  'base64 of small packed texts': many(
    (at) => `${Buffer.from(`\x1f\x8b\x08\0\0\0\0\0\0\x03${letters(at, 60)}`, 'latin1').toString('base64')} `,
  ),
  'hex of noise': (size) => Buffer.from(noise(size >> 1).toString('hex')),
  'hex of texts': many((at) => `${Buffer.from(`text ${letters(at, 40)}`).toString('hex')} `),
  'hex of small packed texts': many(
    (at) => `${Buffer.from(`\x1f\x8b\x08\0\0\0\0\0\0\x03${letters(at, 60)}`, 'latin1').toString('hex')} `,
  ),
  'hex, shifted': many((at) => `a${Buffer.from(token(at)).toString('hex')} `),
  'a dump': many(
    (at) =>
      `${`${at}0`.padStart(8, '0')}: ${Buffer.from(A.repeat(5)).toString('hex').match(/.{4}/g)?.join(' ')}  ...\n`,
  ),
  'a dump of tokens': many(
    (at) =>
      `${`${at}0`.padStart(8, '0')}: ${Buffer.from(token(at))
        .toString('hex')
        .match(/.{1,4}/g)
        ?.join(' ')}  ...\n`,
  ),
  'numbers alone': all('104,102,95,'),
  'numbers far apart': all(`104,${' '.repeat(44)}102,${' '.repeat(44)}95,`),
  'ends of identifiers': all('_fh us_ '),
  'turned texts': all('[::-1].reverse(strrev('),
  'starts of base 85': all('b85decode("'),
  'starts of base 85, Adobe': all(' <~'),
  'starts of uuencode': all('begin 644 a\nM'),
  'UTF-16 of pieces': utf16(pieces),
  'UTF-16 of base64 of tokens': utf16(base64(tokens)),
  'UTF-16 by turns': turns(tokens, utf16(tokens), 64),
  'UTF-16 by long turns': turns(tokens, utf16(tokens), 4096),
  'pieces and hex by turns': turns(
    pieces,
    many((at) => `${Buffer.from(token(at)).toString('hex')} `),
    512,
  ),
  'pieces and base64 by turns': turns(pieces, base64(tokens), 512),
  'lists and escapes by turns': turns(
    all(ENCODINGS['a list of letters'](token(1))),
    all(ENCODINGS.entities(token(2))),
    512,
  ),
  'escapes and base64 by turns': turns(all(ENCODINGS['unicode escapes'](token(1))), base64(tokens), 512),
  'escapes of base64': many((at) => ENCODINGS['unicode escapes'](Buffer.from(token(at)).toString('base64'))),
  'escapes of pieces': many((at) =>
    ENCODINGS['unicode escapes'](`"${A}${letters(at, 10)}" + "${letters(at + 7, 24)}"\n`),
  ),
  'base64 of pieces': base64(pieces),
  'base64 of lists of letters': base64(many((at) => ENCODINGS['a list of letters'](token(at)))),
  'base64 of hex': base64(many((at) => `${Buffer.from(token(at)).toString('hex')} `)),
  zeros: (size) => Buffer.alloc(size),
  noise: (size) => noise(size),
  'noise in ASCII': (size) => noise(size).map((byte) => 32 + (byte % 95)),
  'noise in quotes and letters': (size) => noise(size).map((byte) => 'hf_"\'+, \\\n'.charCodeAt(byte % 10)),
  'noise in anchors and digits': (size) => noise(size).map((byte) => '685f 0x,:\\'.charCodeAt(byte % 10)),
  quotes: all('"'),
  commas: all('","'),
  'line ends': all('\n'),
  dashes: all(`${'-'.repeat(60)} `),
  paths: all('/usr/lib/python3/dist-packages/one/two/three/ '),
  placeholders: all('hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n'),
  'masked tokens': all('hf_abcdefgh****************************wxyz '),
  'allow comments': all('# hfleaks:allow hf-user-token -- because\n'),
  'allow comments in one line': all('hfleaks:allow '),
  'allowed tokens': many((at) => `${token(at)} # hfleaks:allow hf-user-token -- because\n`),
  'words near': all('huggingface hf_ api_ '),
  'S3 words near key ids': many((at) => `aws_access_key_id = HFAK${letters(at, 16).toUpperCase()} s3\n`),
};

/** Makers of texts, by name; each takes a size in bytes. The file is `a.txt`. */
export const texts = Object.fromEntries([...products(), ...Object.entries(HANDMADE)]);

const cell = (at) =>
  `{"cell_type":"code","source":["x=1\\n","${token(at)}"],"outputs":[{"output_type":"stream","text":["${token(at + 1)}"]}]}`;

/** The same for files whose names say what they are: `[path, maker]`. */
export const formats = {
  'one line of source': ['a.py', all(`x = "${letters(1, 60)}"; `)],
  'a bundle': ['a.min.js', all('function(e,t){var n=e.exports={version:"2.6.12"};"number"==typeof __e&&(__e=n)},')],
  'a bundle of anchors': ['a.min.js', all('e.hf_=t.api_,n("hf_"+e,"api_"+t),r=`hf_`;')],
  'JSON, deep': ['a.json', (size) => Buffer.from('['.repeat(size))],
  'JSON objects, deep': ['a.json', (size) => Buffer.from('{"a":'.repeat(size / 5))],
  'a notebook, deep': ['a.ipynb', (size) => Buffer.from('['.repeat(size))],
  'a notebook of objects, deep': ['a.ipynb', (size) => Buffer.from('{"a":'.repeat(size / 5))],
  'a notebook of cells in cells': ['a.ipynb', (size) => Buffer.from('{"cells":['.repeat(size / 10))],
  'a notebook of many cells': [
    'a.ipynb',
    (size) => Buffer.concat([Buffer.from('{"cells":['), many((at) => `${cell(at)},`)(size), Buffer.from('{}]}')]),
  ],
  'a notebook of empty cells': [
    'a.ipynb',
    (size) => Buffer.concat([Buffer.from('{"cells":['), all('{"source":""},')(size), Buffer.from('{}]}')]),
  ],
  'a notebook of short lines': [
    'a.ipynb',
    (size) => Buffer.concat([Buffer.from('{"cells":[{"source":['), all('"h","f","_",')(size), Buffer.from('""]}]}')]),
  ],
  'a notebook of terminal codes': [
    'a.ipynb',
    (size) =>
      Buffer.concat([
        Buffer.from('{"cells":[{"outputs":[{"text":"'),
        all('\\u001b[1mhf_')(size),
        Buffer.from('"}]}]}'),
      ]),
  ],
  'a notebook that breaks off': [
    'a.ipynb',
    (size) => Buffer.concat([Buffer.from('{"cells":[{"source":"'), tokens(size)]),
  ],
  'a notebook of names over cells': [
    'a.ipynb',
    (size) =>
      Buffer.concat([
        Buffer.from('{"cells":['),
        many(
          (at) =>
            `{"cell_type":"code","source":"a${at} = \\"hf_\\" + b${at + 1}\\nb${at} = \\"${letters(at, 20)}\\""},`,
        )(size),
        Buffer.from('{}]}'),
      ]),
  ],
  'a notebook of base64 outputs': [
    'a.ipynb',
    (size) =>
      Buffer.concat([
        Buffer.from('{"cells":[{"outputs":[{"data":{"image/png":"'),
        base64(noise)(size),
        Buffer.from('"}}]}]}'),
      ]),
  ],
  'YAML, deep': ['a.yml', (size) => Buffer.from('[ '.repeat(size / 2))],
  'Markdown of code': ['a.md', all('```python\nprint("hf_")\n```\n')],
  'HTML of spans': ['a.html', all('<span class="s">hf_</span><span>')],
};
