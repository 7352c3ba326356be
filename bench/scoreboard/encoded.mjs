// Positives that have to be decoded: escapes, percent, entities, base64, hex, wide characters, compression, and nests of them.
import { deflateSync, gzipSync } from 'node:zlib';

const b64 = (value) => Buffer.from(value).toString('base64');
const b64url = (value) => Buffer.from(value).toString('base64url');
const hex = (value) => Buffer.from(value).toString('hex');
const wrap = (value, width, between = '\n') => value.match(new RegExp(`.{1,${width}}`, 'g')).join(between);
const each = (value, make) => Array.from(value, (char) => make(char.charCodeAt(0))).join('');
const pad = (number, width, base = 16) => number.toString(base).padStart(width, '0');
const percent = (value) => each(value, (code) => `%${pad(code, 2).toUpperCase()}`);
const unicode = (value) => each(value, (code) => `\\u${pad(code, 4)}`);
const rot13 = (value) =>
  value.replace(/[A-Za-z]/g, (c) =>
    String.fromCharCode((c <= 'Z' ? 90 : 122) >= c.charCodeAt(0) + 13 ? c.charCodeAt(0) + 13 : c.charCodeAt(0) - 13),
  );
const reversed = (value) => [...value].reverse().join('');
const numbers = (value) => [...Buffer.from(value)].join(', ');
const swap = (bytes, width) => Buffer.from(bytes.map((_, at) => bytes[at - (at % width) + width - 1 - (at % width)]));
const utf16 = (value) => Buffer.from(value, 'utf16le');
const utf32 = (value) => Buffer.from(Uint32Array.from(value, (char) => char.codePointAt(0)).buffer);
/** As long as puts the token that follows across the first line end, at 60 to 76 letters of base64 a line. */
const lead = (r) => r.words(9).join(' ').slice(0, 30);
const json = (value) => JSON.stringify(value);
const release = (t, r) =>
  gzipSync(
    json({ name: r.word(), info: { status: 'deployed', notes: r.sentence() }, config: { hfToken: t, replicas: 2 } }),
  );
const jwt = (claims) =>
  `${b64url(json({ alg: 'HS256', typ: 'JWT' }))}.${b64url(json(claims))}.${b64url('x'.repeat(32))}`;

