// One thread of the fuzzer: takes every so many-th stretch of each target, and says in shared memory which input it is at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, runStretch } from './run.ts';
import { STRETCH } from './target.ts';
import { targets } from './targets/index.ts';

/** What fuzz.mjs gives. */
interface Order {
  readonly names: readonly string[];
  readonly seed: number;
  /** Inputs of each target; those before `from` are made, and not counted. */
  readonly from: number;
  readonly end: number;
  /** For each target. */
  readonly seconds: number;
  readonly thread: number;
  readonly threads: number;
  readonly folder: string;
  /** The number of the target and of the input, and how many inputs there were. */
  readonly state: Float64Array;
}

// Errors are thrown by the million, and caught.
Error.stackTraceLimit = 0;

const { names, seed, from, end, seconds, thread, threads, folder, state } = workerData as Order;

for (const [at, name] of names.entries()) {
  state.set([at, 0, 0]);
  const own = join(folder, `${thread}`);
  mkdirSync(own, { recursive: true });
  const target = targets[name]?.(own);
  if (!target) throw new Error(`There is no target ${name}: ${Object.keys(targets).join(', ')}.`);
  const started = performance.now();
  const until = started + seconds * 1000;
  let inputs = 0;
  let failure: Failure | null = null;
  const tell = (number: number): boolean => {
    if (number % 64 === 0 && performance.now() > until) return false;
    state[1] = number;
    (state[2] as number)++;
    inputs++;
    return true;
  };
  const first = Math.floor(from / STRETCH) + thread;
  for (let stretch = first; !failure && stretch * STRETCH < end && performance.now() < until; stretch += threads) {
    failure = await runStretch(target, seed, stretch * STRETCH, end, tell);
    // What failed to unpack, Node's zlib gives back in a later turn of the event loop.
    await new Promise(setImmediate);
  }
  const files = failure ? written(name, failure) : [];
  const found = failure && { number: failure.number, message: failure.message, files };
  parentPort?.postMessage({ name, inputs, seconds: (performance.now() - started) / 1000, failure: found });
}

/** The parts of an input as files, each of which can be read by nobody else. */
function written(name: string, { number, input }: Failure): string[] {
  return input.parts.map((part, at) => {
    const path = join(folder, `${name}-${number}-${at}`);
    writeFileSync(path, part, { mode: 0o600 });
    return path;
  });
}
