// What the benches measure: trees, commits and histories made from real ones, with tokens planted in them.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { environment, ROOT } from './measure.mjs';

export function git(args, cwd, more = {}) {
  return execFileSync('git', args, { cwd, env: environment, encoding: 'utf8', maxBuffer: 2 ** 30, ...more }).trim();
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];

/** A line of Python with a token that never was one. */
export function plantedLine() {
  const letters = Array.from({ length: 34 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]);
  return `login("hf_${letters.join('')}")\n`;
}

/** Names of so many files with a token in each. */
export function plantedNames(count) {
  return Array.from({ length: count }, (_, index) => `planted-${index}.py`);
}

/** The regular files below `tree`, as paths in it: those that git tracks, where it is a repository. */
export function filesOf(tree) {
  const all = existsSync(join(tree, '.git'))
    ? git(['ls-files', '-z'], tree).split('\0')
    : readdirSync(tree, { recursive: true });
  return all.filter((path) => path !== '' && lstatSync(join(tree, path), { throwIfNoEntry: false })?.isFile()).sort();
}

/** A repository in `path` with the files of `tree`, all of them tracked, and the `planted` ones. */
export function copyOfTree(tree, path, planted) {
  for (const file of filesOf(tree)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    copyFileSync(join(tree, file), join(path, file));
  }
  return tracked(path, planted);
}

/** The same with `count` files, made from those of `tree` again and again, each of other contents. */
export function treeOfSize(tree, path, count, planted) {
  const files = filesOf(tree);
  for (let index = 0; index < count; index++) {
    const file = files[index % files.length];
    const target = join(path, `copy-${Math.floor(index / files.length)}`, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, Buffer.concat([readFileSync(join(tree, file)), Buffer.from(`\n# ${index}\n`)]));
  }
  return tracked(path, planted);
}

function tracked(path, planted) {
  for (const name of planted) writeFileSync(join(path, name), plantedLine());
  git(['init', '--quiet'], path);
  git(['add', '--all', '--force'], path);
  return path;
}

/** All that the files of `tree` hold. */
export function textOf(tree) {
  return Buffer.concat(filesOf(tree).map((file) => readFileSync(join(tree, file))));
}

/** A file of `size` bytes, of the files of `tree` again and again. */
export function largeFile(tree, path, size) {
  const files = filesOf(tree);
  const out = openSync(path, 'w');
  for (let written = 0, index = 0; written < size; index++)
    written += writeSync(out, readFileSync(join(tree, files[index % files.length])).subarray(0, size - written));
  closeSync(out);
  return path;
}

/** A repository with one commit, husky with the line `hook` for its pre-commit hook, and `contents` staged, by their paths. */
export function stagedRepository(path, hook, contents) {
  mkdirSync(path, { recursive: true });
  git(['init', '--quiet'], path);
  // Where a package manager would put it.
  for (const folder of ['dist', 'package.json'])
    cpSync(join(ROOT, folder), join(path, 'node_modules', 'hfleaks', folder), { recursive: true });
  execFileSync(process.execPath, [join(ROOT, 'node_modules', 'husky', 'bin.js')], { cwd: path, env: environment });
  writeFileSync(join(path, '.husky', 'pre-commit'), `${hook}\n`);
  writeFileSync(join(path, '.gitignore'), 'node_modules/\n.env\n.env.*\n');
  git(['add', '.gitignore'], path);
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'core.hooksPath=/dev/null'];
  git([...author, 'commit', '--quiet', '-m', 'begin'], path);
  for (const [name, text] of contents) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  git(['add', '--all'], path);
  return path;
}

/** Up to 2,500 commits, each the first parent of the one before it: from HEAD, or from a ref that is whole where a mirror lacks that one. */
export function mainLine(gitDir) {
  const refs = git(['for-each-ref', '--count=50', '--format=%(refname)'], gitDir).split('\n');
  for (const ref of ['HEAD', ...refs])
    try {
      const quietly = { stdio: ['ignore', 'pipe', 'ignore'] };
      return git(['rev-list', '--first-parent', '--max-count=2500', ref, '--'], gitDir, quietly).split('\n');
    } catch {
      // Not all of it is there.
    }
  return [];
}

/**
 * A copy of the bare repository `gitDir` in the place of what was at `path`, that has, besides, each of `planted` in a commit and on a branch of
 * its own.
 */
export function copyOfHistory(gitDir, path, planted) {
  // Where there is a folder, `cp` would put the copy into it.
  rmSync(path, { recursive: true, force: true });
  // Nothing in a store of objects is ever written to again.
  try {
    execFileSync('cp', ['-al', gitDir, path], { stdio: 'ignore' });
  } catch {
    cpSync(gitDir, path, { recursive: true });
  }
  if (planted.length === 0) return path;
  const tips = mainLine(gitDir);
  const stream = planted.map((name, index) => {
    const text = plantedLine();
    const tip = tips[Math.min(index * 100, tips.length - 1)];
    const from = tip ? `from ${tip}\n` : '';
    return (
      `commit refs/heads/planted-${index}\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n${from}` +
      `M 100644 inline src/${name}\ndata ${text.length}\n${text}\n`
    );
  });
  git(['fast-import', '--quiet'], path, { input: stream.join('') });
  return path;
}

/** A bare repository of `count` commits, each of which changes one of ten files. */
export function historyOfSize(path, count) {
  git(['init', '--quiet', '--bare', path]);
  const stream = [];
  for (let index = 0; index < count; index++) {
    const lines = Array.from(
      { length: 400 },
      (_, line) => `value_${line} = ${line * ((index % 50) + 1) + (line === index % 400 ? index : 0)}\n`,
    );
    const text = lines.join('');
    stream.push(
      `commit refs/heads/main\ncommitter A <a@example.com> ${1700000000 + index} +0000\ndata 1\nx\n` +
        `M 100644 inline f${index % 10}.py\ndata ${text.length}\n${text}\n`,
    );
  }
  git(['fast-import', '--quiet'], path, { input: stream.join('') });
  git(['repack', '-adfq'], path);
  return path;
}
