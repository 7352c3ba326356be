// Speed, as ratios of whole processes in interleaved rounds: `npm run bench -- TREE [ROUNDS]`; TREE is a repository's work tree.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUNDLE, environment, measure, ROOT, temporaryHome } from './measure.mjs';

const PATTERN = 'hf_[A-Za-z]{34}';

const tree = resolve(process.argv[2] ?? '.');
const rounds = Number(process.argv[3] ?? 15);
const home = temporaryHome();
const env = environment;

try {
  const commit = stagedRepository();
  const node = process.execPath;
  measure('a clean commit of one file, through husky', rounds, env, [
    ['node -e 0; git diff --cached --raw', 'sh', ['-c', `"${node}" -e 0; git diff --cached --raw`], commit],
    ['sh .husky/_/pre-commit (hfleaks staged)', 'sh', ['.husky/_/pre-commit'], commit],
    ['hfleaks staged, alone', node, [BUNDLE, 'staged'], commit],
  ]);
  const rg = spawnSync('rg', ['--version'], { encoding: 'utf8' });
  if (rg.error) console.log('the tree is not measured: rg (ripgrep) is not on PATH');
  else
    measure(`the tree ${tree}: ${git(['ls-files'], tree).split('\n').length - 1} tracked files`, rounds, env, [
      [`rg -uuu -c '${PATTERN}' .`, 'rg', ['-uuu', '-c', PATTERN, '.'], tree],
      ['hfleaks scan', node, [BUNDLE, 'scan', '-q'], tree],
      ['hfleaks scan --no-ignore', node, [BUNDLE, 'scan', '-q', '--no-ignore'], tree],
    ]);
} finally {
  home.remove();
}

/** A repository with husky and one clean file in the index. */
function stagedRepository() {
  const path = join(home.path, 'repository');
  mkdirSync(join(path, 'node_modules', '.bin'), { recursive: true });
  git(['init', '--quiet'], path);
  symlinkSync(BUNDLE, join(path, 'node_modules', '.bin', 'hfleaks'));
  const husky = join(ROOT, 'node_modules', 'husky', 'bin.js');
  if (!existsSync(husky)) throw new Error('husky is not installed: npm ci');
  execFileSync(process.execPath, [husky], { cwd: path, env });
  writeFileSync(join(path, '.husky', 'pre-commit'), 'hfleaks staged\n');
  writeFileSync(join(path, 'app.py'), 'print("hello")\n'.repeat(100));
  git(['add', 'app.py'], path);
  return path;
}

function git(args, cwd) {
  return execFileSync('git', args, { cwd, env, encoding: 'utf8' });
}
