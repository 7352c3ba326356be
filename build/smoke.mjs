// Tries the built command line with a Node.js: `node build/smoke.mjs [BINARY…]`, by default the one that runs this.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/hfleaks.cjs', import.meta.url));
const VERSION = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

// Made now and thrown away: no file of this project holds anything that looks like a token.
const token = `hf_${Array.from({ length: 34 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;
const folder = mkdtempSync(join(tmpdir(), 'hfleaks-smoke-'));
try {
  for (const name of ['leak', 'clean']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'leak', 'app.py'), `login(token="${token}")\n`);
  writeFileSync(join(folder, 'clean', 'app.py'), 'login(token=os.environ["HF_TOKEN"])\n');
  for (const node of process.argv.length > 2 ? process.argv.slice(2) : [process.execPath]) tryWith(node);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tryWith(node) {
  const cases = [
    { args: ['--version'], status: 0, stdout: new RegExp(`^(?:hfleaks )?${VERSION.replaceAll('.', '\\.')}\n$`) },
    { args: ['--help'], status: 0, stdout: /hfleaks/ },
    { args: ['scan', 'leak', '--format', 'json'], status: 1, check: oneFinding },
    { args: ['scan', 'leak'], status: 1, stdout: /app\.py/ },
    { args: ['scan', 'clean', '--format', 'json'], status: 0, check: noFinding },
    { args: ['scan', '-'], input: `token = ${token}\n`, status: 1, stdout: /hf-user-token/ },
    { args: ['scan', '-'], input: 'nothing here\n', status: 0 },
    { args: ['scan', '--no-such-flag'], status: 2, stderr: /no-such-flag/ },
    { args: ['scan', 'no-such-path'], status: 2, stderr: /no-such-path/ },
  ];
  for (const { args, input = '', status, stdout = /^/, stderr = /^/, check = () => {} } of cases) {
    const run = spawnSync(node, [CLI, ...args], { cwd: folder, input, encoding: 'utf8', timeout: 60_000 });
    const name = `${node} hfleaks ${args.join(' ')}`;
    assert.ifError(run.error);
    assert.equal(run.status, status, `${name}: exit code\n${run.stderr}`);
    assert.ok(!`${run.stdout}${run.stderr}`.includes(token.slice(5, -5)), `${name}: prints the token`);
    assert.match(run.stdout, stdout, name);
    assert.match(run.stderr, stderr, name);
    check(run.stdout);
  }
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`Node.js ${version}: ${cases.length} runs as expected`);
}

function oneFinding(stdout) {
  const { complete, findings } = JSON.parse(stdout);
  assert.equal(complete, true);
  assert.deepEqual(
    findings.map(({ rule, location }) => [rule, location.line]),
    [['hf-user-token', 1]],
  );
  assert.ok(findings[0].location.path.endsWith('app.py'));
}

function noFinding(stdout) {
  assert.deepEqual(JSON.parse(stdout).findings, []);
}
