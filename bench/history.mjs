// Speed in history, as ratios of whole processes in interleaved rounds: `npm run bench:history -- GITDIR [ROUNDS]`; GITDIR is a bare
// repository with a long history, all of whose objects are there.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BUNDLE, environment, measure, temporaryHome } from './measure.mjs';

const gitDir = resolve(process.argv[2] ?? '.');
const rounds = Number(process.argv[3] ?? 5);
const node = process.execPath;
const hfleaks = `"${node}" "${BUNDLE}"`;
const home = temporaryHome();
const env = { ...environment, XDG_CACHE_HOME: home.path };
const git = (...args) => execFileSync('git', args, { cwd: gitDir, env, encoding: 'utf8', maxBuffer: 1 << 30 }).trim();
const shell = (line) => ['sh', ['-c', `${line} > /dev/null || true`], gitDir];

try {
  measure('the whole history', rounds, env, [
    [
      'git cat-file --batch-all-objects --batch --unordered --buffer',
      ...shell('git cat-file --batch-all-objects --batch --unordered --buffer'),
    ],
    ['hfleaks history --no-cache', ...shell(`${hfleaks} history --no-cache -q`)],
    ['hfleaks history --everything --no-cache', ...shell(`${hfleaks} history --everything --no-cache -q`)],
  ]);
  execFileSync('sh', ['-c', `${hfleaks} history -q > /dev/null || true`], { cwd: gitDir, env });
  measure('a second scan with nothing new', rounds * 3, env, [
    ['node -e 0', ...shell(`"${node}" -e 0`)],
    ['hfleaks history', ...shell(`${hfleaks} history -q`)],
  ]);
  const head = git('rev-parse', 'HEAD');
  const base = git('rev-list', '--first-parent', '--skip=100', '--max-count=1', 'HEAD');
  measure('a range of a hundred commits of the main branch', rounds * 3, env, [
    ['git log -p -U0 A..B; node -e 0', ...shell(`{ git log -p -U0 ${base}..${head}; "${node}" -e 0; }`)],
    ['hfleaks range A..B', ...shell(`${hfleaks} range ${base}..${head} -q`)],
  ]);
  const planted = plantedRepository();
  const [, clean, found] = measure('what 25 findings add', rounds, env, [
    ['git log --raw --all', ...shell('git log --raw --all')],
    ['hfleaks history --no-cache', ...shell(`${hfleaks} history --no-cache -q`)],
    ['the same with 25 tokens', 'sh', ['-c', `${hfleaks} history --no-cache -q > /dev/null || true`], planted],
  ]);
  console.log(`attribution: ${(found - clean).toFixed(0)} ms, the difference of the last two`);
  console.log(`\nlargest resident set of Node.js: ${peak(['history', '--no-cache', '-q'])} MB`);
} finally {
  home.remove();
}

/** A repository that borrows all objects of the other one and has 25 tokens besides, each in a commit of its own. */
function plantedRepository() {
  const path = join(home.path, 'planted.git');
  execFileSync('git', ['init', '--quiet', '--bare', path], { env });
  mkdirSync(join(path, 'objects', 'info'), { recursive: true });
  writeFileSync(join(path, 'objects', 'info', 'alternates'), `${join(gitDir, 'objects')}\n`);
  const refs = git('for-each-ref', '--format=create %(refname) %(objectname)');
  execFileSync('git', ['update-ref', '--stdin'], { cwd: path, env, input: `${refs}\n` });
  const tips = git('rev-list', '--first-parent', '--max-count=2500', 'HEAD').split('\n');
  const letters = Array.from({ length: 52 }, (_, at) => String.fromCharCode((at < 26 ? 65 : 71) + at));
  const token = () => `hf_${Array.from({ length: 34 }, () => letters[Math.floor(Math.random() * 52)]).join('')}`;
  let stream = '';
  for (let at = 0; at < 25; at++) {
    const text = `login("${token()}")\n`;
    const from = tips[Math.min(at * 100, tips.length - 1)];
    stream += `commit refs/heads/planted-${at}\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\nfrom ${from}\n`;
    stream += `M 100644 inline src/planted-${at}.py\ndata ${text.length}\n${text}\n`;
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: path, env, input: stream });
  return path;
}

/** In MB, of the process alone without its children (`VmHWM` of proc(5)). */
function peak(args) {
  const script = `process.argv.splice(1, 1); process.once('exit', () => {
    const status = require('fs').readFileSync('/proc/self/status', 'latin1');
    process.stderr.write(/VmHWM:\\s*(\\d+)/.exec(status)[1] + '\\n');
  }); require(${JSON.stringify(BUNDLE)})`;
  const { stderr } = spawnSync(node, ['-e', script, BUNDLE, BUNDLE, ...args], { cwd: gitDir, env, encoding: 'utf8' });
  return Math.round(Number(stderr.trim().split('\n').at(-1)) / 1024);
}
