// Which objects stand at some paths of a commit, by reading only the trees on the way to them.
import type { SkipReason } from '../types.ts';
import { readAside, type Unread } from './aside.ts';
import { objectParts, treeEntries } from './object-format.ts';
import type { Git } from './runner.ts';

const WHOLE = 64 << 20;
/** Folders in one another; each is a question to git. */
const DEEP = 500;

/** Trees that were asked for, each with the names that were looked for, and what they are. */
export type KnownTrees = Map<string, KnownTree>;

interface KnownTree {
  readonly asked: ReadonlySet<string>;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Why it could not be read, and has no entries. */
  readonly unread: SkipReason | null;
}

interface Entry {
  readonly oid: string;
  readonly isDirectory: boolean;
}

/**
 * The ids of what stands at `paths` in a commit, by path, a character for each byte. What is not there is left out, and so is what stands in trees
 * that cannot be read, of which `unread` is told. Reads level by level, each tree once, however many paths lead through it, and none that is `known`
 * from another commit.
 */
export async function blobsAt(
  git: Git,
  commit: string | null,
  paths: readonly Uint8Array[],
  unread: Unread,
  known: KnownTrees = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (commit === null || paths.length === 0) return found;
  const names = [...new Set(paths.map((path) => Buffer.from(path).toString('latin1')))];
  let root = '';
  for await (const [, bytes] of readWhole(git, [commit], 'commit', unread)) if (bytes) root = treeOf(bytes);
  if (root === '') return found;
  let open = names
    .map((path) => ({ path, parts: path.split('/'), tree: root }))
    .filter(({ parts }) => parts.length <= DEEP);
  if (open.length < names.length) unread('tree', root, 'size-limit');
  while (open.length > 0) {
    const wanted = namesByTree(open.map(({ parts, tree: oid }) => [oid, parts[0] as string]));
    await readTrees(git, wanted, known);
    for (const oid of wanted.keys()) {
      const why = known.get(oid)?.unread;
      if (why) unread('tree', oid, why);
    }
    open = open.flatMap(({ path, parts: [name = '', ...rest], tree: oid }) => {
      const next = known.get(oid)?.entries.get(name);
      if (next && rest.length > 0) return next.isDirectory ? [{ path, parts: rest, tree: next.oid }] : [];
      if (next) found.set(path, next.oid);
      return [];
    });
  }
  return found;
}

/** Reads those of the trees, by their names that are wanted, that are not known. */
async function readTrees(git: Git, wanted: ReadonlyMap<string, ReadonlySet<string>>, known: KnownTrees): Promise<void> {
  const isKnown = (oid: string, names: ReadonlySet<string>): boolean => {
    const asked = known.get(oid)?.asked;
    return asked !== undefined && [...names].every((name) => asked.has(name));
  };
  const unknown = [...wanted].flatMap(([oid, asked]) => (isKnown(oid, asked) ? [] : [oid]));
  const problems = new Map<string, SkipReason>();
  for await (const [oid, bytes] of readWhole(git, unknown, 'tree', (_, one, why) => problems.set(one, why))) {
    const asked = wanted.get(oid) as ReadonlySet<string>;
    const entries = bytes ? entriesOf(bytes, oid.length / 2, asked) : new Map<string, Entry>();
    known.set(oid, { asked, entries, unread: problems.get(oid) ?? null });
  }
}

/** The id in the first line, `tree <oid>`; `''` if there is none. */
function treeOf(commit: Buffer): string {
  for (const { field, start, end } of objectParts(commit))
    return field === 'tree' ? commit.toString('latin1', start + 'tree '.length, end).trim() : '';
  return '';
}

/** Names by tree. */
function namesByTree(pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const [key, value] of pairs) {
    const set = sets.get(key);
    if (set) set.add(value);
    else sets.set(key, new Set([value]));
  }
  return sets;
}

function entriesOf(tree: Buffer, width: number, wanted: ReadonlySet<string>): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const { name, oid, isDirectory } of treeEntries(tree, width)) {
    const text = name.toString('latin1');
    if (wanted.has(text)) found.set(text, { oid: tree.toString('hex', oid, oid + width), isDirectory });
  }
  return found;
}

/** The bytes of each object, valid until the next one is asked for; null for what is of another type, and for what `unread` is told of. */
async function* readWhole(
  git: Git,
  oids: readonly string[],
  type: 'commit' | 'tree',
  unread: Unread,
): AsyncGenerator<readonly [oid: string, bytes: Buffer | null]> {
  for await (const [oid, object] of readAside(git, oids, type, () => WHOLE, unread)) {
    if (object?.kind === 'stream') unread(type, oid, 'size-limit');
    yield [oid, object?.kind === 'bytes' ? object.bytes : null];
  }
}
