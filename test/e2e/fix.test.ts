import { chmodSync, existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectSealed, plainFolder, type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const [A, B] = [userToken(81), userToken(82)];
const PLOT = '{"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo="}, "metadata": {}}';
const notebook = (outputs: string): string =>
  `{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [${outputs}], "source": ["1"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n`;
const LEAK = `{"output_type": "stream", "name": "stdout", "text": ["${A}\\n"]}`;

function read(repository: TestRepository, path: string): string {
  return readFileSync(join(repository.path, path), 'latin1');
}

/** What the rules about such files ask for. */
const IGNORED = '*.log\n.ipynb_checkpoints/\n.env\n.env.*\n!.env.example\n.netrc\n';

/** Everything that a repair may change. */
function state(repository: TestRepository, ...paths: string[]) {
  return [
    repository.git('ls-files', '--stage'),
    repository.git('status', '--short'),
    ...paths.map((path) => read(repository, path)),
  ];
}

describe('fix', () => {
  test('repairs files and the index apart, safely or all of it, and undoes it to the byte', async () => {
    const repository = await temporaryRepository();
    repository.commit({
      'app.py': `login("${A}")\nx = 1\n`,
      '.env': `HF_TOKEN=${A}\n`,
      'run.ipynb': notebook(`${LEAK}, ${PLOT}`),
      '.gitignore': '*.log',
    });
    // Staged in part: a line is only on the disk, and another credential only in the index.
    repository.write('b.js', `f("${B}");\n`);
    repository.git('add', 'b.js');
    repository.write('b.js', 'f();\n');
    repository.write('app.py', `login("${A}")\nx = 1\ny = 2\n`);
    repository.write('.netrc', `password ${A}\n`);
    repository.git('update-index', '--split-index');
    const all = ['app.py', '.env', 'run.ipynb', '.gitignore', 'b.js', '.netrc'];
    const before = state(repository, ...all);

    const dry = repository.hfleaks(['fix', '--dry-run']);
    expect(dry).toMatchObject({ code: 1, stderr: '' });
    const asked = repository.hfleaks(['fix']);
    expect(asked).toMatchObject({
      code: 1,
      stdout: `${dry.stdout}Nothing was changed. Make these changes with --yes.\n`,
    });
    expect(state(repository, ...all)).toEqual(before);

    const safe = repository.hfleaks(['fix', '--yes']);
    expectSealed(safe, A, B);
    expect(safe.stdout).toContain('--- .env (staged)\ngit has it no longer; the file stays where it is\n');
    expect(safe.stdout).toContain('--- run.ipynb (and staged)\n');
    expect(safe.stdout).toMatch(/^ {2}1\. Revoke it: https:\/\/huggingface\.co\/settings\/tokens$/m);
    expect(safe.stdout).toContain("'regex:hf_[A-Za-z]{34}==>REMOVED'");
    expect(read(repository, 'run.ipynb')).toBe(notebook(PLOT));
    expect(read(repository, '.gitignore')).toBe(IGNORED);
    expect(repository.git('show', ':.gitignore')).toBe(IGNORED);
    expect(repository.git('show', ':run.ipynb')).toBe(notebook(PLOT));
    expect([read(repository, '.env'), repository.git('ls-files', '.env')]).toEqual([`HF_TOKEN=${A}\n`, '']);
    expect(read(repository, 'app.py')).toContain(A);

    const unsafe = repository.hfleaks(['fix', '--unsafe', '--yes']);
    expect(unsafe).toMatchObject({ code: 0, stderr: '' });
    expect(unsafe.stdout).toContain('Set HF_TOKEN to a new credential where the code runs');
    expect(unsafe.stdout).toContain('Set HF_TOKEN_2 to');
    expect(read(repository, 'app.py')).toBe('import os\nlogin(os.environ["HF_TOKEN"])\nx = 1\ny = 2\n');
    expect(repository.git('show', ':app.py')).toBe('import os\nlogin(os.environ["HF_TOKEN"])\nx = 1\n');
    expect([read(repository, 'b.js'), repository.git('show', ':b.js')]).toEqual([
      'f();\n',
      'f(process.env.HF_TOKEN_2);\n',
    ]);
    expect(repository.git('fsck', '--no-dangling').trim()).toBe('');
    expect(repository.hfleaks(['fix', '--unsafe', '--yes'])).toMatchObject({ code: 0, stdout: 'Nothing to repair.\n' });

    for (const _ of [1, 2]) expect(repository.hfleaks(['fix', '--undo'])).toMatchObject({ code: 0, stderr: '' });
    expect(state(repository, ...all)).toEqual(before);
    expect(repository.hfleaks(['fix', '--undo']).stdout).toBe('There is nothing to undo.\n');
    expect(repository.leftovers()).toEqual([]);
  });

  test('changes nothing where something cannot be changed, and says which and why', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'a.py': 'x = 1\n', 'b.py': 'x = 1\n', '.env': `T=${A}\n` });
    repository.write('a.py', `x = "${A}"\n`);
    const refused = (...args: string[]) => {
      const before = state(repository, 'a.py');
      const outcome = repository.hfleaks(['fix', '--unsafe', '--yes', ...args]);
      expect(outcome.code).toBe(2);
      expect(state(repository, 'a.py')).toEqual(before);
      expectSealed(outcome, A);
      return outcome.stderr;
    };
    const path = (name: string): string => join(repository.path, name);

    // A line that is there already is not added in other words.
    repository.write('.gitignore', '.env*\n');
    expect(repository.hfleaks(['fix', '.env', '--yes']).code).toBe(0);
    expect([read(repository, '.gitignore'), repository.git('ls-files', '.env')]).toEqual(['.env*\n', '']);
    expect(repository.hfleaks(['fix', '--undo']).code).toBe(0);
    rmSync(path('.gitignore'));

    chmodSync(path('a.py'), 0o444);
    expect(refused()).toMatch(
      /a\.py is read-only; nothing was changed\.\n {2}Make it writable: chmod u\+w\. Or .*: hfleaks fix PATH/,
    );
    chmodSync(path('a.py'), 0o644);

    // What nothing can be done about stands in nobody's way.
    repository.write('zip.gz', gzipSync(A));
    chmodSync(path('zip.gz'), 0o444);
    symlinkSync(A, path('link'));
    expect(repository.hfleaks(['fix', 'zip.gz', 'link', '--unsafe', '--dry-run'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^left: link.*\n.*\nleft: zip\.gz/m),
    });
    rmSync(path('link'));

    writeFileSync(join(repository.home, 'mine'), '');
    symlinkSync(join(repository.home, 'mine'), path('.gitignore'));
    expect(refused()).toMatch(/\.gitignore is no regular file; nothing was changed/);
    expect(statSync(join(repository.home, 'mine')).size).toBe(0);
    rmSync(path('.gitignore'));

    writeFileSync(path('.git/index.lock'), '');
    expect(refused()).toMatch(/index\.lock/);
    rmSync(path('.git/index.lock'));

    expect(refused('..')).toMatch(/not in this repository/);
    expect(refused('none.py')).toMatch(/none\.py/);

    repository.git('checkout', '--quiet', 'a.py');
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.commit({ 'a.py': `x = "${A}"\n` });
    repository.git('checkout', '--quiet', 'main');
    repository.commit({ 'a.py': `y = "${B}"\n` });
    expect(repository.tryGit(['merge', 'other']).code).toBe(1);
    expect(refused()).toMatch(/a\.py is in conflict; nothing was changed\.\n {2}Finish the merge first/);
  });

  test('outside of a repository, and of a part of one', async () => {
    const folder = plainFolder();
    folder.write('a/x.sh', `export T=${A}\r\n`);
    folder.write('b/x.sh', `T=${A}\n`);
    expect(folder.hfleaks(['fix', 'a', '--unsafe', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect([read(folder, 'a/x.sh'), read(folder, 'b/x.sh')]).toEqual([`export T=\${HF_TOKEN}\r\n`, `T=${A}\n`]);
    expect(existsSync(join(folder.path, '.gitignore'))).toBe(false);
    folder.write('c/x.py', 'import os\nprint(os.environ["HF_TOKEN"])\n');
    expect(folder.hfleaks(['fix', 'c', '--unsafe', '--yes'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^left: c\/x\.py:2:\d+: .*\n {2}\S.*\n$/),
    });
    const { code, stderr } = folder.hfleaks(['nb', 'install', '--yes']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no git repository')]);
  });
});

describe('nb', () => {
  test('has git take in notebooks without the outputs that leak, and undoes it', async () => {
    const repository = await temporaryRepository();
    const config = read(repository, '.git/config');
    repository.write('.gitattributes', '*.png binary');
    expect(repository.hfleaks(['nb', 'install', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(read(repository, '.gitattributes')).toBe('*.png binary\n*.ipynb filter=hfleaks\n');
    expect(repository.hfleaks(['nb', 'install', '--yes']).stdout).toBe('git cleans notebooks already.\n');
    const [leaking, clean] = [notebook(`${PLOT}, ${LEAK}`), notebook(PLOT)];
    repository.write('a b.ipynb', leaking);
    repository.write('clean.ipynb', clean);
    repository.write('broken.ipynb', leaking.slice(0, -9));
    const { code, stderr } = repository.tryGit(['add', '.']);
    expect([code, stderr]).toEqual([0, 'hfleaks: left out 1 output of a notebook with a credential in it\n']);
    expect(repository.git('show', ':a b.ipynb')).toBe(clean);
    expect(repository.git('show', ':clean.ipynb')).toBe(clean);
    expect(repository.git('show', ':broken.ipynb')).toBe(leaking.slice(0, -9));
    expect(read(repository, 'a b.ipynb')).toBe(leaking);
    // Without anything that works, a notebook goes on as it is.
    repository.write('.hfleaks.yml', 'nonsense: 1\n');
    const passed = repository.hfleaks(['nb', 'clean'], { input: leaking });
    expect(passed).toMatchObject({ code: 0, stdout: leaking });
    expect(passed.stderr).toContain('could not be cleaned');
    rmSync(join(repository.path, '.hfleaks.yml'));
    expect(repository.hfleaks(['nb', 'install', '--undo'])).toMatchObject({ code: 0, stderr: '' });
    expect([read(repository, '.git/config'), read(repository, '.gitattributes')]).toEqual([config, '*.png binary']);
    repository.write('.gitattributes', '*.ipynb text filter=nbstripout\n');
    expect(repository.hfleaks(['nb', 'install', '--yes']).stderr).toMatch(
      /^hfleaks: \.gitattributes:1 gives notebooks another filter/,
    );
  });
});
