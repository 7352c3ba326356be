// Positives inside containers: archives, documents, compressed streams, pickles, databases, images, git's own files.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { compressed, pdf, pickle, png, python, repository, tar, zip } from './pack.mjs';
import { prose, pythonCode } from './random.mjs';

const env = (t, r) => `${prose(r)}HF_TOKEN=${t}\n${prose(r)}`;
const word = (t) =>
  `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${t}</w:body></w:document>`;
const run = (text) => `<w:r><w:t>${text}</w:t></w:r>`;
const sheet = (t) =>
  `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>${t}</t></si></sst>`;
const types = ['[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'];
const size = (value, width) => {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntLE(value, 0, Math.min(width, 6));
  return bytes;
};

/** A NumPy array file of one text: `U` is UTF-32, `S` is bytes. */
function npy(value, kind) {
  const text = kind === 'U' ? Buffer.from(Uint32Array.from(value, (c) => c.codePointAt(0)).buffer) : Buffer.from(value);
  const head =
    `{'descr': '${kind === 'U' ? '<U' : '|S'}${value.length}', 'fortran_order': False, 'shape': (1,), }`.padEnd(117);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), size(118, 2), Buffer.from(`${head}\n`), text]);
}

/** An image as `docker save` writes it: a tar of layers, each a tar. */
function image(t, wrap, layer) {
  const file = wrap(tar([['app/.env', `HF_TOKEN=${t}\n`]]));
  const config = JSON.stringify({ config: { Env: ['PATH=/bin'] }, rootfs: { type: 'layers', diff_ids: [] } });
  return tar([
    [layer, file],
    ['config.json', config],
    ['manifest.json', JSON.stringify([{ Config: 'config.json', Layers: [layer] }])],
  ]);
}

const zipped = (name) => (t, r) =>
  zip([
    ['META-INF/about', r.sentence()],
    [name, env(t, r)],
  ]);
const PICKLE = (at) => (t) => pickle('hub_token', t, at);
const SQLITE = `import sqlite3,sys,tempfile,os
f=tempfile.mktemp();c=sqlite3.connect(f);c.execute("create table params(key text,value text)")
c.executemany("insert into params values(?,?)",[("lr","0.1"),("hf_token",sys.stdin.read()),("n","3")]);c.commit();c.close()
sys.stdout.buffer.write(open(f,"rb").read());os.unlink(f)`;
const OVERFLOW = SQLITE.replace('sys.stdin.read()', '("x "*2500)+sys.stdin.read()');
const PYC =
  'import marshal,sys;sys.stdout.buffer.write(bytes([0xa7,13,13,10])+bytes(12)+marshal.dumps(compile("t = %r" % sys.stdin.read(),"a.py","exec")))';
const PLIST =
  'import plistlib,sys;sys.stdout.buffer.write(plistlib.dumps({"token":sys.stdin.read(),"n":1},fmt=plistlib.FMT_BINARY))';