/** Rows `[form, file, make(token, chance)]`. */
export const encoded = [
  ['base64, first alignment', 'a.txt', (t) => `x: ${b64(t)}\n`],
  ['base64, second alignment', 'a.txt', (t) => `x: ${b64(`u:${t}`.slice(1))}\n`],
  ['base64, third alignment', 'a.txt', (t) => `x: ${b64(`u:${t}`)}\n`],
  [
    'base64 of a line',
    'secret.yaml',
    (t) => `apiVersion: v1\nkind: Secret\ndata:\n  env: ${b64(`HF_TOKEN=${t}\nPORT=80\n`)}\n`,
  ],
  [
    'Kubernetes Secret',
    'secret.yaml',
    (t) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: hub\ndata:\n  token: ${b64(t)}\n`,
  ],
  [
    'Basic header',
    'call.http',
    (t, r) => `GET https://huggingface.co/api\nAuthorization: Basic ${b64(`${r.word()}:${t}`)}\n`,
  ],
  ['docker config', 'config.json', (t) => `${json({ auths: { 'registry.hf.space': { auth: b64(`user:${t}`) } } })}\n`],
  ['base64url', 'a.txt', (t) => `state=${b64url(json({ '\u00ff?>': '\u00fb\u00ff', token: t }))}&x=1\n`],
  [
    'base64, lines of 76',
    'a.eml',
    (t, r) => `Content-Transfer-Encoding: base64\n\n${wrap(b64(`${lead(r)} ${t} ${r.sentence()}`), 76, '\r\n')}\n`,
  ],
  [
    'base64, lines of 64',
    'a.pem',
    (t, r) => `-----BEGIN DATA-----\n${wrap(b64(`${lead(r)} ${t} ${r.sentence()}`), 64)}\n-----END DATA-----\n`,
  ],
  [
    'base64, indented lines',
    'a.xml',
    (t, r) => `<data>\n    ${wrap(b64(`${lead(r)} ${t} ${r.sentence()}`), 60, '\n    ')}\n</data>\n`,
  ],
  [
    'base64, literal line ends',
    'a.json',
    (t, r) => `${json({ blob: wrap(b64(`${lead(r)} ${t} ${r.sentence()}`), 60) })}\n`,
  ],
  ['base64, JSON slashes', 'a.json', (t) => `{"blob": "${b64(`\u00ff\u00bf\u00ff ${t}`).replaceAll('/', '\\/')}"}\n`],
  ['base64, percent padding', 'a.txt', (t) => `https://example.org/?s=${encodeURIComponent(b64(`token=${t}`))}\n`],
  ['base64 twice', 'a.txt', (t) => `x = "${b64(b64(`token=${t}`))}"\n`],
  ['base64 three times', 'a.txt', (t) => `x = "${b64(b64(b64(t)))}"\n`],
  ['base64 in JSON in base64', 'a.txt', (t) => `x = ${b64(json({ data: b64(json({ token: t })) }))}\n`],
  [
    'base64 of UTF-16 (-EncodedCommand)',
    'a.ps1',
    (t) => `powershell -EncodedCommand ${utf16(`$env:HF_TOKEN='${t}'`).toString('base64')}\n`,
  ],
  ['data URL', 'a.html', (t) => `<a href="data:text/plain;base64,${b64(`HF_TOKEN=${t}`)}">x</a>\n`],
  ['YAML !!binary', 'a.yaml', (t) => `token: !!binary |\n  ${b64(t)}\n`],
  ['MIME word, base64', 'a.eml', (t) => `Subject: =?utf-8?B?${b64(`token ${t}`)}?=\n`],
  ['MIME word, Q', 'a.eml', (t) => `Subject: =?utf-8?Q?${t.replace('_', '=5F')}?=\n`],
  ['LDIF', 'a.ldif', (t) => `dn: cn=hub\ndescription:: ${b64(t)}\n`],
  ['hex', 'a.txt', (t) => `x = ${hex(t)}\n`],
  ['hex, capitals', 'a.txt', (t) => `x = ${hex(t).toUpperCase()}\n`],
  ['hex with spaces', 'a.txt', (t) => `${hex(t).match(/../g).join(' ')}\n`],
  [
    'hex array',
    'a.c',
    (t) =>
      `char t[] = {${hex(t)
        .match(/../g)
        .map((one) => `0x${one}`)
        .join(', ')}};\n`,
  ],
  ['SQL hex', 'a.sql', (t) => `INSERT INTO t VALUES (X'${hex(`token=${t}`)}');\n`],
  ['base64 in hex', 'a.txt', (t) => `x = ${hex(b64(t))}\n`],
  ['\\x escapes', 'a.py', (t) => `t = "${each(t, (code) => `\\x${pad(code, 2)}`)}"\n`],
  ['octal escapes', 'a.sh', (t) => `t=$'${each(t, (code) => `\\${pad(code, 3, 8)}`)}'\n`],
  ['\\u escapes', 'a.json', (t) => `{"t": "${unicode(t)}"}\n`],
  ['\\u{} escapes', 'a.js', (t) => `const t = "${each(t, (code) => `\\u{${code.toString(16)}}`)}";\n`],
  ['\\u005f alone', 'a.properties', (t) => `token=${t.replace('_', '\\u005F')}\n`],
  ['\\x5f alone', 'a.js', (t) => `const t = '${t.replace('_', '\\x5f')}';\n`],
  ['JSON in JSON, \\u', 'a.json', (t) => `${json({ a: `{"t": "${unicode(t)}"}` })}\n`],
  [
    'JSON three deep',
    'a.json',
    (t) =>
      `${json({ a: json({ b: json({ c: json({ t: t.replace('_', '\u0001') }) }) }) }).replaceAll('u0001', 'u005f')}\n`,
  ],
  ['percent, all', 'a.txt', (t) => `x=${percent(t)}\n`],
  ['percent, lower case', 'a.txt', (t) => `x=${percent(t).toLowerCase()}\n`],
  ['percent, underscore', 'a.txt', (t) => `x=${t.replace('_', '%5F')}&y\n`],
  ['percent twice', 'a.txt', (t) => `x=${encodeURIComponent(percent(t))}\n`],
  ['percent twice, underscore', 'a.txt', (t) => `next=%252Fcb%253Ftoken%253D${t.replace('_', '%255F')}\n`],
  ['entities, decimal', 'a.html', (t) => `<p>${each(t, (code) => `&#${code};`)}</p>\n`],
  ['entities, hex', 'a.html', (t) => `<p>${each(t, (code) => `&#x${pad(code, 2)};`)}</p>\n`],
  ['entity, underscore', 'a.html', (t) => `<p>${t.replace('_', '&#95;')}</p>\n`],
  ['entity, &lowbar;', 'a.html', (t) => `<p>${t.replace('_', '&lowbar;')}</p>\n`],
  ['entities twice', 'a.html', (t) => `<p>${t.replace('_', '&amp;#95;')}</p>\n`],
  [
    'quoted-printable',
    'a.eml',
    (t) => `Content-Transfer-Encoding: quoted-printable\n\ntoken =3D ${t.replace('_', '=5F')}\n`,
  ],
  ['CSS escape', 'a.css', (t) => `a::after { content: "${t.replace('_', '\\00005f')}"; }\n`],
  ['UTF-16, little endian', 'a.reg', (t) => Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(`HF_TOKEN=${t}\r\n`)])],
  [
    'UTF-16, big endian',
    'a.txt',
    (t) => Buffer.concat([Buffer.from([0xfe, 0xff]), swap(utf16(`HF_TOKEN=${t}\r\n`), 2)]),
  ],
  ['UTF-16 without a mark', 'a.dat', (t) => Buffer.concat([Buffer.from([1, 2, 3, 0]), utf16(`token ${t} `)])],
  ['UTF-32, little endian', 'a.txt', (t) => Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), utf32(`HF_TOKEN=${t}\n`)])],
  [
    'UTF-32, big endian',
    'a.txt',
    (t) => Buffer.concat([Buffer.from([0, 0, 0xfe, 0xff]), swap(utf32(`HF_TOKEN=${t}\n`), 4)]),
  ],
  ['reversed', 'a.py', (t) => `token = "${reversed(t)}"[::-1]\n`],
  ['ROT13', 'a.py', (t) => `token = codecs.decode("${rot13(t)}", "rot13")\n`],
  ['gzip in base64 (Helm)', 'a.yaml', (t, r) => `release: ${release(t, r).toString('base64')}\n`],
  [
    'gzip in base64 twice (Helm Secret)',
    'a.yaml',
    (t, r) => `kind: Secret\ntype: helm.sh/release.v1\ndata:\n  release: ${b64(release(t, r).toString('base64'))}\n`,
  ],
  ['zlib in base64', 'a.txt', (t, r) => `x: ${deflateSync(`${r.sentence()} token=${t}`).toString('base64')}\n`],
  ['zlib in hex', 'a.txt', (t, r) => `x: ${deflateSync(`${r.sentence()} token=${t}`).toString('hex')}\n`],
  ['JWT payload', 'a.txt', (t) => `Cookie: session=${jwt({ sub: 'u', hf: t })}\n`],
  ['byte list', 'a.py', (t) => `t = bytes([${numbers(t)}]).decode()\n`],
  ['character codes', 'a.js', (t) => `const t = String.fromCharCode(${numbers(t)});\n`],
  ['chr()', 'a.py', (t) => `t = ${[...Buffer.from(t)].map((code) => `chr(${code})`).join('+')}\n`],
  ['base64 call', 'a.py', (t) => `t = base64.b64decode("${b64(t)}").decode()\n`],
  ['base64, reversed', 'a.py', (t) => `t = base64.b64decode("${reversed(b64(t))}"[::-1])\n`],
].map(([form, file, make]) => ({ form, file, make }));
