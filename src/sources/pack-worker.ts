// The other thread's part of a history: reads families of packs, and tells of each object whether it must be looked at.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ObjectType } from '../git/object-format.ts';
import { isNode, mayNameSpecial, treeEntries } from '../git/object-format.ts';
import type { PackedObject, PackReader } from '../git/pack/reader.ts';
import { Turns } from '../git/pack/turns.ts';
import { contentKind } from '../path.ts';
import type { Hit, Probe, Searched, Searcher, TokenRule } from '../types.ts';
import { NOTEBOOK_LIMIT, WHOLE_LIMIT } from './content.ts';
import { lfsOid } from './lfs.ts';
import { type Answer, IS_TOLD, type PackTask, PHASES, type Phase, stretchesOf, type Told, TYPES } from './pack-task.ts';
import { openPacks } from './packed-objects.ts';

/** What is told at once: objects, bytes of them that were read, and of those that are told; and how many of these before somebody has looked at them. */
const MOST = 4096;
const MOST_READ = 16 << 20;
const ENOUGH = 1 << 19;
const AHEAD = 3 << 20;
/** Room of more bytes, or of less than enough, is not used again; nor is more than can be under way. */
const MOST_KEPT = 4 << 20;
const MOST_ROOMS = 8;

/** Runs in the thread: does what it was started for. */
export async function servePacks(probeFor: (rules: readonly TokenRule[]) => Promise<Probe>): Promise<void> {
  const task: PackTask = workerData;
  const port = parentPort as MessagePort;
  await readPacks(port, task, await probeFor(task.rules));
  port.close();
}

/** Reads what nobody else has taken, and tells it at `port`; waits there where it is too far ahead. */
export async function readPacks(port: MessagePort, task: PackTask, probe: Probe): Promise<void> {
  let search: Searcher | undefined;
  const readers = openPacks(task.packs, task, (memory) => {
    search = probe.searcher(memory);
  });
  search ??= probe.searcher();
  port.postMessage({ layouts: readers.map((reader) => reader?.layout ?? null) } satisfies Told);
  try {
    const answers = new Answers(port);
    const notebooks = new Notebooks(task.objectFormat);
    let isShared = false;
    for (const phase of ['meta', 'blobs'] as const) {
      // While git lists, nobody else reads trees: to wait for the end of that would leave one core idle.
      if (phase === 'blobs' && isShared) notebooks.add(await answers.notebooks());
      for (const [pack, reader] of readers.entries()) {
        if (!reader) continue;
        const turns = new Turns(stretchesOf(task.taken, pack, phase), false);
        const share = new Share(reader, phase, turns, notebooks);
        const batch = new Batch(port, phase, pack, answers);
        try {
          for (const { object, isTold } of share.read(probe, search)) {
            // To wait for each of a million objects would take a second.
            const isSeen = typeof isTold === 'boolean' ? isTold : await isTold;
            if (isSeen && !batch.hasRoom(object.bytes.length)) await answers.unlessFar(batch.tell());
            batch.add(object, isSeen);
            if (batch.isFull) await answers.unlessFar(batch.tell());
          }
        } catch {
          // Damage: git is asked for what is left.
        }
        await answers.unlessFar(batch.tell());
        isShared ||= turns.isShared;
      }
      port.postMessage({ end: phase } satisfies Told);
    }
  } finally {
    for (const reader of readers) reader?.close();
  }
}

/** What the other thread says, and the room for bytes that it gives back. */
class Answers {
  #notebooks: Uint8Array | null = null;
  #ahead = 0;
  readonly #rooms: Uint8Array[] = [];
  #wake: () => void = () => undefined;

