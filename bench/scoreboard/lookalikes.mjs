// Negatives made of chance: hashes, blobs, reads, bundles, lock files, other services' tokens, and containers without a credential.
import { deflateSync, gzipSync } from 'node:zlib';
import { pdf, pickle, png, tar, zip } from './pack.mjs';
import { prose, pythonCode, signed } from './random.mjs';

const P = 'hf_';
const wrap = (value, width) => value.match(new RegExp(`.{1,${width}}`, 'g')).join('\n');
const b64 = (value) => Buffer.from(value).toString('base64');
const lines = (count, make) => `${Array.from({ length: count }, (_, at) => make(at)).join('\n')}\n`;
const jwt = (r, claims) => signed(r, { iat: 1_750_000_000, ...claims }, { alg: 'HS256', typ: 'JWT' });

const hashes = [
  ['sha256', 'SHA256SUMS', (r) => lines(60, () => `${r.hex(64)}  ${r.word()}.bin`)],
  ['sha1', 'a.txt', (r) => lines(60, () => `${r.hex(40)} refs/heads/${r.word()}`)],
  ['md5 with the prefix', 'a.jsonl', (r) => lines(20, () => `{"cache_key": "${P}${r.hex(32)}"}`)],
  ['sha1 with the prefix', 'a.jsonl', (r) => lines(20, () => `{"cache_key": "${P}${r.hex(40)}"}`)],
  ['sha256 with the prefix', 'a.jsonl', (r) => lines(20, () => `{"cache_key": "${P}${r.hex(64)}"}`)],
  ['cut hash of 34', 'a.jsonl', (r) => lines(20, () => `{"cache_key": "${P}${r.hex(34)}"}`)],
  [
    'subresource integrity',
    'a.html',
    (r) => lines(20, () => `<script src="a.js" integrity="sha384-${r.bytes(48).toString('base64')}"></script>`),
  ],
];

const blobs = [
  ...[0, 1, 2].map((at) => [
    'base64',
    `base64, one line ${at}`,
    'a.json',
    (r) => `{"data":"${r.bytes(120_000).toString('base64')}"}\n`,
  ]),
  [
    'base64',
    'base64, lines',
    'a.pem',
    (r) => `-----BEGIN CERTIFICATE-----\n${wrap(r.bytes(1600).toString('base64'), 64)}\n-----END CERTIFICATE-----\n`,
  ],
  ['base64', 'data URL', 'a.html', (r) => `<img src="data:image/png;base64,${png(r, [], 200).toString('base64')}">\n`],
  [
    'base64',
    'base64 of prose',
    'secret.yaml',
    (r) => `kind: Secret\ndata:\n  a: ${b64(prose(r))}\n  b: ${b64(pythonCode(r))}\n`,
  ],
  [
    'base64',
    'base64 of a placeholder',
    'secret.yaml',
    () => `kind: Secret\ndata:\n  token: ${b64(`${P}your_token_here`)}\n  t2: ${b64(P + 'x'.repeat(34))}\n`,
  ],
  [
    'base64',
    'base64 of JSON',
    'a.txt',
    (r) => `x=${b64(JSON.stringify({ token: `${P}${'*'.repeat(34)}`, text: r.sentence() }))}\n`,
  ],
  ...[0, 1, 2].map((at) => [
    'base64url',
    `base64url ${at}`,
    'a.txt',
    (r) => `${r.bytes(150_000).toString('base64url')}\n`,
  ]),
  [
    'base64url',
    'base64url with the prefix inside',
    'a.txt',
    (r) => lines(30, () => `${r.base64url(200)}${P}${r.alnum(30)}7${r.alnum(60)}${r.base64url(200)}`),
  ],
  [
    'base64url',
    'base64url ids',
    'a.jsonl',
    (r) => lines(300, () => `{"id":"${r.base64url(22)}","key":"${r.base64url(43)}"}`),
  ],
  [
    'base64url',
    'signed links',
    'a.md',
    (r) => lines(30, () => `https://cdn.example.org/f?Signature=${r.base64url(342)}__&Key-Pair-Id=${r.upper(14)}`),
  ],
];

const fastqLine = (r) => Array.from({ length: 100 }, () => String.fromCharCode(64 + r.below(40))).join('');
const fastq = [0, 1, 2, 3].map((at) => [
  `FASTQ ${at}`,
  at % 2 ? 'reads.fq' : 'reads.fastq',
  (r) =>
    lines(
      60,
      (n) =>
        `@read${n}\n${Array.from({ length: 100 }, () => r.pick('ACGT')).join('')}\n+\n${fastqLine(r).slice(0, 30)}${P}${at % 2 ? 'eefghi' : 'ggfgg'}${r
          .words(9)
          .join('')
          .replace(/[^a-i]/g, 'g')
          .slice(0, 40)}`,
    ),
]);

