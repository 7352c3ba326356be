// Speed, as ratios of whole processes in interleaved rounds: `npm run bench -- TREE [ROUNDS]`; TREE is a repository's work tree.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BUNDLE = join(ROOT, 'dist', 'hfleaks.cjs');
const PATTERN = 'hf_[A-Za-z]{34}';

const tree = resolve(process.argv[2] ?? '.');
const rounds = Number(process.argv[3] ?? 15);
const home = realpathSync(mkdtempSync(join(tmpdir(), 'hfleaks-bench-')));
// NODE_EXTRA_CA_CERTS and NODE_OPTIONS double the start of Node, which flatters every ratio to it.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...variables } = process.env;
const env = { ...variables, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

try {
  const commit = stagedRepository();
  const node = process.execPath;
  report('a clean commit of one file, through husky', [
    ['node -e 0; git diff --cached --raw', 'sh', ['-c', `"${node}" -e 0; git diff --cached --raw`], commit],
    ['sh .husky/_/pre-commit (hfleaks staged)', 'sh', ['.husky/_/pre-commit'], commit],
    ['hfleaks staged, alone', node, [BUNDLE, 'staged'], commit],
  ]);
  const rg = spawnSync('rg', ['--version'], { encoding: 'utf8' });
  if (rg.error) console.log('the tree is not measured: rg (ripgrep) is not on PATH');
  else
    report(`the tree ${tree}: ${git(['ls-files'], tree).split('\n').length - 1} tracked files`, [
      [`rg -uuu -c '${PATTERN}' .`, 'rg', ['-uuu', '-c', PATTERN, '.'], tree],
      ['hfleaks scan', node, [BUNDLE, 'scan', '-q'], tree],
      ['hfleaks scan --no-ignore', node, [BUNDLE, 'scan', '-q', '--no-ignore'], tree],
    ]);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** A repository with husky and one clean file in the index. */
function stagedRepository() {
  const path = join(home, 'repository');
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

/** Times each command once a round, after one round that is not counted, and prints medians and ratios to the first. */
function report(title, commands) {
  const times = commands.map(() => []);
  for (let round = 0; round <= rounds; round++)
    for (const [index, [, program, args, cwd]] of commands.entries()) {
      const start = performance.now();
      const { error } = spawnSync(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
      if (error) throw error;
      if (round > 0) times[index].push(performance.now() - start);
    }
  console.log(`\n${title} (${rounds} rounds, Node.js ${process.version})`);
  for (const [index, [name]] of commands.entries()) {
    const ratios = times[index].map((time, round) => time / times[0][round]);
    const sorted = times[index].toSorted((a, b) => a - b);
    const spread = `${sorted[0].toFixed(0)}-${sorted.at(-1).toFixed(0)}`;
    console.log(
      `${median(ratios).toFixed(2).padStart(6)}x  ${median(sorted).toFixed(0).padStart(5)} ms (${spread})  ${name}`,
    );
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function git(args, cwd) {
  return execFileSync('git', args, { cwd, env, encoding: 'utf8' });
}
