// The command line's entry: before it loads the rest, it sees to it that this need not be compiled.
import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reuseCode } from '../cache/code.ts';
import { cacheFolder } from '../cache/place.ts';
import { asUsual } from './compiling.ts';

/** Commands that run often, and each call other code. */
const PURPOSES = ['hook', 'staged', 'scan', 'range', 'history'];

/**
 * The user's cache folder. Null where code may come from what is scanned: inside of any repository, of the working directory, or of what the
 * arguments name; and where nothing is to be remembered.
 */
function codeFolder(argv: readonly string[], variables: NodeJS.ProcessEnv): string | null {
  if (variables.NODE_DISABLE_COMPILE_CACHE || argv.includes('--no-cache')) return null;
  const folder = cacheFolder(variables, process.platform);
  if (folder === null) return null;
  try {
    const real = realpathSync.native(folder);
    for (let above = real; dirname(above) !== above; above = dirname(above))
      if (['.git', 'HEAD'].some((name) => lstatSync(join(above, name), { throwIfNoEntry: false }))) return null;
    // Hooks are given names of files of the index, and many.
    const named = argv[0] === 'hook' || argv[0] === 'staged' ? [] : argv;
    return ['.', ...named].some((path) => isWithin(real, path)) ? null : real;
  } catch {
    return null;
  }
}

function isWithin(folder: string, path: string): boolean {
  try {
    const real = realpathSync.native(resolve(path));
    return folder === real || folder.startsWith(real.endsWith(sep) ? real : real + sep);
  } catch {
    return false;
  }
}

function begin(argv: readonly string[]): ReturnType<typeof reuseCode> {
  const user = process.geteuid?.();
  const folder = user === undefined ? null : codeFolder(argv, process.env);
  if (user === undefined || folder === null) return null;
  return reuseCode({
    folder,
    user,
    chunks: join(dirname(fileURLToPath(import.meta.url)), 'chunks'),
    engine: `${process.version}-${process.arch}`,
    purpose: PURPOSES.find((one) => one === argv[0]) ?? 'other',
    asUsual,
  });
}

const argv = process.argv.slice(2);
const keep = begin(argv);
void import('./main.ts').then(({ run }) => run(argv)).then(() => keep?.());
