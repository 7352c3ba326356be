// Writes containers without a library: zip, tar, PNG, PDF, pickle and the like; what needs another program asks python3 or git for it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, crc32 as nodeCrc32 } from 'node:zlib';

const TABLE = Int32Array.from({ length: 256 }, (_, value) => {
  let code = value;
  for (let bit = 0; bit < 8; bit++) code = code & 1 ? (code >>> 1) ^ 0xedb88320 : code >>> 1;
  return code;
});

// node:zlib has one since Node.js 20.15.
const crc32 =
  nodeCrc32 ??
  ((bytes) => {
    let code = -1;
    for (const byte of bytes) code = TABLE[(code ^ byte) & 255] ^ (code >>> 8);
    return (code ^ -1) >>> 0;
  });

/** Little-endian numbers of 2 or 4 bytes, one after the other: `[width, value]`. */
function fields(...list) {
  return Buffer.concat(
    list.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntLE(value, 0, width);
      return bytes;
    }),
  );
}

/** A zip file of `[name, content]`, deflated or stored; `streamed` writes sizes after the data, as pipes do. */
export function zip(members, { stored = false, streamed = false } = {}) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [name, content] of members) {
    const raw = Buffer.from(content);
    const data = stored ? raw : deflateRawSync(raw);
    const path = Buffer.from(name);
    const sizes = [
      [4, crc32(raw)],
      [4, data.length],
      [4, raw.length],
    ];
    const shown = streamed
      ? [
          [4, 0],
          [4, 0],
          [4, 0],
        ]
      : sizes;
    const head = [
      [2, 20],
      [2, streamed ? 8 : 0],
      [2, stored ? 0 : 8],
      [2, 0],
      [2, 0x5821],
    ];
    const part = Buffer.concat([
      fields([4, 0x04034b50], ...head, ...shown, [2, path.length], [2, 0]),
      path,
      data,
      streamed ? fields([4, 0x08074b50], ...sizes) : Buffer.alloc(0),
    ]);
    local.push(part);
    central.push(
      fields(
        [4, 0x02014b50],
        [2, 20],
        ...head,
        ...sizes,
        [2, path.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset],
      ),
      path,
    );
    offset += part.length;
  }
  const directory = Buffer.concat(central);
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, members.length],
    [2, members.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...local, directory, end]);
}

/** A tar file (ustar) of `[name, content]`. */
export function tar(members) {
  const blocks = members.flatMap(([name, content]) => {
    const data = Buffer.from(content);
    const head = Buffer.alloc(512);
    const octal = (value, width) => `${value.toString(8).padStart(width - 1, '0')}\0`;
    head.write(name, 0, 100);
    head.write(octal(0o644, 8), 100);
    head.write(octal(0, 8), 108);
    head.write(octal(0, 8), 116);
    head.write(octal(data.length, 12), 124);
    head.write(octal(1_750_000_000, 12), 136);
    head.write('        ', 148);
    head.write('0', 156);
    head.write('ustar\x0000', 257);
    head.write(
      octal(
        head.reduce((sum, byte) => sum + byte, 0),
        7,
      ),
      148,
    );
    return [head, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A PNG of some noise with the given chunks, `[type, data]`, before the image. */
export function png(r, chunks, pixels = 32) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(4);
    const check = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(pixels, 0);
  head.writeUInt32BE(pixels, 4);
  head[8] = 8;
  const rows = Buffer.concat(Array.from({ length: pixels }, () => Buffer.concat([Buffer.alloc(1), r.bytes(pixels)])));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    ...chunks.map(([type, data]) => chunk(type, Buffer.from(data))),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A one-page PDF that shows `content` (a content stream), deflated or not; `info` is what stands in its dictionary of information. */
export function pdf(content, { flate = true, info = '' } = {}) {
  const data = flate ? deflateSync(content) : Buffer.from(content);
  const before = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n5 0 obj<<${info}>>endobj\n4 0 obj<</Length ${data.length}${flate ? '/Filter/FlateDecode' : ''}>>stream\n`;
  return Buffer.concat([
    Buffer.from(before),
    data,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R/Info 5 0 R>>\n%%EOF\n'),
  ]);
}

/** A pickle of `{key: value}`, in protocol 0, 2 or 4. */
export function pickle(key, value, protocol) {
  const long = (text) => Buffer.concat([Buffer.from('X'), fields([4, text.length]), Buffer.from(text)]);
  const short = (text) => Buffer.concat([Buffer.from([0x8c, text.length]), Buffer.from(text), Buffer.from([0x94])]);
  if (protocol === 0) return Buffer.from(`(dp0\nV${key}\np1\nV${value}\np2\ns.`);
  const memo = (at) => Buffer.from([0x71, at]);
  if (protocol === 2)
    return Buffer.concat([
      Buffer.from('\x80\x02}q\x00', 'latin1'),
      long(key),
      memo(1),
      long(value),
      memo(2),
      Buffer.from('s.'),
    ]);
  const body = Buffer.concat([Buffer.from('}\x94', 'latin1'), short(key), short(value), Buffer.from('s.')]);
  return Buffer.concat([Buffer.from([0x80, 4, 0x95]), fields([4, body.length], [4, 0]), body]);
}

/** What the python3 program writes for `input` on its standard input. Undefined where there is no python3, or it lacks the module. */
export function python(program, input) {
  const { status, stdout } = spawnSync('python3', ['-c', program], { input, stdio: ['pipe', 'pipe', 'ignore'] });
  return status === 0 ? stdout : undefined;
}

/** More than any input becomes: Node itself ends a program that writes more than 1 MiB. */
const MOST_OUTPUT = 2 ** 30;

/** What a compressor on PATH makes of `input`. Undefined where there is none. */
export function compressed(program, args, input) {
  const { status, stdout } = spawnSync(program, args, {
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: MOST_OUTPUT,
  });
  return status === 0 ? stdout : undefined;
}

/** A repository with one commit of `name`, in a temporary folder, then what `take(folder, git)` gives of it. Undefined without git. */
export function repository(name, content, take) {
  const folder = mkdtempSync(join(tmpdir(), 'hfleaks-scoreboard-git-'));
  const date = '2026-01-01T00:00:00Z';
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  const git = (...args) => {
    const settings = [
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@example.org',
      '-c',
      'init.defaultBranch=main',
      '-c',
      'gc.auto=0',
    ];
    const { status } = spawnSync('git', [...settings, ...args], { cwd: folder, env, stdio: 'ignore' });
    if (status !== 0) throw new Error(`git ${args[0]} failed`);
  };
  try {
    git('init', '-q');
    writeFileSync(join(folder, name), content);
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    return readFileSync(take(folder, git));
  } catch {
    return;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