  constructor(port: MessagePort) {
    port.on('message', (answer: Answer) => {
      if ('notebooks' in answer) this.#notebooks = answer.notebooks;
      else {
        this.#ahead -= answer.room.length;
        const isUseful = answer.room.length >= ENOUGH && answer.room.length <= MOST_KEPT;
        // What was told of much room comes back as room besides.
        if (isUseful && this.#rooms.length < MOST_ROOMS) this.#rooms.push(answer.room);
      }
      this.#wake();
    });
  }

  /** Room for so many bytes or more. */
  room(size: number): Uint8Array {
    const at = this.#rooms.findIndex(({ length }) => length >= size);
    if (at >= 0) return this.#rooms.splice(at, 1)[0] as Uint8Array;
    // One that is too small would never be used again.
    this.#rooms.length = 0;
    return new Uint8Array(Math.max(ENOUGH, size));
  }

  /** The ids of those that others know of, one behind the other. */
  async notebooks(): Promise<Uint8Array> {
    while (!this.#notebooks) await this.#answer();
    return this.#notebooks;
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

/** Ids of blobs that trees name as notebooks. One that is missing here is looked at as a text, and then by others, as what it is. */
class Notebooks {
  readonly #width: 20 | 32;
  readonly #ids = new Set<string>();

  constructor(objectFormat: 'sha1' | 'sha256') {
    this.#width = objectFormat === 'sha256' ? 32 : 20;
  }

  add(ids: Uint8Array): void {
    const bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.length);
    for (let at = 0; at < bytes.length; at += this.#width) this.#ids.add(this.#idAt(bytes, at));
  }

  addNamed(tree: Buffer): void {
    for (const { name, oid, isDirectory, isSubmodule } of treeEntries(tree, this.#width))
      if (!isDirectory && !isSubmodule && contentKind(name) === 'notebook') this.#ids.add(this.#idAt(tree, oid));
  }

  /** Whether the id at a place is one of them. */
  has(ids: Buffer, at: number): boolean {
    return this.#ids.size > 0 && this.#ids.has(this.#idAt(ids, at));
  }

  #idAt(ids: Buffer, at: number): string {
    return ids.toString('latin1', at, at + this.#width);
  }
}

/** The objects of one pack that are read here. */
class Share {
  readonly #reader: PackReader;
  readonly #phase: Phase;
  readonly #turns: Turns;
  readonly #notebooks: Notebooks;

  constructor(reader: PackReader, phase: Phase, turns: Turns, notebooks: Notebooks) {
    [this.#reader, this.#phase, this.#turns, this.#notebooks] = [reader, phase, turns, notebooks];
  }

  /** Each by its place among the ids, valid until the next one; throws where the pack is damaged: who tells nothing of an object has not read it. */
  *read(
    probe: Probe,
    search: Searcher,
  ): Generator<{ object: PackedObject<Searched>; isTold: boolean | Promise<boolean> }> {
    const { ids, width } = this.#reader;
    const types = PHASES[this.#phase];
    const placeOf = (_: Buffer, at: number): number => at / width;
    for (const object of this.#reader.objects<Searched>(placeOf, { types, turns: this.#turns })) {
      const { index, type, bytes } = object;
      const isNotebook = type === 'blob' && this.#notebooks.has(ids, index * width);
      const limit = type === 'blob' && !isNotebook ? WHOLE_LIMIT : NOTEBOOK_LIMIT;
      if (bytes.length > limit || (isNode(type) && !object.isTrue())) continue;
      object.learned = search(bytes, object.origin);
      const isSpecial = type === 'tree' && mayNameSpecial(bytes, width);
      if (isSpecial) this.#notebooks.addNamed(bytes);
      yield { object, isTold: isNotebook || isSpecial || isToldOf(type, bytes, object.learned.hits, probe) };
    }
  }
}

function isToldOf(type: ObjectType, bytes: Buffer, hits: readonly Hit[], probe: Probe): boolean | Promise<boolean> {
  if (type !== 'blob') return hits.length > 0;
  if (lfsOid(bytes) !== null) return true;
  return hits.length > 0 && probe.isNothing(bytes, hits).then((isNothing) => !isNothing);
}

/** Gathers what is told. */
class Batch {
  readonly #port: MessagePort;
  readonly #phase: Phase;
  readonly #pack: number;
  // Lists that grow would be garbage that young collections keep.
  readonly #places = new Uint32Array(MOST);
  readonly #sizes = new Uint32Array(MOST);
  readonly #kinds = new Uint8Array(MOST);
  #count = 0;
  readonly #answers: Answers;
  #bytes: Uint8Array | null = null;
  #size = 0;
  #read = 0;

  constructor(port: MessagePort, phase: Phase, pack: number, answers: Answers) {
    [this.#port, this.#phase, this.#pack, this.#answers] = [port, phase, pack, answers];
  }

  /** Whether so many bytes can be told besides. */
  hasRoom(size: number): boolean {
    return this.#size === 0 || this.#size + size <= (this.#bytes?.length ?? 0);
  }

  get isFull(): boolean {
    return this.#count >= MOST || this.#size >= ENOUGH || this.#read >= MOST_READ;
  }

  add({ index, type, bytes }: PackedObject<Searched>, isTold: boolean): void {
    this.#read += bytes.length;
    this.#places[this.#count] = index;
    this.#sizes[this.#count] = bytes.length;
    this.#kinds[this.#count++] = TYPES.indexOf(type) + 1 + (isTold ? IS_TOLD : 0);
    if (!isTold) return;
    if (!this.#bytes || this.#size + bytes.length > this.#bytes.length) this.#bytes = this.#answers.room(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** Gives the number of bytes of the room that goes with it. */
  tell(): number {
    if (this.#count === 0) return 0;
    // A little of much room would look as if far more waited than there is.
    const isLittle = 2 * this.#size <= (this.#bytes?.length ?? 0);
    const bytes = (isLittle ? this.#bytes?.slice(0, this.#size) : this.#bytes) ?? new Uint8Array(0);
    const count = this.#count;
    const [places, sizes] = [this.#places.slice(0, count), this.#sizes.slice(0, count)];
    const kinds = this.#kinds.slice(0, count);
    const batch = { phase: this.#phase, pack: this.#pack, places, sizes, kinds, bytes };
    const told = bytes.length;
    this.#port.postMessage({ batch } satisfies Told, [bytes.buffer as ArrayBuffer]);
    if (!isLittle) this.#bytes = null;
    this.#count = this.#size = this.#read = 0;
    return told;
  }
}
