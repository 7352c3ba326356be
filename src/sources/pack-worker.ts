// The other thread's part of a history: reads families of packs, and tells of each object whether it must be looked at.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ObjectType } from '../git/batch.ts';
import { isNode, mayNameSpecial } from '../git/object-format.ts';
import type { PackedObject, PackReader } from '../git/pack/reader.ts';
import { Turns } from '../git/pack/turns.ts';
import type { Hit, Probe, Searched, Searcher, TokenRule } from '../types.ts';
import { NOTEBOOK_LIMIT, WHOLE_LIMIT } from './content.ts';
import { lfsOid } from './lfs.ts';
import { type Answer, IS_TOLD, type PackTask, PHASES, type Phase, stretchesOf, type Told, TYPES } from './pack-task.ts';
import { openPacks } from './packed-objects.ts';

/** What is told at once: objects, bytes of them that were read, and of those that are told; and how many of these before somebody has looked at them. */
const MOST = 4096;
const MOST_READ = 16 << 20;
const ENOUGH = 1 << 20;
const AHEAD = 8 << 20;

/** Runs in the thread: does what it was started for. */
export async function servePacks(probeFor: (rules: readonly TokenRule[]) => Promise<Probe>): Promise<void> {
  const task: PackTask = workerData;
  const port = parentPort as MessagePort;
  await readPacks(port, task, await probeFor(task.rules));
  port.close();
}

/** Reads what nobody else has taken, and tells it at `port`; waits there for notebooks, and where it is too far ahead. */
export async function readPacks(port: MessagePort, task: PackTask, probe: Probe): Promise<void> {
  let search: Searcher | undefined;
  const readers = openPacks(task.packs, task, (memory) => {
    search = probe.searcher(memory);
  });
  search ??= probe.searcher();
  try {
    const answers = new Answers(port);
    for (const phase of ['meta', 'blobs'] as const) {
      const notebooks = phase === 'meta' ? null : await answers.notebooks(task.objectFormat === 'sha1' ? 20 : 32);
      for (const [pack, reader] of readers.entries()) {
        if (!reader) continue;
        const share = new Share(reader, phase, new Turns(stretchesOf(task.taken, pack, phase), false), notebooks);
        const batch = new Batch(port, pack);
        for await (const { object, isTold } of share.read(probe, search)) {
          batch.add(object, isTold);
          if (batch.isFull) await answers.unlessFar(batch.tell());
        }
        await answers.unlessFar(batch.tell());
      }
      port.postMessage({ end: phase } satisfies Told);
    }
  } finally {
    for (const reader of readers) reader?.close();
  }
}

/** What the other thread says. */
class Answers {
  #notebooks: Uint8Array | null = null;
  #ahead = 0;
  #wake: () => void = () => undefined;

  constructor(port: MessagePort) {
    port.on('message', (answer: Answer) => {
      if ('taken' in answer) this.#ahead -= answer.taken;
      else this.#notebooks = answer.notebooks;
      this.#wake();
    });
  }

  async notebooks(width: number): Promise<ReadonlySet<string>> {
    while (!this.#notebooks) await this.#answer();
    const ids = Buffer.from(this.#notebooks);
    return new Set(Array.from({ length: ids.length / width }, (_, at) => idAt(ids, at * width, width)));
  }

  async unlessFar(told: number): Promise<void> {
    this.#ahead += told;
    while (this.#ahead > AHEAD) await this.#answer();
  }

  #answer(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function idAt(ids: Buffer, at: number, width: number): string {
  return ids.toString('latin1', at, at + width);
}

/** The objects of one pack that are read here. */
class Share {
  readonly #reader: PackReader;
  readonly #phase: Phase;
  readonly #turns: Turns;
  readonly #notebooks: ReadonlySet<string> | null;

  constructor(reader: PackReader, phase: Phase, turns: Turns, notebooks: ReadonlySet<string> | null) {
    [this.#reader, this.#phase, this.#turns, this.#notebooks] = [reader, phase, turns, notebooks];
  }

  /** Each by its place among the ids. Damage ends it: who tells nothing of an object has not read it. */
  async *read(probe: Probe, search: Searcher): AsyncGenerator<{ object: PackedObject<Searched>; isTold: boolean }> {
    const { ids, width } = this.#reader;
    const types = PHASES[this.#phase];
    const placeOf = (_: Buffer, at: number): number => at / width;
    try {
      for (const object of this.#reader.objects<Searched>(placeOf, { types, turns: this.#turns })) {
        const { index, type, bytes } = object;
        const isNotebook = this.#notebooks?.has(idAt(ids, index * width, width)) ?? false;
        const limit = type === 'blob' && !isNotebook ? WHOLE_LIMIT : NOTEBOOK_LIMIT;
        if (bytes.length > limit || (isNode(type) && !object.isTrue())) continue;
        object.learned = search(bytes, object.origin);
        const isTold = isNotebook || (await isToldOf(type, bytes, object.learned.hits, probe));
        yield { object, isTold };
      }
    } catch {
      // git is asked for what is left.
    }
  }
}

async function isToldOf(type: ObjectType, bytes: Buffer, hits: readonly Hit[], probe: Probe): Promise<boolean> {
  if (type === 'blob') return lfsOid(bytes) !== null || (hits.length > 0 && !(await probe.isNothing(bytes, hits)));
  return hits.length > 0 || (type === 'tree' && mayNameSpecial(bytes));
}

/** Gathers what is told. */
class Batch {
  readonly #port: MessagePort;
  readonly #pack: number;
  readonly #places: number[] = [];
  readonly #sizes: number[] = [];
  readonly #kinds: number[] = [];
  readonly #told: Buffer[] = [];
  #size = 0;
  #read = 0;

  constructor(port: MessagePort, pack: number) {
    [this.#port, this.#pack] = [port, pack];
  }

  get isFull(): boolean {
    return this.#places.length >= MOST || this.#size >= ENOUGH || this.#read >= MOST_READ;
  }

  add({ index, type, bytes }: PackedObject<Searched>, isTold: boolean): void {
    this.#read += bytes.length;
    this.#places.push(index);
    this.#sizes.push(bytes.length);
    this.#kinds.push(TYPES.indexOf(type) + 1 + (isTold ? IS_TOLD : 0));
    if (!isTold) return;
    this.#told.push(Buffer.from(bytes));
    this.#size += bytes.length;
  }

  /** Gives the number of bytes. */
  tell(): number {
    if (this.#places.length === 0) return 0;
    const bytes = new Uint8Array(Buffer.concat(this.#told, this.#size));
    const batch = {
      ...{ pack: this.#pack, bytes },
      places: Uint32Array.from(this.#places),
      sizes: Uint32Array.from(this.#sizes),
      kinds: Uint8Array.from(this.#kinds),
    };
    this.#port.postMessage({ batch } satisfies Told, [batch.bytes.buffer]);
    for (const list of [this.#places, this.#sizes, this.#kinds, this.#told]) list.length = 0;
    this.#size = this.#read = 0;
    return bytes.length;
  }
}
