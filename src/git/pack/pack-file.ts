// A pack as an open file, of which a piece at a time is in memory. Format: gitformat-pack(5).
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Unread } from './unread.ts';

/** What is read at once where reading goes through the file. */
const WINDOW = 1 << 20;

/** Bytes of an open file. */
export class PackFile {
  readonly #fd: number;
  readonly size: number;
  #window: Buffer = Buffer.alloc(0);
  #from = 0;
  #own: Buffer = Buffer.alloc(0);

  /** Opens a regular file that is no link; throws `Unread` for everything else. */
  constructor(path: string) {
    try {
      // O_NONBLOCK: opening a FIFO must not wait for a writer.
      this.#fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    } catch {
      throw new Unread('a pack cannot be opened');
    }
    const stat = fstatSync(this.#fd);
    this.size = stat.size;
    if (stat.isFile()) return;
    this.close();
    throw new Unread('a pack is no file');
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Bytes [from, from + length), cut to the file, for one who goes on from there; valid until the next call. */
  ahead(from: number, length: number): Buffer {
    if (from < this.#from || from + length > this.#from + this.#window.length) {
      if (this.#own.length < WINDOW) this.#own = Buffer.allocUnsafe(WINDOW);
      this.#window = this.#own.subarray(0, this.#read(this.#own, 0, from, Math.max(WINDOW, length)));
      this.#from = from;
    }
    return this.#window.subarray(from - this.#from, from - this.#from + length);
  }

  /** Keeps nothing of what was read ahead. */
  forget(): void {
    this.#window = this.#own = Buffer.alloc(0);
  }

  /** Fills `target`, from `to` on, with bytes [from, from + length). Throws `Unread` where the file ends before. */
  fill(target: Buffer, to: number, from: number, length: number): void {
    if (this.#read(target, to, from, length) < length) throw new Unread('a pack is cut off');
  }

  #read(target: Buffer, to: number, from: number, length: number): number {
    let filled = 0;
    while (filled < length) {
      const read = readSync(this.#fd, target, to + filled, length - filled, from + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }
}
