// When, and how much at once, V8 compiles for speed. A library would say it for its host too, so only the command line does.
import { setFlagsFromString } from 'node:v8';

/**
 * How much bytecode of other functions goes into one that is compiled: 920 bytes unless told. A history takes seconds, in two threads that each
 * compile the same: a third of all work went there, and an eighth of all is spared.
 */
const INLINED = '--max-inlined-bytecode-size-cumulative=100';

/**
 * How much a function must have run before it is compiled, six times as much as unless told. Code is read by a thousand small functions, most of
 * whose machine code came too late or had to be thrown away: a third of all work in a tree or a range. By major version, since an unknown flag
 * is told on the terminal; from Node.js 24 on a middle compiler stands between, and nothing is to be won.
 */
const LATER: Readonly<Record<string, string>> = {
  20: '--interrupt-budget=400000',
  22: '--invocation-count-for-turbofan=20000',
};

/** As `LATER`, for what a history runs, three times as much: a twelfth of all work in one of seconds, and nothing in longer ones. */
const SOMEWHAT_LATER: Readonly<Record<string, string>> = { 20: '--interrupt-budget=200000' };

/**
 * For runs whose work lies in WebAssembly and few functions around it, said before a second thread starts; and for what is full of hits, where a
 * second or two go by in which much is compiled that soon is at its end: there a sixth of all is spared.
 */
export function inlineLess(): void {
  setFlagsFromString(INLINED);
  set(SOMEWHAT_LATER);
}

/** For runs that read code. */
export function compileLater(): void {
  set(LATER);
}

/** One of some flags, by major version. */
function set(flags: Readonly<Record<string, string>>): void {
  const flag = flags[process.versions.node.split('.')[0] ?? ''];
  if (flag) setFlagsFromString(flag);
}
