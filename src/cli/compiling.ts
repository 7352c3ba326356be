// When, and how much at once, V8 compiles for speed. A library would say it for its host too, so only the command line does.

/** A flag of V8, what it is unless told, and what it is for us. */
interface Flag {
  readonly name: string;
  readonly usual: number;
  readonly ours: number;
}

/**
 * How much bytecode of other functions goes into one that is compiled. A history takes seconds, in two threads that each compile the same: a third
 * of all work went there, and an eighth of all is spared; of what is full of hits, where much is compiled that soon is at its end, a sixth.
 */
const INLINED: Flag = { name: 'max-inlined-bytecode-size-cumulative', usual: 920, ours: 100 };

/**
 * How much a function must have run before it is compiled. Code is read by a thousand small functions, most of whose machine code came too late or
 * had to be thrown away: a third of all work in a tree or a range, and a twelfth of a history's. By major version, since an unknown flag is told on
 * the terminal; from Node.js 24 on a middle compiler stands between, and nothing is to be won.
 */
const LATER: Readonly<Record<string, Flag>> = {
  20: { name: 'interrupt-budget', usual: 67_584, ours: 400_000 },
  22: { name: 'invocation-count-for-turbofan', usual: 3000, ours: 20_000 },
};

/** How fast the room for young objects grows, up to 32 MB: an eighth of a history's memory, in which hardly anything is alive. */
const GROWTH: Flag = { name: 'semi-space-growth-factor', usual: 2, ours: 1 };

const changed = new Set<Flag>();

/** For runs that read code, or much in which something is. Not at the start: from then on Node.js compiles its own modules, which it has compiled. */
export function compileLater(): void {
  change([INLINED, LATER[process.versions.node.split('.')[0] ?? '']]);
}

/** For runs that take seconds, before a second thread starts. */
export function beForLong(): void {
  compileLater();
  change([GROWTH]);
}

/** Runs `work` under V8's own flags: compiled code is good for those alone under which it was made. */
export function asUsual<T>(work: () => T): T {
  set('usual');
  try {
    return work();
  } finally {
    set('ours');
  }
}

function change(flags: readonly (Flag | undefined)[]): void {
  for (const flag of flags) if (flag) changed.add(flag);
  set('ours');
}

function set(to: 'usual' | 'ours'): void {
  if (changed.size === 0) return;
  // Loaded here: most hooks change nothing.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of changed) setFlagsFromString(`--${flag.name}=${flag[to]}`);
}
