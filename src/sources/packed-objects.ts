// Which objects are read from packs without git: those that lie in one pack alone, where nobody has to choose.
import type { ObjectList } from '../git/object-list.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import { type PackedObject, PackReader, type PackReaderOptions } from '../git/pack/reader.ts';
import { createWorkspace } from '../git/pack/workspace.ts';
import type { StoreFile } from '../git/stored-ids.ts';
import type { Searched } from '../types.ts';

export interface PackedObjectsOptions extends PackReaderOptions {
  readonly table: ObjectTable;
  /** All files in which git finds objects. */
  readonly files: readonly StoreFile[];
}

/** The packs among some files, opened when they are first asked for something. The caller closes them. */
export class PackedObjects {
  readonly #options: PackedObjectsOptions;
  readonly #doubles: Uint8Array;
  #readers: PackReader[] | null = null;
  /** By pack and place of an id in its index: the position in the table, plus two; 1 for none. */
  readonly #positions = new Map<Buffer, Int32Array>();

  constructor(options: PackedObjectsOptions) {
    this.#options = options;
    this.#doubles = doublesOf(options.files, options.table.list);
  }

  close(): void {
    for (const reader of this.#readers ?? []) reader.close();
    this.#readers = null;
  }

  /**
   * Yields what packs hold of the objects at `wanted`, positions in the table, in no order and each once. What is not read here, for whatever
   * reason, is left out: damage, other forms, types and sizes that are not those of the table, ids that several files have.
   */
  *read(wanted: readonly number[]): Generator<PackedObject<Searched>> {
    const { table } = this.#options;
    const isWanted = new Uint8Array(table.list.length);
    for (const index of wanted) isWanted[index] = 1 - (this.#doubles[index] as number);
    const { width } = table.list;
    const find = (ids: Buffer, at: number): number => {
      let positions = this.#positions.get(ids);
      if (!positions) this.#positions.set(ids, (positions = new Int32Array(ids.length / width)));
      const index = (positions[at / width] ||= table.list.indexOfRaw(ids, at) + 2) - 2;
      return index >= 0 && isWanted[index] === 1 ? index : -1;
    };
    for (const reader of (this.#readers ??= this.#open()))
      try {
        for (const object of reader.objects<Searched>(find))
          if (object.bytes.length === table.size(object.index) && object.type === table.type(object.index))
            yield object;
      } catch {
        // git is asked for what is left, whatever the reason.
      }
  }

  #open(): PackReader[] {
    const readers: PackReader[] = [];
    const workspace = createWorkspace(this.#options.memory);
    for (const { kind, paths } of this.#options.files)
      try {
        if (kind === 'pack')
          readers.push(new PackReader((paths[0] as string).replace(/\.pack$/, ''), { ...this.#options, workspace }));
      } catch {
        // As above.
      }
    return readers;
  }
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