const minified = [
  ...[0, 1, 2].map((at) => [
    `bundle ${at}`,
    `a${at}.min.js`,
    (r) =>
      `${Array.from({ length: 4000 }, () => `${r.letters(2)}.${P}${r.word()}=function(){return"${r.word()}_${r.letters(3)}"}`).join(';')}\n`,
  ]),
  [
    'source map',
    'a.js.map',
    (r) =>
      `${JSON.stringify({ version: 3, sources: r.words(9).map((one) => `${one}.ts`), mappings: Array.from({ length: 4000 }, () => r.letters(4)).join(',') })}\n`,
  ],
  ['WebAssembly text', 'a.wat', (r) => lines(200, () => `(func $${P}${r.word()}_${r.letters(5)} (param i32))`)],
];

const locks = [
  [
    'npm',
    'package-lock.json',
    (r) =>
      `${JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(r.words(60).map((one, at) => [`node_modules/${one}${at}`, { version: '1.0.0', integrity: `sha512-${r.bytes(64).toString('base64')}` }])) }, null, 2)}\n`,
  ],
  [
    'uv',
    'uv.lock',
    (r) => lines(60, () => `[[package]]\nname = "${P}${r.word()}"\nsdist = { hash = "sha256:${r.hex(64)}" }`),
  ],
  [
    'Go',
    'go.sum',
    (r) =>
      lines(60, () => `github.com/${r.word()}/${r.word()} v1.${r.below(9)}.0 h1:${r.bytes(32).toString('base64')}`),
  ],
  ['Cargo', 'Cargo.lock', (r) => lines(60, () => `[[package]]\nname = "hf-${r.word()}"\nchecksum = "${r.hex(64)}"`)],
];

const uuids = [
  ['UUIDs', 'a.csv', (r) => lines(200, () => `${r.uuid()},${r.word()},${r.below(999)}`)],
  ['UUIDs with the prefix', 'a.csv', (r) => lines(60, () => `${P}${r.uuid()},${P}${r.uuid().replaceAll('-', '')}`)],
  ['ObjectIds', 'a.jsonl', (r) => lines(60, () => `{"_id":"${r.hex(24)}","user":"${P}${r.word()}"}`)],
];

const jwts = [
  ['session', 'a.http', (r) => `Authorization: Bearer ${jwt(r, { sub: r.word(), iss: 'https://auth.example.org' })}\n`],
  ['publishable key', '.env', (r) => `SUPABASE_ANON=${jwt(r, { role: 'anon', ref: r.word() })}\n`],
  [
    'CI identity',
    'a.log',
    (r) =>
      lines(
        5,
        () => `ID_TOKEN=${jwt(r, { iss: 'https://token.actions.githubusercontent.com', sub: `repo:${r.word()}` })}`,
      ),
  ],
  [
    'named hf',
    'a.json',
    (r) => `${JSON.stringify({ hf_jwt: jwt(r, { sub: r.word() }), hf_oauth_state: r.base64url(40) })}\n`,
  ],
];

const packed = [
  [
    'zip',
    'a.zip',
    (r) =>
      zip([
        ['README.md', `Set HF_TOKEN=${P}... ${prose(r)}`],
        ['a.py', pythonCode(r)],
      ]),
  ],
  ['zip with a placeholder', 'a.zip', () => zip([['.env', `HF_TOKEN=${P}${'x'.repeat(34)}\n`]])],
  ['tar.gz', 'a.tar.gz', (r) => gzipSync(tar([['a.py', `${pythonCode(r)}if t.startswith("hf_"): pass\n`]]))],
  [
    'gzip in base64',
    'a.yaml',
    (r) =>
      `release: ${gzipSync(JSON.stringify({ hfToken: `${P}${'x'.repeat(34)}`, notes: prose(r) })).toString('base64')}\n`,
  ],
  ['pickle', 'a.pkl', () => pickle('hub_token', `${P}your_token_here`, 4)],
  ['PDF', 'a.pdf', (r) => pdf(`BT (A token begins with ${P}) Tj (${r.sentence()}) Tj ET`)],
  ['PNG', 'a.png', (r) => png(r, [['zTXt', Buffer.concat([Buffer.from('about\0\0'), deflateSync(prose(r))])]], 300)],
  [
    'docx',
    'a.docx',
    (r) =>
      zip([
        [
          'word/document.xml',
          `<w:document><w:r><w:t>${P}</w:t></w:r><w:r><w:t>${r.words(5).join(' ')}</w:t></w:r></w:document>`,
        ],
      ]),
  ],
  ['weights', 'model.bin', (r) => r.bytes(400_000)],
];

const blobsOf = (kind) => blobs.filter(([one]) => one === kind).map(([, ...row]) => row);

/** Rows `[form, file, make(chance)]` by kind. */
export const lookalikes = {
  hash: hashes,
  base64: blobsOf('base64'),
  base64url: blobsOf('base64url'),
  fastq,
  minified,
  'lock file': locks,
  uuid: uuids,
  'other JWT': jwts,
  packed,
};