/** Rows `[form, file, make(token, chance)]`; `make` gives undefined where a program is missing. */
export const container = [
  ['zip, deflated', 'a.zip', zipped('app/.env')],
  ['zip, stored', 'a.zip', (t, r) => zip([['.env', env(t, r)]], { stored: true })],
  ['zip, streamed', 'a.zip', (t, r) => zip([['.env', env(t, r)]], { streamed: true })],
  ['zip in zip', 'a.zip', (t, r) => zip([['inner.zip', zip([['.env', env(t, r)]])]])],
  [
    'zip four deep',
    'a.zip',
    (t, r) => zip([['1.zip', zip([['2.zip', zip([['3.zip', zip([['.env', env(t, r)]])]])]])]]),
  ],
  [
    'zip behind a stub',
    'a.run',
    (t, r) => Buffer.concat([Buffer.from('#!/bin/sh\nexec python3 "$0"\n'), zip([['.env', env(t, r)]])]),
  ],
  ['zip without its name', 'a.dat', zipped('.env')],
  ['base64 in zip', 'a.zip', (t) => zip([['secret.yaml', `data:\n  token: ${Buffer.from(t).toString('base64')}\n`]])],
  ['UTF-16 in zip', 'a.zip', (t) => zip([['a.reg', Buffer.from(`\ufeffHF_TOKEN=${t}\r\n`, 'utf16le')]])],
  ['jar', 'a.jar', zipped('application.properties')],
  [
    'wheel',
    'a-1.0-py3-none-any.whl',
    (t, r) =>
      zip([
        ['a/__init__.py', `${pythonCode(r)}login("${t}")\n`],
        ['a-1.0.dist-info/METADATA', 'Name: a\n'],
      ]),
  ],
  ['docx', 'a.docx', (t, r) => zip([types, ['word/document.xml', word(run(`${r.sentence()} ${t}`))]])],
  [
    'docx, in runs',
    'a.docx',
    (t) =>
      zip([types, ['word/document.xml', word(`<w:p>${run(t.slice(0, 11))}<w:proofErr/>${run(t.slice(11))}</w:p>`)]]),
  ],
  ['xlsx', 'a.xlsx', (t) => zip([types, ['xl/sharedStrings.xml', sheet(t)]])],
  [
    'pptx',
    'a.pptx',
    (t) => zip([types, ['ppt/slides/slide1.xml', `<a:p xmlns:a="x"><a:r><a:t>${t}</a:t></a:r></a:p>`]]),
  ],
  [
    'odt',
    'a.odt',
    (t) =>
      zip([
        ['mimetype', 'application/vnd.oasis.opendocument.text'],
        ['content.xml', `<text:p>${t}</text:p>`],
      ]),
  ],
  [
    'epub',
    'a.epub',
    (t) =>
      zip([
        ['mimetype', 'application/epub+zip'],
        ['c1.xhtml', `<p>${t}</p>`],
      ]),
  ],
  ['npz, bytes', 'a.npz', (t) => zip([['token.npy', npy(t, 'S')]])],
  ['npz, UTF-32', 'a.npz', (t) => zip([['token.npy', npy(t, 'U')]])],
  ['npy', 'a.npy', (t) => npy(t, 'U')],
  [
    'Keras',
    'model.keras',
    (t) =>
      zip([
        ['config.json', JSON.stringify({ config: { hub_token: t } })],
        ['metadata.json', '{}'],
      ]),
  ],
  [
    'PyTorch',
    'training_args.bin',
    (t) =>
      zip(
        [
          ['archive/data.pkl', pickle('hub_token', t, 2)],
          ['archive/version', '3\n'],
        ],
        { stored: true },
      ),
  ],
  ['pickle 0', 'a.pkl', PICKLE(0)],
  ['pickle 2', 'a.pkl', PICKLE(2)],
  ['pickle 4', 'a.pkl', PICKLE(4)],
  ['pyc', 'a.cpython-311.pyc', (t) => python(PYC, t)],
  ['binary plist', 'a.plist', (t) => python(PLIST, t)],
  [
    'tar',
    'a.tar',
    (t, r) =>
      tar([
        ['app/a.txt', prose(r)],
        ['app/.env', env(t, r)],
      ]),
  ],
  ['tar.gz', 'a.tar.gz', (t, r) => gzipSync(tar([['app/.env', env(t, r)]]))],
  ['tar in zip', 'a.zip', (t, r) => zip([['a.tar.gz', gzipSync(tar([['.env', env(t, r)]]))]])],
  ['gzip', 'a.log.gz', (t, r) => gzipSync(env(t, r))],
  ['gzip, two members', 'a.log.gz', (t, r) => Buffer.concat([gzipSync(prose(r)), gzipSync(env(t, r))])],
  ['gzip without its name', 'a.dat', (t, r) => gzipSync(env(t, r))],
  ['zlib', 'a.zz', (t, r) => deflateSync(env(t, r))],
  [
    'bzip2',
    'a.log.bz2',
    (t, r) => python('import bz2,sys;sys.stdout.buffer.write(bz2.compress(sys.stdin.buffer.read()))', env(t, r)),
  ],
  [
    'tar.bz2',
    'a.tar.bz2',
    (t, r) =>
      python(
        'import bz2,sys;sys.stdout.buffer.write(bz2.compress(sys.stdin.buffer.read()))',
        tar([['.env', env(t, r)]]),
      ),
  ],
  [
    'xz',
    'a.log.xz',
    (t, r) => python('import lzma,sys;sys.stdout.buffer.write(lzma.compress(sys.stdin.buffer.read()))', env(t, r)),
  ],
  [
    'tar.xz',
    'a.tar.xz',
    (t, r) =>
      python(
        'import lzma,sys;sys.stdout.buffer.write(lzma.compress(sys.stdin.buffer.read()))',
        tar([['.env', env(t, r)]]),
      ),
  ],
  ['zstd', 'a.log.zst', (t, r) => compressed('zstd', ['-q', '-c'], env(t, r))],
  ['brotli', 'a.log.br', (t, r) => brotliCompressSync(env(t, r))],
  ['PDF, deflated', 'a.pdf', (t) => pdf(`BT /F1 12 Tf 72 700 Td (token ${t}) Tj ET`)],
  ['PDF, plain', 'a.pdf', (t) => pdf(`BT (token ${t}) Tj ET`, { flate: false })],
  ['PDF, kerned', 'a.pdf', (t) => pdf(`BT [(${t.slice(0, 9)}) -20 (${t.slice(9)})] TJ ET`)],
  ['PDF, hex string', 'a.pdf', (t) => pdf(`BT <${Buffer.from(t).toString('hex')}> Tj ET`)],
  ['PDF, information', 'a.pdf', (t, r) => pdf(`BT (${r.sentence()}) Tj ET`, { info: `/Title(${t})` })],
  ['SQLite', 'mlflow.db', (t) => python(SQLITE, t)],
  ['SQLite, overflow pages', 'webui.db', (t) => python(OVERFLOW, t)],
  ['PNG tEXt', 'a.png', (t, r) => png(r, [['tEXt', `prompt\0${t}`]])],
  [
    'PNG zTXt',
    'a.png',
    (t, r) =>
      png(r, [['zTXt', Buffer.concat([Buffer.from('workflow\0\0'), deflateSync(JSON.stringify({ token: t }))])]]),
  ],
  [
    'PNG iTXt',
    'a.png',
    (t, r) =>
      png(r, [
        ['iTXt', Buffer.concat([Buffer.from('workflow\0\x01\0\0\0'), deflateSync(JSON.stringify({ token: t }))])],
      ]),
  ],
  [
    'JPEG comment',
    'a.jpg',
    (t) =>
      Buffer.concat([
        Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, t.length + 2]),
        Buffer.from(t),
        Buffer.from([0xff, 0xd9]),
      ]),
  ],
  ['git bundle', 'a.bundle', (t, r) => repository('.env', env(t, r), bundle)],
  ['git pack', 'pack-1.pack', (t, r) => repository('.env', env(t, r), pack)],
  ['git loose object', 'objects/4b/825dc642cb6eb9a060e54bf8d69288fbee4904', (t, r) => deflateSync(blob(env(t, r)))],
  ['docker image', 'image.tar', (t) => image(t, (layer) => layer, '0a1b/layer.tar')],
  ['docker image, gzip layers', 'image.tar', (t) => image(t, gzipSync, 'blobs/sha256/0a1b')],
  [
    'event file',
    'events.out.tfevents.1',
    (t) =>
      Buffer.concat([
        Buffer.from('\x12\x0ahparams\x42', 'latin1'),
        Buffer.from([t.length]),
        Buffer.from(t),
        Buffer.from([0x1a, 2, 8, 1]),
      ]),
  ],
  [
    'msgpack',
    'a.msgpack',
    (t) =>
      Buffer.concat([
        Buffer.from([0x82, 0xa5]),
        Buffer.from('token'),
        Buffer.from([0xd9, t.length]),
        Buffer.from(t),
        Buffer.from([0xa1]),
        Buffer.from('n'),
        Buffer.from([1]),
      ]),
  ],
  [
    'safetensors',
    'model.safetensors',
    (t, r) =>
      safetensors(
        JSON.stringify({ __metadata__: { hub_token: t }, w: { dtype: 'F32', shape: [16], data_offsets: [0, 64] } }),
        r,
      ),
  ],
  [
    'program',
    'a.so',
    (t, r) =>
      Buffer.concat([
        Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
        r.bytes(400),
        Buffer.from(`\0${t}\0`),
        r.bytes(400),
      ]),
  ],
  [
    'mail attachment',
    'a.eml',
    (t, r) =>
      `Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n${zip([['.env', env(t, r)]])
        .toString('base64')
        .match(/.{1,76}/g)
        .join('\n')}\n`,
  ],
].map(([form, file, make]) => ({ form, file, make }));

function bundle(folder, git) {
  git('bundle', 'create', 'b.bundle', 'HEAD');
  return join(folder, 'b.bundle');
}

function pack(folder, git) {
  git('repack', '-adq');
  const packs = join(folder, '.git', 'objects', 'pack');
  return join(
    packs,
    readdirSync(packs).find((name) => name.endsWith('.pack')),
  );
}

function blob(content) {
  return `blob ${Buffer.byteLength(content)}\0${content}`;
}

function safetensors(head, r) {
  return Buffer.concat([size(head.length, 8), Buffer.from(head), r.bytes(64)]);
}
