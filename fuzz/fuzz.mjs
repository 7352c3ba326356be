// Changes of sound inputs, by the million, in threads that this one watches: `npm run fuzz`. See README.md beside this.
import { mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { rolldown } from 'rolldown';
import { loadConfig } from 'rolldown/config';

const HELP = `npm run fuzz -- [OPTION..]
  --target NAME  One of packs, stores, inflate, delta, sieve, versions, decode, unpack, code, reports. Repeatable. Default: all.
  --seconds N    For all of them together. Default: 60, where there is no --inputs.
  --inputs N     For each of them.
  --seed S       Default: 1.
  --from N       Begin with the input of that number: with --inputs 1, that one again.
  --jobs N       Threads. Default: 1.
`;
/** An input that takes so long, by the clock, hangs. */
const HANGS = 120_000;

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const { values: given } = parseArgs({
  options: {
    target: {
      type: 'string',
      multiple: true,
      default: 'packs stores inflate delta sieve versions decode unpack code reports'.split(' '),
    },
    seconds: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    jobs: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
});
if (given.help) console.log(HELP);
else await fuzz();

async function fuzz() {
  const folder = mkdtempSync(join(tmpdir(), 'hfleaks-fuzz-'));
  const from = Number(given.from);
  const seconds = Number(given.seconds ?? (given.inputs ? Number.POSITIVE_INFINITY : 60)) / given.target.length;
  const threads = Number(given.jobs);
  const order = { seconds, threads, from, names: given.target, seed: Number(given.seed) };
  order.end = given.inputs ? from + Number(given.inputs) : Number.POSITIVE_INFINITY;
  try {
    const script = join(folder, 'bundle', 'worker.mjs');
    await bundle(script);
    const results = new Map(given.target.map((name) => [name, []]));
    // Each target is told when the last thread is done with it.
    const done = (result) => {
      const all = results.get(result.name);
      if (all.push(result) === threads || result.isLast) tell(result.name, all);
      if (result.failure) process.exitCode = 1;
    };
    await Promise.all(Array.from({ length: threads }, (_, thread) => run(script, { ...order, thread, folder }, done)));
  } finally {
    rmSync(join(folder, 'bundle'), { recursive: true, force: true });
    for (let thread = 0; thread < threads; thread++)
      rmSync(join(folder, `${thread}`), { recursive: true, force: true });
    // What went wrong stays.
    if (!process.exitCode) rmdirSync(folder);
  }
}

/** With the modules that the build makes. */
async function bundle(file) {
  const { plugins } = await loadConfig(resolve('rolldown.config.ts'));
  const build = await rolldown({
    input: 'fuzz/worker.ts',
    platform: 'node',
    plugins: plugins.filter(({ name }) => name.startsWith('hfleaks-')),
    logLevel: 'silent',
  });
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
}

/** Ends with one thread; tells `done` of each target. */
function run(script, order, done) {
  const state = new Float64Array(new SharedArrayBuffer(3 * 8));
  const worker = new Worker(script, { workerData: { ...order, state } });
  const lost = (message) => {
    const [at, number, inputs] = state;
    done({ name: order.names[at], inputs, seconds: 0, failure: { number, message, files: [] }, isLast: true });
  };
  return new Promise((resolve) => {
    let [before, since] = [-1, Date.now()];
    const watch = setInterval(() => {
      if (state[2] !== before) [before, since] = [state[2], Date.now()];
      else if (Date.now() - since > HANGS) {
        lost('hangs');
        void worker.terminate();
      }
    }, 1000);
    worker.on('message', done);
    worker.on('error', (error) => lost(error.code ?? error.message));
    worker.on('exit', () => {
      clearInterval(watch);
      resolve();
    });
  });
}

function tell(name, results) {
  const inputs = results.reduce((sum, result) => sum + result.inputs, 0);
  const seconds = Math.max(0, ...results.map((result) => result.seconds));
  const rate = seconds > 0 ? Math.round(inputs / seconds) : 0;
  console.log(
    `${name.padEnd(9)}${inputs.toString().padStart(10)} inputs${rate.toString().padStart(8)} a second  seed ${given.seed}`,
  );
  for (const { failure } of results) {
    if (!failure) continue;
    const { number, message, files } = failure;
    console.log(`  input ${number}: ${message}`);
    console.log(`  npm run fuzz -- --target ${name} --seed ${given.seed} --from ${number} --inputs 1`);
    for (const file of files) console.log(`  ${file}`);
  }
}
