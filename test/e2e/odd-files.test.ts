// Things in a tree or a git directory that are not what they should be: FIFOs, sockets, devices, loops, forged history.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment, expectSealed, run, type TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';

const [T, U] = [userToken(151), userToken(152)];
const leak = `import os\nkey = "${T}"\n`;
const FOUND = 'app.py:2:8 hf-user-token';

/** A repository with the token staged, in which something is then broken. */
async function stagedRepository(): Promise<TestRepository> {
  const fresh = await temporaryRepository();
  fresh.commit({ 'tracked/file.txt': 'a\n', 'app.py': 'a\n' });
  fresh.write('app.py', leak);
  fresh.git('add', 'app.py');
  return fresh;
}

function makeFifo(folder: TestRepository, path: string): void {
  rmSync(join(folder.path, path), { force: true });
  mkdirSync(join(folder.path, path, '..'), { recursive: true });
  const made = run('mkfifo', [join(folder.path, path)], folder.path, cleanEnvironment(folder.home));
  if (made.code !== 0) throw new Error('mkfifo failed');
}

describe('a FIFO where git or hfleaks looks for a file never hangs', () => {
  const places: readonly (readonly [path: string, scan: number, staged: number])[] = [
    ['.git/info/exclude', 1, 1],
    ['.git/info/attributes', 1, 1],
    ['.git/info/grafts', 1, 1],
    ['.git/config', 1, 1],
    ['.git/config.worktree', 1, 1],
    ['.git/shallow', 1, 1],
    ['.git/packed-refs', 1, 1],
    ['.git/MERGE_HEAD', 1, 1],
    ['.git/commondir', 1, 1],
    ['.git/objects/info/alternates', 2, 2],
    ['.git/objects/info/commit-graph', 1, 1],
    ['.git/objects/pack/multi-pack-index', 1, 1],
    ['.git/index', 2, 2],
    ['.git/HEAD', 1, 2],
    ['.git/refs/heads/main', 1, 1],
    ['.gitattributes', 1, 1],
    ['.gitmodules', 1, 1],
  ];
  // The two commands take turns.
  test.each(places.map((place, at) => [...place, at] as const))(
    '%s',
    async (path, scan, staged, at) => {
      const fresh = await stagedRepository();
      makeFifo(fresh, path);
      const started = performance.now();
      const codes = [['scan', scan] as const, ['staged', staged] as const];
      for (const [verb, code] of slice(codes, 2, at % 2)) expect(fresh.hfleaks([verb]).code, verb).toBe(code);
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(fresh.leftovers()).toEqual([]);
    },
    60_000,
  );
});

describe('odd things in the tree', () => {
  test('FIFO, socket, device: named, never read, and refused to who asks for one', async () => {
    const fresh = await stagedRepository();
    makeFifo(fresh, 'fifo');
    makeFifo(fresh, 'replaced.txt');
    const server = createServer().listen(join(fresh.home, 'socket'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    renameSync(join(fresh.home, 'socket'), join(fresh.path, 'socket'));
    const device =
      run('mknod', [join(fresh.path, 'zero'), 'c', '1', '5'], fresh.path, cleanEnvironment(fresh.home)).code === 0;
    const outcome = fresh.scan(['scan', '--no-ignore']);
    expect(outcome).toMatchObject({ code: 1, found: [FOUND] });
    expect(outcome.skipped['special-file']).toBe(device ? 4 : 3);
    for (const path of ['fifo', 'socket', ...(device ? ['zero'] : [])])
      expect(fresh.hfleaks(['scan', 'tracked', path])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(`${path} is no file or folder`),
      });
    expect(fresh.scan(['staged'])).toMatchObject({ code: 1, found: [FOUND] });
  });

  test('links are texts: loops, devices and other repositories are not entered', async () => {
    const fresh = await stagedRepository();
    for (const [target, path] of [
      ['.', 'loop'],
      ['b', 'a'],
      ['a', 'b'],
      ['/dev/zero', 'zero'],
      ['/proc/self/environ', 'environ'],
      ['/etc', 'etc'],
      [T, 'nowhere'],
    ])
      symlinkSync(target as string, join(fresh.path, path as string));
    expect(fresh.scan(['scan', 'a', 'nowhere'])).toMatchObject({ code: 1, found: ['nowhere:1:1 hf-user-token'] });
    // Who names one wants what it gives, as of `<(command)`.
    expect(fresh.hfleaks(['scan', 'zero'])).toMatchObject({ code: 2, stdout: '' });
    expect(fresh.hfleaks(['scan', 'x'.repeat(5000)])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is nothing at x'),
    });
    for (const flags of [[], ['--no-ignore']]) {
      const outcome = fresh.scan(['scan', ...flags]);
      expect(outcome).toMatchObject({ code: 1, found: [FOUND, 'nowhere:1:1 hf-user-token'] });
      expect(outcome.report.ledger.listed.objects).toBeLessThan(15);
    }
  });

  test('a link in the place of a tracked folder does not lead out of the tree', async () => {
    const fresh = await stagedRepository();
    rmSync(join(fresh.path, 'tracked'), { recursive: true });
    mkdirSync(join(fresh.home, 'elsewhere'));
    writeFileSync(join(fresh.home, 'elsewhere/file.txt'), `${U}\n`);
    symlinkSync('../elsewhere', join(fresh.path, 'tracked'));
    const outcome = fresh.scan(['scan']);
    expect(outcome).toMatchObject({ code: 1, found: [FOUND] });
    expectSealed(outcome, T, U);
  });
});

describe('what would hide content from git', () => {
  const cases: Readonly<Record<string, (repository: TestRepository) => void>> = {
    'a replace ref for the blob': (repository) =>
      repository.git('replace', repository.git('rev-parse', ':app.py').trim(), emptyBlob(repository)),
    'a replace ref for HEAD, in which the token is old': (repository) => {
      const tree = repository.git('write-tree').trim();
      const commit = repository.git('commit-tree', '-m', 'forged', tree).trim();
      repository.git('replace', 'HEAD', commit);
    },
    grafts: (repository) => repository.write('.git/info/grafts', `${repository.git('rev-parse', 'HEAD').trim()}\n`),
    'a forged commit-graph': (repository) => {
      repository.git('commit-graph', 'write', '--reachable');
      const path = '.git/objects/info/commit-graph';
      rmSync(join(repository.path, path), { force: true });
      repository.write(path, Buffer.alloc(2000, 'CGPH'));
    },
    'a forged multi-pack-index': (repository) => {
      repository.git('repack', '-q', '-a');
      repository.write('.git/objects/pack/multi-pack-index', Buffer.alloc(2000, 'MIDX'));
    },
    'core.bigFileThreshold and -diff': (repository) => {
      repository.git('config', 'core.bigFileThreshold', '1');
      repository.write('.git/info/attributes', '* -diff binary\n');
    },
    'core.worktree and core.bare': (repository) => {
      repository.git('config', 'core.worktree', '/etc');
      repository.write('.git/config', '[core]\n\tbare = true\n\tworktree = /etc\n');
    },
  };

  test.each(Object.entries(cases))('%s', async (_, arrange) => {
    const fresh = await stagedRepository();
    arrange(fresh);
    expect(fresh.scan(['staged'])).toMatchObject({ code: 1, found: [FOUND], suppressed: [] });
    expect(fresh.scan(['scan'])).toMatchObject({ code: 1, found: [FOUND], suppressed: [] });
  });

  function emptyBlob(repository: TestRepository): string {
    return repository.tryGit(['hash-object', '-w', '--stdin']).stdout.trim();
  }
});
