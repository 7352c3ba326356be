// Which objects are read from packs without git: those that lie in one pack alone, where nobody has to choose.
import type { ObjectType } from '../git/object-format.ts';
import type { ObjectList } from '../git/object-list.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import {
  type PackedObject,
  type PackLayout,
  PackReader,
  type PackReaderOptions,
  type Selection,
} from '../git/pack/reader.ts';
import { createWorkspace, type Lodger } from '../git/pack/workspace.ts';
import type { StoreFile } from '../git/stored-ids.ts';
import type { Searched } from '../types.ts';

export interface PackedObjectsOptions extends PackReaderOptions {
  readonly table: ObjectTable;
  /** All files in which git finds objects. */
  readonly files: readonly StoreFile[];
  /** Told of the memory in which objects will lie, before the first of them is read. */
  readonly lodger?: Lodger | undefined;
  /** What is known of the packs already, in their order; see `PackReader`. */
  readonly layouts?: readonly (PackLayout | null)[] | undefined;
}

/** The packs among some files, opened when they are first asked for something. The caller closes them. */
export class PackedObjects {
  readonly #options: PackedObjectsOptions;
  readonly #doubles: Uint8Array;
  /** In the order of the packs; null for what cannot be read. */
  #readers: readonly (PackReader | null)[] | null = null;
  /** By pack and place of an id in its index: the position in the table, plus two; 1 for none. */
  readonly #positions = new Map<Buffer, Int32Array>();

  constructor(options: PackedObjectsOptions) {
    this.#options = options;
    this.#doubles = doublesOf(options.files, options.table.list);
  }

  close(): void {
    for (const reader of this.#readers ?? []) reader?.close();
    this.#readers = null;
  }

  /**
   * Yields what packs hold of the objects that are wanted, see `wanted`, in no order and each once. What is not read here, for whatever
   * reason, is left out: damage, other forms, types and sizes that are not those of the table, ids that several files have. `selectionOf` says
   * what is read of which pack.
   */
  *read(
    isWanted: Uint8Array,
    selectionOf: (pack: number) => Selection = () => ({}),
  ): Generator<PackedObject<Searched>> {
    for (const [pack, reader] of this.#opened().entries())
      try {
        const find = (ids: Buffer, at: number): number => this.#wantedAt(ids, at, isWanted);
        for (const object of reader?.objects<Searched>(find, selectionOf(pack)) ?? [])
          if (this.#isSound(object.index, object.type, object.bytes.length)) yield object;
      } catch {
        // git is asked for what is left, whatever the reason.
      }
  }

  /** By position in the table, 1 for those at `wanted` that lie in one file alone. */
  wanted(wanted: Iterable<number>): Uint8Array {
    const isWanted = new Uint8Array(this.#options.table.list.length);
    for (const index of wanted) isWanted[index] = 1 - (this.#doubles[index] as number);
    return isWanted;
  }

  /** The position in the table of what somebody else has read; -1 for what is not wanted, or not what the table says. */
  position(pack: number, place: number, type: ObjectType, size: number, isWanted: Uint8Array): number {
    const ids = this.#opened()[pack]?.ids;
    const index = ids ? this.#wantedAt(ids, place * this.#options.table.list.width, isWanted) : -1;
    return index >= 0 && this.#isSound(index, type, size) ? index : -1;
  }

  #wantedAt(ids: Buffer, at: number, isWanted: Uint8Array): number {
    const { list } = this.#options.table;
    let positions = this.#positions.get(ids);
    if (!positions) this.#positions.set(ids, (positions = new Int32Array(ids.length / list.width)));
    const index = (positions[at / list.width] ||= list.indexOfRaw(ids, at) + 2) - 2;
    return index >= 0 && isWanted[index] === 1 ? index : -1;
  }

  #isSound(index: number, type: ObjectType, size: number): boolean {
    const { table } = this.#options;
    return size === table.size(index) && type === table.type(index);
  }

  #opened(): readonly (PackReader | null)[] {
    const { files, lodger, layouts } = this.#options;
    return (this.#readers ??= openPacks(packsOf(files), this.#options, lodger, layouts));
  }
}

/** The packs among some files: their paths without ending. */
export function packsOf(files: readonly StoreFile[]): readonly string[] {
  return files.flatMap(({ kind, paths }) => (kind === 'pack' ? [(paths[0] as string).replace(/\.pack$/, '')] : []));
}

/** All of them in one workspace; null for what cannot be read. The caller closes them. */
export function openPacks(
  paths: readonly string[],
  options: PackReaderOptions,
  lodger?: Lodger,
  layouts?: readonly (PackLayout | null)[],
): readonly (PackReader | null)[] {
  const workspace = createWorkspace(options.memory, lodger);
  return paths.map((path, at) => {
    try {
      return new PackReader(path, { ...options, workspace, layout: layouts?.[at] ?? undefined });
    } catch {
      // git is asked.
      return null;
    }
  });
}

/** By position in `list`, 1 for what several files have: git reads the one or the other. */
function doublesOf(files: readonly StoreFile[], list: ObjectList): Uint8Array {
  const [seen, doubles] = [new Uint8Array(list.length), new Uint8Array(list.length)];
  if (files.length > 1)
    for (const file of files)
      for (const { bytes, at } of file.ids()) {
        const index = list.indexOfRaw(bytes, at);
        if (index < 0) continue;
        if (seen[index] === 1) doubles[index] = 1;
        seen[index] = 1;
      }
  return doubles;
}
