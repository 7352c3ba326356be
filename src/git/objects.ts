// Reads objects by id through one `git cat-file --batch`, and goes on behind those that git cannot read.
import { HfleaksError } from '../errors.ts';
import type { SkipReason } from '../types.ts';
import { EMPTY_TREE } from './index-listing.ts';
import type { Git, GitProcess } from './runner.ts';

/** An object as git served it: its bytes if it has at most the limit, else a stream that must be read before the next is asked for. */
export type GitObject =
  | { readonly oid: string; readonly kind: 'bytes'; readonly bytes: Buffer }
  | {
      readonly oid: string;
      readonly kind: 'stream';
      readonly stream: AsyncIterable<Uint8Array>;
      /** Why the stream ended before the object did; null if it did not. */
      damage(): SkipReason | null;
    }
  | { readonly oid: string; readonly kind: 'problem'; readonly problem: SkipReason };

/** Starts the process that reads objects, before it is known which; for `readObjects`. */
export function startReader(git: Git): GitProcess {
  return git.start('cat-file', ['--batch', '--buffer']);
}

/**
 * Yields one answer for each of `oids`, in their order, lazily. `waiting` is a process that was started already. `wholeLimit(index)` in bytes decides whether the object comes as
 * bytes or as a stream. What git cannot read comes as a problem: `missing-object`, `corrupt-object`, `alloc-limit` or `timeout`; git is
 * then started again behind it. Format: git-cat-file(1), BATCH OUTPUT: `<oid> SP blob SP <size> LF <bytes> LF`.
 */
export async function* readObjects(
  git: Git,
  oids: readonly string[],
  wholeLimit: (index: number) => number,
  waiting?: GitProcess,
): AsyncGenerator<GitObject> {
  for (let next = 0; next < oids.length; ) {
    const process = next === 0 && waiting ? waiting : startReader(git);
    const known = EMPTY_TREE[git.repository.objectFormat];
    process.send(`${[known, ...oids.slice(next)].join('\n')}\n`);
    const first = next;
    const output = new BatchOutput(process);
    try {
      await output.emptyTree(known);
      while (next < oids.length) {
        const oid = oids[next] as string;
        const answer = await output.answer(oid, wholeLimit(next));
        next++;
        yield answer;
        if (answer.kind === 'stream' && !(await output.finish())) break;
      }
    } catch (error) {
      const problem = problemOf(error);
      // git may have died with answers in its buffer: only what fails first in a fresh process is to blame.
      if (next === first) yield { oid: oids[next++] as string, kind: 'problem', problem };
    } finally {
      process.kill();
    }
  }
}

/**
 * Lets a process that is not needed after all answer one question whose answer is known, the empty tree. Throws `git-failed` or
 * `git-protocol` if it does not: a git that says nothing would else look like a repository with nothing in it.
 */
export async function proveReader(git: Git, process: GitProcess): Promise<void> {
  const known = EMPTY_TREE[git.repository.objectFormat];
  process.send(`${known}\n`);
  await new BatchOutput(process).emptyTree(known);
}

function problemOf(error: unknown): SkipReason {
  if (!(error instanceof HfleaksError)) throw error;
  if (error.code === 'git-timeout') return 'timeout';
  if (error.code !== 'git-failed' && error.code !== 'git-protocol') throw error;
  return /attempting to allocate/.test(error.message) ? 'alloc-limit' : 'corrupt-object';
}

/** The incremental parser of cat-file's answers. Holds at most one piece of git's output besides the body that was asked for. */
class BatchOutput {
  readonly #process: GitProcess;
  #piece: Buffer = Buffer.alloc(0);
  /** Bytes of the current body, and of the newline behind it, that nobody has taken yet. */
  #owed = 0;
  #damage: SkipReason | null = null;

  constructor(process: GitProcess) {
    this.#process = process;
  }

  /** Reads the answer about the empty tree: `<oid> tree 0`, and an empty line for its body. */
  async emptyTree(oid: string): Promise<void> {
    if ((await this.#line()) !== `${oid} tree 0` || (await this.#line()) !== '') throw protocolError();
  }

  /** git's next answer, which must be about `oid`. */
  async answer(oid: string, wholeLimit: number): Promise<GitObject> {
    const size = await this.#head(oid);
    if (size === null) return { oid, kind: 'problem', problem: 'missing-object' };
    this.#owed = size + 1;
    if (size > wholeLimit) return { oid, kind: 'stream', stream: this.#stream(), damage: () => this.#damage };
    const bytes = Buffer.allocUnsafe(size);
    while (this.#owed > 1) {
      const part = await this.#take(this.#owed - 1);
      part.copy(bytes, size - this.#owed + 1 - part.length);
    }
    await this.#end();
    return { oid, kind: 'bytes', bytes };
  }

  /** Reads over what is left of a stream. False if git cannot go on behind it. */
  async finish(): Promise<boolean> {
    for await (const _ of this.#stream());
    return this.#damage === null;
  }

  async *#stream(): AsyncGenerator<Uint8Array> {
    try {
      while (this.#owed > 1) yield await this.#take(this.#owed - 1);
      await this.#end();
    } catch (error) {
      this.#damage = problemOf(error);
    }
  }

  /** The size of the object that is answered next, null if git has none. */
  async #head(oid: string): Promise<number | null> {
    const line = await this.#line();
    if (line === `${oid} missing`) return null;
    const [answered, type, size] = line.split(' ');
    if (answered !== oid || type !== 'blob' || !/^\d+$/.test(size ?? '')) throw protocolError();
    return Number(size);
  }

  async #line(): Promise<string> {
    let line = '';
    for (let end = -1; end < 0; ) {
      const piece = await this.#more();
      end = piece.indexOf(10);
      line += piece.subarray(0, end < 0 ? piece.length : end).toString('latin1');
      this.#piece = end < 0 ? Buffer.alloc(0) : piece.subarray(end + 1);
      if (line.length > 200) throw protocolError();
    }
    return line;
  }

  /** Behind a body stands a newline, or the object's size was a lie. */
  async #end(): Promise<void> {
    if (this.#owed === 1 && (await this.#take(1))[0] !== 10) throw protocolError();
  }

  async #take(most: number): Promise<Buffer> {
    const piece = await this.#more();
    const part = piece.subarray(0, most);
    this.#piece = piece.subarray(part.length);
    this.#owed -= part.length;
    return part;
  }

  async #more(): Promise<Buffer> {
    if (this.#piece.length > 0) return this.#piece;
    const piece = await this.#process.read();
    if (piece) return piece;
    await this.#process.end();
    throw protocolError();
  }
}

function protocolError(): HfleaksError {
  return new HfleaksError(
    'git-protocol',
    'git cat-file ended too early or answered out of order.',
    'Check the repository with "git fsck".',
  );
}
