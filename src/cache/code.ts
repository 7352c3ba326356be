// What V8 made of our own code in an earlier run, in the user's cache folder, so that it is not made again at each start.
import { lstatSync, readFileSync, renameSync, statSync } from 'node:fs';
import NodeModule from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { VERSION } from '../version.ts';
import type { Limits } from './folder.ts';
import { isOwn } from './place.ts';
import { readAt, withFile } from './reading.ts';

export interface CodeOptions {
  /** As `cacheFolder` gives it; nothing is made where there is none. */
  readonly folder: string;
  /** The user's number. */
  readonly user: number;
  /** The folder of the bundle's chunks, absolute, without links. */
  readonly chunks: string;
  /** What tells one Node.js from another; letters, digits, `.` and `-`. */
  readonly engine: string;
  /** What runs: each has its own file, since it calls other code. Letters. */
  readonly purpose: string;
  /** Runs something as V8 is unless told otherwise: what is kept counts only where V8's flags are the same. */
  readonly asUsual: <T>(work: () => T) => T;
}

/** A chunk that was loaded, and what V8 knows of it. */
interface Loaded {
  readonly name: string;
  readonly source: Buffer;
  readonly script: Script;
  readonly isKept: boolean;
}

/** What Node.js calls for a file that is required. */
type Loader = (module: NodeModule, path: string) => void;

const { _extensions: loaders } = NodeModule as unknown as { readonly _extensions: Record<string, Loader> };
/** What stands around a module: `(function (exports, require, module, __filename, __dirname) { ` and `\n});`. */
const [BEFORE, BEHIND] = NodeModule.wrap('\0')
  .split('\0')
  .map((text) => Buffer.from(text)) as [Buffer, Buffer];
const LIMIT = 16 << 20;
const KEPT: Limits = { names: /^code-/, entries: 200, bytes: 64 << 20 };

/**
 * Has chunks that are loaded from now on run without being compiled, where that was kept; gives what keeps it for the next run, to be called
 * at the end. V8 runs what is in these files without a look at it: they count in a folder alone that only the user can write to, and for the
 * very bytes of the chunk. Null where there is no such folder. Nothing here throws.
 */
export function reuseCode(options: CodeOptions): (() => Promise<void>) | null {
  const { folder, user, chunks } = options;
  if (!isClosed(folder, user)) return null;
  const all: Loaded[] = [];
  loaders['.cjs'] = (module, path) => {
    if (dirname(path) !== chunks) return loaders['.js']?.(module, path);
    const loaded = load(path, options);
    all.push(loaded);
    const run = loaded.script.runInThisContext() as (...names: unknown[]) => void;
    run.call(module.exports, module.exports, module.require.bind(module), module, path, chunks);
  };
  return () => keep(all, options);
}

/** Whether the folder, and the one it is in, are there and the user's alone. */
function isClosed(folder: string, user: number): boolean {
  try {
    return (
      lstatSync(folder).isDirectory() && [folder, dirname(folder)].every((one) => isOwn(statSync(one), user, 0o022))
    );
  } catch {
    return false;
  }
}

function load(path: string, options: CodeOptions): Loaded {
  const source = readFileSync(path);
  const name = `code-${options.engine}-${VERSION}-${options.purpose}-${basename(path, '.cjs')}`;
  const cachedData = read(join(options.folder, name), options.user, source);
  // As bytes: a string of three parts would be copied once more.
  const script = options.asUsual(
    () =>
      new Script(Buffer.concat([BEFORE, source, BEHIND]).toString(), {
        filename: path,
        columnOffset: -BEFORE.length,
        ...(cachedData && { cachedData }),
      }),
  );
  return { name, source, script, isKept: cachedData !== null && script.cachedDataRejected !== true };
}

/** What was kept of `source`; null if that is not what the file is about. Format: the number of bytes of the source, the source, and V8's own. */
function read(path: string, user: number, source: Buffer): Buffer | null {
  return withFile(path, (fd, stats) => {
    if (!isOwn(stats, user, 0o077) || stats.size > LIMIT) return null;
    const bytes = readAt(fd, 0, stats.size);
    const end = 4 + source.length;
    return bytes.length > end && bytes.readUInt32LE() === source.length && source.equals(bytes.subarray(4, end))
      ? bytes.subarray(end)
      : null;
  });
}

async function keep(all: readonly Loaded[], { folder, user, asUsual }: CodeOptions): Promise<void> {
  // One that is new has called what the others had not compiled.
  if (all.every(({ isKept }) => isKept)) return;
  try {
    const { makeRoom, writeWhole } = await import('./folder.ts');
    if (!isClosed(folder, user)) return;
    for (const { name, source, script } of all) {
      const data = asUsual(() => script.createCachedData());
      const length = Buffer.alloc(4);
      length.writeUInt32LE(source.length);
      makeRoom(folder, name, source.length + data.length, KEPT);
      writeWhole(folder, [length, source, data], (temporary) => renameSync(temporary, join(folder, name)));
    }
  } catch {
    // What cannot be kept is made again.
  }
}
