// What the benches share: whole processes in interleaved rounds, as ratios to the first.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
export const BUNDLE = join(ROOT, 'dist', 'hfleaks.cjs');

// NODE_EXTRA_CA_CERTS and NODE_OPTIONS double the start of Node, which flatters every ratio to it.
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...variables } = process.env;
export const environment = { ...variables, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1' };

/** GNU time tells the processor time and memory of a process and of all that it waited for; nothing in Node.js does. */
const TIME = '/usr/bin/time';
const hasTime = existsSync(TIME);

/** A folder for what a bench makes. */
export function temporaryHome() {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'hfleaks-bench-')));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Times each command once a round, after one round that is not counted, prints a table, and gives it. A command is `{name, program, args, cwd,
 * env?, target?, report?, printsContent?}`: `target` is the ratio to the first command that it may have, `report` the file it writes to instead of
 * to standard output. Of `planted`, names of files that hold a token, the table tells how many each command names in the round that is not
 * counted: tools are compared where they find the same. Rows are `{name, ratio, target?, ms, spread, cpuMs, megabytes, found?}`, medians of
 * all rounds; the memory is the largest of any of the processes.
 */
export function measure(title, rounds, commands, planted = []) {
  const runs = commands.map(() => []);
  const found = commands.map((command) => foundBy(command, planted));
  for (let round = 0; round < rounds; round++)
    for (const [index, command] of commands.entries()) runs[index].push(run(command));
  const rows = commands.map(({ name, target }, index) => {
    const own = runs[index];
    const walls = own.map(({ ms }) => ms).toSorted((a, b) => a - b);
    return {
      name,
      ratio: median(own.map(({ ms }, round) => ms / runs[0][round].ms)),
      ...(target !== undefined && { target }),
      ms: median(walls),
      spread: [walls[0], walls.at(-1)],
      cpuMs: hasTime ? median(own.map(({ cpuMs }) => cpuMs)) : null,
      megabytes: hasTime ? median(own.map(({ megabytes }) => megabytes)) : null,
      ...(planted.length > 0 && { found: found[index] }),
    };
  });
  print(title, rounds, rows, planted);
  return { title, rounds, planted: planted.length, rows };
}

/** How many of the `planted` names a command names; null for one that prints content, all of it. */
function foundBy(command, planted) {
  const isAsked = planted.length > 0 && !command.printsContent;
  const { stdout } = start(command, isAsked && !command.report ? 'pipe' : 'ignore');
  if (!isAsked) return null;
  const text = command.report ? readFileSync(command.report, 'latin1') : stdout.toString('latin1');
  return planted.filter((name) => text.includes(name)).length;
}

function run({ program, args, ...more }) {
  const begin = performance.now();
  const timed = hasTime ? { program: TIME, args: ['-q', '-f', '%U %S %M', program, ...args] } : { program, args };
  const { stderr } = start({ ...timed, ...more }, 'ignore');
  const ms = performance.now() - begin;
  const [user, system, kilobytes] = stderr.toString().trim().split('\n').at(-1).split(' ').map(Number);
  return { ms, cpuMs: (user + system) * 1000, megabytes: kilobytes / 1024 };
}

function start({ program, args, cwd, env }, stdout) {
  const result = spawnSync(program, args, {
    cwd,
    env: { ...environment, ...env },
    stdio: ['ignore', stdout, 'pipe'],
    maxBuffer: 2 ** 30,
  });
  // Most scanners end with another code than 0 where they find something.
  if (result.error) throw result.error;
  if (result.signal) throw new Error(`${program} ended by ${result.signal}: ${result.stderr}`);
  return result;
}

function print(title, rounds, rows, planted) {
  console.log(`\n${title} (${rounds} rounds, Node.js ${process.version})`);
  const number = (value, width, digits = 0) => (value === null ? '-' : value.toFixed(digits)).padStart(width);
  for (const { name, ratio, target, ms, spread, cpuMs, megabytes, found } of rows) {
    const limit = target === undefined ? '' : ratio <= target ? ` (at most ${target})` : ` (at most ${target}: missed)`;
    const seen =
      planted.length === 0 || found === null || found === planted.length ? '' : `, finds ${found} of ${planted.length}`;
    const range = `${number(spread[0], 0)}-${number(spread[1], 0)}`;
    console.log(
      `${number(ratio, 7, 2)}x ${number(ms, 6)} ms (${range}), cpu ${number(cpuMs, 5)} ms, ${number(megabytes, 4)} MB  ${name}${limit}${seen}`,
    );
  }
}

/**
 * Runs the bundle and tells at its end, on the fourth descriptor, what the process took. `maxRSS` also counts what this process held when it
 * started that one; Linux says it better. Format: proc(5), `VmHWM:     38272 kB`.
 */
const SELF = `process.argv.splice(1, 1);
process.once('exit', () => {
  const fs = require('fs');
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const status = fs.existsSync('/proc/self/status') ? fs.readFileSync('/proc/self/status', 'latin1') : '';
  const kilobytes = Number(/^VmHWM:\\s+(\\d+) kB$/m.exec(status)?.[1] ?? maxRSS);
  fs.writeSync(3, JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: kilobytes / 1024 }));
});
require(process.argv[1]);`;

/**
 * What the process of hfleaks itself takes, without those it starts: seconds of one core, of the system too, and MB at the peak, null where it had to be
 * stopped, which it is after `patience` milliseconds; and its exit code.
 */
export function ownCost(args, cwd, { env, bundle = BUNDLE, patience } = {}) {
  const { status, output } = spawnSync(process.execPath, ['-e', SELF, bundle, bundle, ...args], {
    cwd,
    env: { ...environment, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  return { status, ...(status !== null && output[3] ? JSON.parse(output[3]) : { seconds: null, megabytes: null }) };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
