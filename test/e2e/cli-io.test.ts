import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { acmeRule } from '../acme-rule.ts';
import {
  BUNDLE,
  cleanEnvironment,
  lastingHome,
  type Outcome,
  plainFolder,
  removeFolder,
  run,
  TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { amount } from '../slice.ts';
import { userToken } from '../tokens.ts';

const T = userToken(31);
const U = userToken(32);
const LEAK = `login("${T}")\n`;
const NOTEBOOK = JSON.stringify({
  cells: [{ cell_type: 'code', source: [], outputs: [{ output_type: 'stream', text: [`${T}\n`] }] }],
  nbformat: 4,
});
const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'cd'.repeat(32)}\nsize 12345\n`;
const LINUX = process.platform === 'linux';
const ROOT_USER = process.getuid?.() === 0;

function folderWith(files: Readonly<Record<string, string>>): TestRepository {
  const folder = plainFolder();
  for (const [path, content] of Object.entries(files)) folder.write(path, content);
  return folder;
}

/** Every example that it says is clean is a leak, and a line of output. */
const FAILING_RULE = acmeRule('  - KEY={{token}}\n'.repeat(60));

/** Runs a line of bash in which `hfleaks` is the bundle; the exit code is the line's own. */
function shell(folder: TestRepository, line: string): Outcome {
  const script = `hfleaks() { "${process.execPath}" "${BUNDLE}" "$@"; }\n${line}`;
  return run('bash', ['-c', script], folder.path, cleanEnvironment(folder.home));
}

describe('where the report goes', () => {
  const many = Array.from({ length: 600 }, (_, seed) => `x = "${userToken(1000 + seed)}"\n`).join('');

  test.each([
    ['head -c 1', 'hfleaks -f json | head -c 1; echo " $PIPESTATUS"', '{ 1\n'],
    ['true', 'hfleaks -f json | true; echo $PIPESTATUS', '1\n'],
    ['a clean folder and true', 'hfleaks scan b -f json | true; echo $PIPESTATUS', '0\n'],
    ['standard output closed', 'hfleaks >&-; echo $?', '1\n'],
    ['everything closed', 'hfleaks <&- >&- 2>&-; echo $?', '1\n'],
    ['many texts', 'hfleaks rules check ../many.yml | true; echo $PIPESTATUS', '1\n'],
  ])('a reader that goes away: %s', (_name, line, stdout) => {
    const folder = folderWith({ a: many, b: 'x', '../many.yml': FAILING_RULE });
    expect(shell(folder, line)).toEqual({ code: 0, signal: null, stdout, stderr: '' });
  });

  test.each(['csv', 'rdjson', 'github', 'gitlab-code-quality', 'json'])(
    '%s: beside findings, what was not scanned is told on standard error',
    (format) => {
      const { code, stderr } = shell(folderWith({ a: LEAK, b: LFS_POINTER }), `hfleaks scan -f ${format} > out`);
      expect({ code, stderr }).toEqual({ code: 1, stderr: 'hfleaks: not everything was scanned: 1 lfs-pointer\n' });
    },
  );

  test.runIf(existsSync('/dev/full')).each(['text', 'json', 'sarif'])(
    'a full disk behind standard output, %s',
    (format) => {
      const { code, stderr } = shell(folderWith({ a: LEAK }), `hfleaks -f ${format} > /dev/full`);
      expect(code).toBe(2);
      expect(stderr).toBe(
        'hfleaks: The report could not be written to standard output: the disk is full.\n  Make room and run again.\n',
      );
    },
  );

  test('a file that may not grow, behind standard output', () => {
    const folder = folderWith({ a: many });
    const { code, stderr } = shell(folder, 'ulimit -f 8; hfleaks -f json > out.json');
    expect(code).toBe(2);
    expect(stderr).toContain('could not be written to standard output');
  });

  test('-o: a file that may not grow', () => {
    const folder = folderWith({ a: many, 'out.json': 'old' });
    const { code, stdout, stderr } = shell(folder, 'ulimit -f 8; hfleaks scan a -f json -o out.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('The report could not be written to out.json');
    expect(readFileSync(join(folder.path, 'out.json'), 'utf8')).toBe('old');
    expect(readdirSync(folder.path).sort()).toEqual(['a', 'out.json']);
  });

  /** A file system of so many KiB; skips the test where none may be mounted. */
  function smallDisk(folder: TestRepository, size: number, skip: () => void): string {
    const disk = join(folder.home, 'disk');
    mkdirSync(disk);
    const mount = ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', disk];
    if (run('mount', mount, folder.path, cleanEnvironment(folder.home)).code !== 0) skip();
    onTestFinished(() => void run('umount', ['-l', disk], folder.path, cleanEnvironment(folder.home)));
    return disk;
  }

  test('-o: a disk that is full', (context) => {
    const folder = folderWith({ a: many });
    const disk = smallDisk(folder, 16, context.skip);
    const { code, stderr } = folder.hfleaks(['-f', 'json', '-o', '../disk/out.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('the disk is full');
    expect(readdirSync(disk)).toEqual([]);
  });

  test.for([
    ['TMPDIR', 'cannot be written to: the disk is full.'],
    ['TMPDIR, but for some bytes', 'cannot be: the disk is full.'],
    ['git', 'git hash-object ended with code 128: the disk is full'],
    ['what is kept for --undo', 'could not be written to, since the disk is full; nothing was changed.'],
  ] as const)('a full disk, where %s is', ([place, message], context) => {
    const outside = folderWith({});
    const disk = smallDisk(outside, 64, context.skip);
    const repository = new TestRepository(join(place === 'git' ? disk : outside.home, 'own'), outside.home);
    outside.git('init', '--quiet', '--template=', repository.path);
    repository.write('run.ipynb', NOTEBOOK);
    repository.write('.git/info/exclude', '# nothing\n');
    repository.git('add', 'run.ipynb');
    const room = place.endsWith('bytes') ? 16 : 0;
    repository.shell(
      `head -c ${room * 1024} /dev/zero > '${disk}/room'; cat /dev/zero > '${disk}/filling'; rm '${disk}/room'`,
    );
    const env = place.startsWith('TMPDIR')
      ? { TMPDIR: disk }
      : place.startsWith('what')
        ? { XDG_CACHE_HOME: disk }
        : {};
    const { code, stderr } = repository.hfleaks(['fix', '--yes'], { env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test.each<[string, (folder: TestRepository) => void]>([
    ['a folder', ({ path }) => mkdirSync(join(path, 'out'))],
    ['a link', ({ path }) => symlinkSync('target', join(path, 'out'))],
    ['a link to a device', ({ path }) => symlinkSync('/dev/null', join(path, 'out'))],
  ])('-o onto %s is refused, and the outcome is still told', (_name, make) => {
    const folder = folderWith({ a: LEAK });
    make(folder);
    const before = lstatSync(join(folder.path, 'out'));
    const { code, stdout, stderr } = folder.hfleaks(['scan', 'a', '-o', 'out']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/could not be written to out: it (?:is a symbolic link|exists and is not a regular file)/);
    expect(lstatSync(join(folder.path, 'out')).ino).toBe(before.ino);
    expect(existsSync(join(folder.path, 'target'))).toBe(false);
  });

  test.each([
    ['/dev/stdout', 'hfleaks scan a -f csv -o /dev/stdout | wc -l; echo $PIPESTATUS', '2\n1\n'],
    ['/dev/null', 'hfleaks scan a -o /dev/null; echo $?', '1\n'],
    ['what a shell names', 'hfleaks scan a -f csv -o >(wc -l); wait $!', '2\n'],
  ])('-o %s', (_name, line, stdout) =>
    expect(shell(folderWith({ a: LEAK }), line)).toMatchObject({ stdout, stderr: '' }),
  );

  test('-o into a folder that is not there', () => {
    expect(folderWith({ a: LEAK }).hfleaks(['-o', 'no/out'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its directory does not exist'),
    });
  });
});

describe('standard input', () => {
  const scan = (input: string | Uint8Array, args: readonly string[] = []) =>
    plainFolder().scan(['scan', '-', ...args], { input });

  test('a leak', () => expect(scan(LEAK)).toMatchObject({ code: 1, found: ['stdin:1:8 hf-user-token'] }));
  test('empty', () =>
    expect(scan('')).toMatchObject({
      code: 0,
      found: [],
      report: { scan: { mode: 'stdin', target: '-' }, ledger: { scanned: { objects: 1, bytes: 0 } } },
    }));
  test('binary', () =>
    expect(scan(Buffer.concat([Buffer.from([0, 255, 254, 10, 0]), Buffer.from(T), Buffer.from([0])])).found).toEqual([
      'stdin:2:2 hf-user-token',
    ]));
  test('an LFS pointer is what came in', () => expect(scan(LFS_POINTER)).toMatchObject({ code: 0, skipped: {} }));

  test('30 MB, a leak at the end', () => {
    const line = `${'some text and more '.repeat(5)}\n`;
    const lines = Math.floor(30e6 / line.length);
    const { found, report, code } = scan(line.repeat(lines) + LEAK);
    expect({ found, code }).toEqual({ found: [`stdin:${lines + 1}:8 hf-user-token`], code: 1 });
    expect(report.ledger.scanned).toEqual({ objects: 1, bytes: lines * line.length + LEAK.length });
  });

  test.each([
    ['run.ipynb', 'run.ipynb:1:78 notebook-output-token'],
    ['RUN.IPYNB', 'RUN.IPYNB:1:78 notebook-output-token'],
    ['run.json', 'run.json:1:78 hf-user-token'],
  ])('--stdin-filename %s', (name, finding) => {
    expect(scan(NOTEBOOK, ['--stdin-filename', name]).found).toEqual([
      finding.replace(':78', `:${NOTEBOOK.indexOf(T) + 1}`),
    ]);
  });

  test.each([
    ['closed', 'hfleaks scan - -f json <&-', 0],
    ['/dev/null', 'hfleaks scan - -f json < /dev/null', 0],
    ['a file', 'hfleaks scan - -f json < a', 1],
  ])('%s', (_name, line, expected) => {
    const { code, stdout, stderr } = shell(folderWith({ a: LEAK }), line);
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
    expect(JSON.parse(stdout).complete).toBe(true);
  });

  test('a folder', () => {
    expect(shell(folderWith({ a: LEAK }), 'hfleaks scan - < .')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('is a folder'),
    });
  });
});

describe('what stands in a tree', () => {
  test.runIf(LINUX)('FIFO, socket and device: listed, not waited for, and refused where they are named', async () => {
    const folder = folderWith({ a: LEAK });
    run('mkfifo', ['fifo'], folder.path, cleanEnvironment(folder.home));
    const server = createServer().listen(join(folder.path, 's'));
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    const device = run('mknod', ['zero', 'c', '1', '5'], folder.path, cleanEnvironment(folder.home)).code === 0 ? 1 : 0;
    const { found, skipped, code } = folder.scan(['scan']);
    expect({ found, skipped, code }).toEqual({
      found: ['a:1:8 hf-user-token'],
      skipped: { 'special-file': 2 + device },
      code: 1,
    });
    expect(folder.hfleaks(['scan', 'fifo'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('fifo is no file or folder'),
    });
  });

  test('links: their text is scanned, and nothing behind them', () => {
    const folder = folderWith({ 'in/a': 'x', '../outside/b': LEAK });
    for (const [target, name] of [
      ['a', 'in/file'],
      ['../../outside', 'in/folder'],
      ['../../outside/b', 'in/out'],
      ['loop2', 'in/loop'],
      ['loop', 'in/loop2'],
      ['.', 'in/self'],
      ['nowhere', 'in/dangling'],
      [`/x/${U}`, 'in/token'],
    ] as const)
      symlinkSync(target, join(folder.path, name));
    const { found, skipped, report, code } = folder.scan(['scan', 'in']);
    expect({ found, skipped, code }).toEqual({ found: ['in/token:1:4 hf-user-token'], skipped: {}, code: 1 });
    expect(report.ledger.scanned.objects).toBe(9);
  });

  test('a link that is named: to a folder it is followed, to a file not', () => {
    const folder = folderWith({ 'real/a': LEAK });
    symlinkSync('real', join(folder.path, 'link'));
    symlinkSync('real/a', join(folder.path, 'file'));
    expect(folder.scan(['scan', 'link']).found).toEqual(['real/a:1:8 hf-user-token']);
    expect(folder.scan(['scan', 'file'])).toMatchObject({ code: 0, found: [] });
  });

  test.runIf(LINUX && ROOT_USER)('what may not be read (as nobody): exit 3, the rest is scanned', () => {
    const folder = folderWith({ a: LEAK, 'closed/b': 'x', c: 'x' });
    chmodSync(folder.home, 0o755);
    chmodSync(join(folder.path, 'closed'), 0o700);
    chmodSync(join(folder.path, 'c'), 0o600);
    const asNobody = (args: readonly string[]): Outcome =>
      run(
        'setpriv',
        ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, BUNDLE, ...args],
        folder.path,
        cleanEnvironment('/tmp'),
      );
    const { stdout, code } = asNobody(['-f', 'json']);
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report).toMatchObject({
      complete: false,
      ledger: { scanned: { objects: 1 }, skipped: [{ reason: 'permission', objects: 2, examples: ['c', 'closed'] }] },
    });
    expect(asNobody(['scan', '--exclude', 'a']).code).toBe(3);
    expect(asNobody(['scan', '--exclude', 'a', '--allow-incomplete', 'permission']).code).toBe(0);
    expect(asNobody(['scan', 'c']).code).toBe(3);
  });

  test('a tracked file that is gone', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: 'x', 'gone/b': LEAK, c: LEAK });
    rmSync(join(repository.path, 'gone'), { recursive: true });
    unlinkSync(join(repository.path, 'c'));
    expect(repository.scan(['scan'])).toMatchObject({ code: 0, found: [], skipped: { vanished: 2 } });
  });

  test('a tracked folder that became a link to elsewhere', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'sub/b': 'x' });
    repository.write('../outside/b', LEAK);
    rmSync(join(repository.path, 'sub'), { recursive: true });
    symlinkSync('../outside', join(repository.path, 'sub'));
    expect(repository.scan(['scan']).found).toEqual([]);
  });

  test('many thousand files in one folder', () => {
    const count = amount(30_000, 2000);
    const folder = plainFolder();
    for (let index = 0; index < count; index++) writeFileSync(join(folder.path, `f${index}`), '');
    writeFileSync(join(folder.path, 'f1999'), LEAK);
    expect(folder.scan(['scan'])).toMatchObject({
      code: 1,
      found: ['f1999:1:8 hf-user-token'],
      report: { ledger: { listed: { objects: count } } },
    });
  });

  test.each([false, true])('500 folders deep, in a repository: %s', async (inRepository) => {
    const folder = inRepository ? await temporaryRepository() : plainFolder();
    const path = `${'d/'.repeat(500)}a`;
    folder.write(path, LEAK);
    expect(folder.scan(['scan']).found).toEqual([`${path}:1:8 hf-user-token`]);
  });

  test.runIf(LINUX)('names that are no UTF-8, hold line ends, or a token', () => {
    const folder = plainFolder();
    folder.write(Buffer.from('caf\xe9', 'latin1'), LEAK);
    folder.write('new\nline', LEAK);
    folder.write(`${U}/x`, 'x');
    const { found, stdout } = folder.scan(['scan']);
    expect(found).toEqual([
      'caf\\xe9:1:8 hf-user-token',
      expect.stringMatching(/^hf_….{4}\/x:1:1 hf-user-token$/),
      'new\\nline:1:8 hf-user-token',
    ]);
    expect(stdout).not.toContain(U.slice(5, 17));
  });
});

describe('large files', () => {
  const MIB = 1 << 20;
  const MEBIBYTES = amount(320, 160);
  const TEXT = Buffer.from('some text of some kind, again and again\n'.repeat(MIB / 4)).subarray(0, 8 * MIB);
  const text = (fd: number): number => {
    for (let count = 0; count < MEBIBYTES / 8; count++) writeSync(fd, TEXT);
    return MEBIBYTES * MIB;
  };
  const zeros =
    (size: number) =>
    (fd: number): number => {
      ftruncateSync(fd, size);
      return size;
    };
  const CASES: readonly (readonly [string, (fd: number) => number])[] = [
    [`${MEBIBYTES} MiB of text`, text],
    // Sparse; nothing is written, but all of it is read.
    ...(process.env.HFLEAKS_TEST_HUGE
      ? ([
          ['1 GiB of zeros', zeros(1024 * MIB)],
          ['4 GiB of zeros', zeros(4096 * MIB)],
        ] as const)
      : []),
  ];

  test.runIf(existsSync('/usr/bin/time')).each(CASES)(
    '%s, a token at the end, in bounded memory',
    (_name, make) => {
      const folder = plainFolder();
      const fd = openSync(join(folder.path, 'huge'), 'w');
      const size = make(fd);
      writeSync(fd, `\n${LEAK}`, size);
      closeSync(fd);
      const peak = (args: readonly string[]): { kilobytes: number; outcome: Outcome } => {
        const outcome = run(
          '/usr/bin/time',
          ['-f', '%M', process.execPath, ...args],
          folder.path,
          cleanEnvironment(folder.home),
        );
        return { kilobytes: Number(outcome.stderr.trim().split('\n').at(-1)), outcome };
      };
      const { kilobytes, outcome } = peak([BUNDLE, '-f', 'json']);
      const [finding] = JSON.parse(outcome.stdout).findings;
      expect(finding.location).toMatchObject({ path: 'huge', column: 8, offset: size + 8 });
      expect(kilobytes - peak(['-e', '0']).kilobytes).toBeLessThan(100_000);
    },
    300_000,
  );
});

describe('which paths', () => {
  const files = { 'a.py': LEAK, 'sub/b.py': LEAK, 'sub/c.txt': LEAK, 'out/d.py': LEAK, 'e.log': LEAK };

  let repository: TestRepository;
  beforeAll(async () => {
    repository = await temporaryRepository('sha1', lastingHome());
    repository.commit({ ...files, '.gitignore': 'out/\n*.log\n' });
  });
  afterAll(() => removeFolder(repository.home));

  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [], ['a.py', 'sub/b.py', 'sub/c.txt']],
    ['a file', ['a.py'], ['a.py']],
    ['a folder', ['sub'], ['sub/b.py', 'sub/c.txt']],
    ['with a slash and dots', ['./sub/', './sub/../a.py'], ['a.py', 'sub/b.py', 'sub/c.txt']],
    ['several', ['a.py', 'sub'], ['a.py', 'sub/b.py', 'sub/c.txt']],
    ['an ignored file that is named', ['e.log'], ['e.log']],
    ['an ignored folder that is named', ['out'], ['out/d.py']],
    ['everything', ['--no-ignore'], ['a.py', 'e.log', 'out/d.py', 'sub/b.py', 'sub/c.txt']],
    ['a glob', ['*.py'], ['a.py', 'sub/b.py']],
    ['a glob with a folder', ['sub/*.py'], ['sub/b.py']],
    ['a glob for any depth', ['**/*.txt'], ['sub/c.txt']],
    ['without', ['--exclude', 'sub'], ['a.py']],
    ['without a glob', ['--exclude', '*.py'], ['sub/c.txt']],
    ['without two', ['--exclude', 'sub/*.py', '--exclude', 'a.py'], ['sub/c.txt']],
    ['without, of what is named', ['a.py', 'sub', '--exclude', 'a.py'], ['sub/b.py', 'sub/c.txt']],
  ])('%s: %j', async (_name, args, paths) => {
    expect(repository.scan(['scan', ...args]).found).toEqual(paths.map((path) => `${path}:1:8 hf-user-token`));
  });

  test('what was left out is counted', async () => {
    expect(repository.scan(['scan']).skipped).toEqual({ gitignored: 2 });
    expect(repository.scan(['scan', '--exclude', '*.py']).skipped).toEqual({ gitignored: 2, 'path-excluded': 2 });
  });

  test('a file and a glob that matches it, or a folder and a file in it', async () => {
    expect(repository.scan(['scan', 'sub/b.py', 'out']).found).toEqual(
      ['out/d.py', 'sub/b.py'].map((path) => `${path}:1:8 hf-user-token`),
    );
  });

  test.each([[['a.py', './a.py']], [['sub', 'sub/b.py']], [['.', 'sub']], [['a.py', '*.py']]])(
    'a path twice, or inside another, is one file: %j',
    async (paths) => {
      const { found } = repository.scan(['scan', ...paths]);
      expect(found).toEqual([...new Set(found)]);
    },
  );

  test('from a folder below, and outside of it', async () => {
    expect(repository.scan(['scan'], { cwd: 'sub' }).found).toEqual([
      'b.py:1:8 hf-user-token',
      'c.txt:1:8 hf-user-token',
    ]);
    expect(repository.scan(['scan', '../out'], { cwd: 'sub' }).found).toEqual(['d.py:1:8 hf-user-token']);
    expect(repository.scan(['scan', '../a.py', '.'], { cwd: 'sub' }).found).toEqual(
      ['a.py', 'sub/b.py', 'sub/c.txt'].map((path) => `${path}:1:8 hf-user-token`),
    );
  });

  test('a folder in no repository, named absolutely', () => {
    const folder = folderWith(files);
    const { found, stdout } = folder.scan(['scan', join(folder.path, 'sub')], { cwd: 'out' });
    expect(found).toEqual(['b.py:1:8 hf-user-token', 'c.txt:1:8 hf-user-token']);
    expect(JSON.parse(stdout).findings[0].location.path).toBe('b.py');
  });

  test('a name that is a glob too', () => {
    const folder = folderWith({ '[a].py': LEAK, 'a.py': 'x' });
    expect(folder.scan(['scan', '[a].py']).found).toEqual(['[a].py:1:8 hf-user-token']);
  });

  test('a name that begins with a dash', () => {
    const folder = folderWith({ '-q': LEAK });
    expect(folder.scan(['scan', './-q']).found).toEqual(['-q:1:8 hf-user-token']);
    expect(folder.hfleaks(['scan', '-f', 'json', '--', '-q']).code).toBe(1);
  });

  test('a glob that matches nothing is a clean scan of nothing', () => {
    expect(folderWith(files).scan(['scan', '*.rs'])).toMatchObject({ found: [], code: 0 });
  });
});

describe('repositories', () => {
  test('a repository inside, and a submodule: scanned by their own rules', async () => {
    const inner = await temporaryRepository();
    inner.commit({ 'in.py': LEAK });
    const repository = await temporaryRepository();
    repository.commit({ 'a.py': 'x' });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
    repository.git('clone', '--quiet', inner.path, 'clone');
    repository.write('clone/.gitignore', 'ignored\n');
    repository.write('clone/ignored', LEAK);
    expect(repository.scan(['scan'])).toMatchObject({
      code: 1,
      found: ['clone/in.py:1:8 hf-user-token', 'sub/in.py:1:8 hf-user-token'],
      skipped: { gitignored: 1 },
    });
  });

  test('a submodule that is not there: exit 3', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: 'x' });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'12'.repeat(20)},sub`);
    mkdirSync(join(repository.path, 'sub'));
    expect(repository.scan(['scan'])).toMatchObject({ code: 3, skipped: { submodule: 1 } });
    expect(repository.scan(['scan', '--allow-incomplete', 'submodule']).code).toBe(0);
  });

  test('an LFS pointer: exit 3, or what it stands for', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'model.bin': LFS_POINTER });
    expect(repository.scan(['scan'])).toMatchObject({ code: 3, skipped: { 'lfs-pointer': 1 } });
    expect(repository.scan(['scan', '--allow-incomplete', 'lfs-pointer']).code).toBe(0);
    repository.write(`.git/lfs/objects/cd/cd/${'cd'.repeat(32)}`, LEAK);
    expect(repository.scan(['scan'])).toMatchObject({ code: 1, found: ['model.bin:1:8 hf-user-token'], skipped: {} });
  });

  test('a token in the URL of a remote is a warning', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: 'x' });
    repository.git('remote', 'add', 'origin', `https://user:${T}@huggingface.co/user/model`);
    const { report, code } = repository.scan(['scan']);
    expect(code).toBe(0);
    expect(report.findings).toMatchObject([
      { rule: 'hf-user-token', severity: 'warning', location: { path: '.git/config' }, places: [{ kind: 'gitfile' }] },
    ]);
    expect(repository.scan(['scan', '--fail-on', 'warning']).code).toBe(1);
  });

  test('a linked work tree', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: LEAK });
    repository.git('worktree', 'add', '--quiet', '../tree');
    expect(repository.scan(['scan'], { cwd: '../tree' }).found).toEqual(['a:1:8 hf-user-token']);
  });
});

