// The other modules of a commit that is being made, to look from one into another.
import { readObjects } from '../git/objects.ts';
import type { Repository } from '../git/repository.ts';
import { Git } from '../git/runner.ts';
import { isModule } from '../path.ts';
import type { Beside, GitEnvironment } from '../types.ts';
import { MODULE_LIMIT } from './content.ts';
import type { Item } from './staged-work.ts';

/** What all modules together may hold, in bytes; of those behind, none is looked into. */
const MOST = 64 << 20;

/** The staged blobs that are modules, all read by one process when the first of them is asked for. */
export class StagedModules implements Beside {
  readonly #repository: Repository;
  readonly #environment: GitEnvironment;
  readonly #oids = new Map<string, string>();
  #contents: Promise<ReadonlyMap<string, Uint8Array>> | null = null;

  constructor(repository: Repository, environment: GitEnvironment) {
    this.#repository = repository;
    this.#environment = environment;
  }

  add(items: readonly Item[]): void {
    for (const { path, oid } of items) {
      const name = path.toString('latin1');
      if (isModule(name)) this.#oids.set(name, oid);
    }
  }

  modules(): Iterable<string> {
    return this.#oids.keys();
  }

  async read(path: string): Promise<Uint8Array | null> {
    const oid = this.#oids.get(path);
    return oid === undefined ? null : ((await (this.#contents ??= this.#readAll())).get(oid) ?? null);
  }

  async #readAll(): Promise<ReadonlyMap<string, Uint8Array>> {
    const contents = new Map<string, Uint8Array>();
    const oids = [...new Set(this.#oids.values())];
    const git = await Git.open(this.#repository, this.#environment);
    try {
      let [at, total] = [0, 0];
      for await (const object of readObjects(git, oids, () => MODULE_LIMIT)) {
        const oid = oids[at++] as string;
        if (object.kind !== 'bytes') continue;
        if ((total += object.bytes.length) > MOST) break;
        contents.set(oid, Uint8Array.from(object.bytes));
      }
    } finally {
      git.close();
    }
    return contents;
  }
}
