// One git that was asked for objects: what it was asked, and what it still owes. Nothing is awaited for what it has written already.
import { randomBytes } from 'node:crypto';
import type { SkipReason } from '../types.ts';
import { headOf, problemOf, protocolError, type ServedObject } from './answers.ts';
import { EMPTY_TREE } from './index-listing.ts';
import type { ObjectType } from './object-format.ts';
import type { ReadingGit } from './standing.ts';

const NOTHING: Buffer = Buffer.alloc(0);
/** Milliseconds after which one that is silent is asked nothing more. */
const SILENCE = 100;

/**
 * Answers one question after the other, each as it was asked, behind one whose answer is known. What it throws, `git-protocol` and what git's
 * process throws, ends it.
 */
export class AskedGit {
  readonly #reader: ReadingGit;
  /** The answer that comes before all others. */
  readonly #known: string;
  #isProven = false;
  /** Whether it waits for more questions. */
  #isOpen: boolean;
  #isOver = false;
  #piece: Buffer = NOTHING;
  /** The object whose body is incomplete; `filled` bytes of it are in the store. */
  #head: { readonly type: ObjectType; readonly size: number } | null = null;
  #store: Buffer = NOTHING;
  #filled = 0;
  /** Bytes of a stream, and of the newline behind it, that nobody has taken yet. */
  #owed = 0;
  #damage: SkipReason | null = null;

  /** Asks for objects, by lines of their ids. */
  constructor(reader: ReadingGit, objectFormat: 'sha1' | 'sha256', questions: Iterable<string>) {
    this.#reader = reader;
    this.#isOpen = reader.isStanding;
    const empty = EMPTY_TREE[objectFormat];
    // What an object says beyond its size may come late, and look like an answer to the next reader: but not to what nobody could know.
    const nonce = reader.isUsed ? randomBytes(empty.length / 2).toString('hex') : null;
    this.#known = nonce ? `${nonce} missing\n` : `${empty} tree 0\n\n`;
    reader.process.feed(withFirst(`${nonce ?? empty}\n`, questions), reader.isStanding);
  }

  /** Whether others were answered before: then what fails may be their fault. */
  get isUsed(): boolean {
    return this.#reader.isUsed;
  }

  /** Whether the question was answered whose answer is known. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Whether there is a stream that was not read to its end. */
  get isOwing(): boolean {
    return this.#owed > 0;
  }

  /** Whether nothing more can be had of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The process, if it has answered all it was asked, has said no word more and waits for questions. The caller knows what it was asked. */
  get idle(): ReadingGit | null {
    return this.#isOpen && this.#piece.length === 0 ? this.#reader : null;
  }

  /** The answer to the next question, which was for `oid`, if all of it is at hand; as bytes if it has at most `wholeLimit` of them. */
  take(oid: string, wholeLimit: number): ServedObject | 'missing' | undefined {
    if (!this.#isProven && !this.#prove()) return undefined;
    if (!this.#head) {
      const line = this.#line();
      if (line === null) return undefined;
      if (line === `${oid} missing`) return 'missing';
      this.#head = headOf(line, oid);
      this.#filled = 0;
    }
    const { type, size } = this.#head;
    if (size > wholeLimit) {
      this.#head = null;
      this.#owed = size + 1;
      this.#damage = null;
      return { kind: 'stream', type, size, stream: this.#stream(), damage: () => this.#damage };
    }
    const bytes = this.#body(size);
    if (!bytes) return undefined;
    this.#head = null;
    return { kind: 'bytes', type, bytes };
  }

  /** Waits until there is more; of a stream that nobody took to its end, until it is over. */
  async more(): Promise<void> {
    if (this.#owed > 0) for await (const _ of this.#stream());
    else await this.#read();
  }

  kill(): void {
    this.#isOver = true;
    this.#reader.process.kill();
  }

  /** Whether the first answer was read: that of the empty tree, which has an empty body, or that something is missing. */
  #prove(): boolean {
    const said = this.#piece.toString('latin1', 0, this.#known.length);
    if (!this.#known.startsWith(said)) throw protocolError();
    if (said.length < this.#known.length) return false;
    this.#piece = this.#piece.subarray(this.#known.length);
    this.#isProven = true;
    return true;
  }

  /** The next line, null if its end is not there yet. */
  #line(): string | null {
    const end = this.#piece.indexOf(10);
    if (end < 0) {
      if (this.#piece.length > 200) throw protocolError();
      return null;
    }
    const line = this.#piece.toString('latin1', 0, end);
    this.#piece = this.#piece.subarray(end + 1);
    return line;
  }

  /** A body and the newline behind it, or the object's size was a lie. Small ones are not copied. */
  #body(size: number): Buffer | null {
    if (this.#filled === 0 && this.#piece.length > size) {
      const bytes = this.#piece.subarray(0, size);
      if (this.#piece[size] !== 10) throw protocolError();
      this.#piece = this.#piece.subarray(size + 1);
      return bytes;
    }
    if (this.#store.length < size + 1) this.#store = this.#grown(size + 1);
    const part = this.#piece.subarray(0, size + 1 - this.#filled);
    part.copy(this.#store, this.#filled);
    this.#filled += part.length;
    this.#piece = this.#piece.subarray(part.length);
    if (this.#filled <= size) return null;
    if (this.#store[size] !== 10) throw protocolError();
    return this.#store.subarray(0, size);
  }

  #grown(size: number): Buffer {
    const store = Buffer.allocUnsafe(Math.max(size, 1 << 16, Math.min(this.#store.length * 2, 4 << 20)));
    this.#store.copy(store, 0, 0, this.#filled);
    return store;
  }

  async *#stream(): AsyncGenerator<Uint8Array> {
    try {
      while (this.#owed > 1) {
        if (this.#piece.length === 0) await this.#read();
        const part = this.#piece.subarray(0, this.#owed - 1);
        this.#piece = this.#piece.subarray(part.length);
        this.#owed -= part.length;
        yield part;
      }
      if (this.#owed === 1) {
        if (this.#piece.length === 0) await this.#read();
        if (this.#piece[0] !== 10) throw protocolError();
        this.#piece = this.#piece.subarray(1);
        this.#owed = 0;
      }
    } catch (error) {
      this.#damage = problemOf(error);
      this.#owed = 0;
      this.kill();
    }
  }

  async #read(): Promise<void> {
    const { process } = this.#reader;
    // One that goes on to wait for questions keeps silent for ever about the rest of an object that is smaller than it said.
    const end = (): void => {
      this.#isOpen = false;
      process.send('');
    };
    const timer = this.#isOpen ? setTimeout(end, SILENCE) : undefined;
    const piece = await process.read().finally(() => clearTimeout(timer));
    if (!piece) {
      await process.end();
      throw protocolError();
    }
    this.#piece = this.#piece.length === 0 || this.#head ? piece : Buffer.concat([this.#piece, piece]);
  }
}

function* withFirst(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}