describe('signals', () => {
  const leftovers = (folder: TestRepository): readonly string[] =>
    readdirSync(folder.home).filter((name) => !/^(?:a (?:repository|folder)|\.cache)$/.test(name));

  /** Sends `signal` once `isReady`, and says how the process ended; `late` if it did not hear within three seconds. */
  async function interrupted(
    folder: TestRepository,
    args: readonly string[],
    signal: NodeJS.Signals,
    isReady: () => boolean,
  ): Promise<{ code: number | null; signal: string | null } | 'late'> {
    const child = spawn(process.execPath, [BUNDLE, ...args], {
      cwd: folder.path,
      env: cleanEnvironment(folder.home),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.once('exit', (code, by) => resolve({ code, signal: by })),
    );
    while (!isReady() && child.exitCode === null) await wait(10);
    await wait(300);
    child.kill(signal);
    return Promise.race([ended, wait(3000, 'late' as const)]);
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s while standard input is waited for', async (signal) => {
    const folder = plainFolder();
    expect(await interrupted(folder, ['scan', '-'], signal, () => true)).toEqual({ code: null, signal });
    expect(leftovers(folder)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s during a long scan of a repository leaves nothing behind',
    async (signal) => {
      const repository = await temporaryRepository();
      const content = 'some text of some kind\n'.repeat(8000);
      repository.write('f', content);
      for (let index = 0; index < 8000; index++)
        linkSync(join(repository.path, 'f'), join(repository.path, `f${index}`));
      // The temporary git directory is there from the listing's beginning to its end.
      expect(await interrupted(repository, ['scan'], signal, () => leftovers(repository).length > 0)).toEqual({
        code: null,
        signal,
      });
      expect(leftovers(repository)).toEqual([]);
    },
    60_000,
  );

  test('SIGINT during huge files is heard', async () => {
    const folder = plainFolder();
    // Of each, which has nothing in it, the beginning is read; of one, a quick machine has done so too early.
    for (let index = 0; index < 40; index++) {
      const fd = openSync(join(folder.path, `sparse${index}`), 'w');
      ftruncateSync(fd, 2 ** 37);
      closeSync(fd);
    }
    expect(await interrupted(folder, ['scan'], 'SIGINT', () => true)).toEqual({ code: null, signal: 'SIGINT' });
  });
});
