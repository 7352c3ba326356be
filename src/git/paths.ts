// Which objects stand at some paths of a commit, by reading only the trees on the way to them.
import { BatchReader, type ObjectType } from './batch.ts';
import { objectParts, treeEntries } from './object-format.ts';
import type { Git } from './runner.ts';

const WHOLE = 64 << 20;
/** Folders in one another; each is a question to git. */
const DEEP = 500;

/** Trees that were read: the names that were asked for, and what they are. */
export type KnownTrees = Map<
  string,
  { readonly asked: ReadonlySet<string>; readonly entries: ReadonlyMap<string, string> }
>;

/**
 * The ids of what stands at `paths` in a commit, by path, a character for each byte. What cannot be read, or is not there, is left out. Reads
 * level by level, each tree once, however many paths lead through it, and none that is `known` from another commit.
 */
export async function blobsAt(
  git: Git,
  commit: string | null,
  paths: readonly Uint8Array[],
  known: KnownTrees = new Map(),
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (commit === null || paths.length === 0) return found;
  const names = [...new Set(paths.map((path) => Buffer.from(path).toString('latin1')))];
  let root = '';
  await readAll(git, [commit], 'commit', (_, bytes) => {
    root = treeOf(bytes);
  });
  let open = names.map((path) => ({ path, parts: path.split('/'), tree: root })).filter(isWithinReach);
  while (open.length > 0) {
    const wanted = namesByTree(open.map(({ parts, tree: oid }) => [oid, parts[0] as string]));
    const isKnown = (oid: string, names: ReadonlySet<string>): boolean => {
      const asked = known.get(oid)?.asked;
      return asked !== undefined && [...names].every((name) => asked.has(name));
    };
    const unknown = [...wanted].flatMap(([oid, asked]) => (isKnown(oid, asked) ? [] : [oid]));
    await readAll(git, unknown, 'tree', (oid, bytes) => {
      const asked = wanted.get(oid) as ReadonlySet<string>;
      known.set(oid, { asked, entries: entriesOf(bytes, oid.length / 2, asked) });
    });
    open = open.flatMap(({ path, parts: [name = '', ...rest], tree: oid }) => {
      const next = known.get(oid)?.entries.get(name);
      if (next === undefined) return [];
      if (rest.length > 0) return [{ path, parts: rest, tree: next }];
      found.set(path, next);
      return [];
    });
  }
  return found;
}

function isWithinReach({ parts, tree }: { readonly parts: readonly string[]; readonly tree: string }): boolean {
  return tree !== '' && parts.length <= DEEP;
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

function entriesOf(tree: Buffer, width: number, wanted: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, oid } of treeEntries(tree, width)) {
    const text = name.toString('latin1');
    if (wanted.has(text)) found.set(text, tree.toString('hex', oid, oid + width));
  }
  return found;
}

/** Calls `use` with each of the objects that is of a type and can be read; its bytes are valid until `use` returns. */
async function readAll(
  git: Git,
  oids: readonly string[],
  type: ObjectType,
  use: (oid: string, bytes: Buffer) => void,
): Promise<void> {
  const reader = new BatchReader(
    git,
    { length: oids.length, hex: (at) => oids[at] as string },
    { wholeLimit: () => WHOLE },
  );
  try {
    let at = 0;
    for (let object = await reader.next(); object; object = await reader.next()) {
      const oid = oids[at++] as string;
      if (object.kind === 'bytes' && object.type === type) use(oid, object.bytes);
    }
  } finally {
    reader.close();
  }
}
