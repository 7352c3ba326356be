import type { GitEnvironment } from '../types.js';
import { type Repository } from './repository.js';
/** Subcommands that run nothing of a repository in the shadow (git-rev-parse(1) and the like). */
type Subcommand = 'cat-file' | 'diff-index' | 'for-each-ref' | 'log' | 'ls-files' | 'rev-list' | 'rev-parse';
export interface StartOptions {
    /** git knows the repository's files. */
    readonly workTree?: true;
    /** git runs in the repository's own git directory, which only `rev-parse` and `for-each-ref` may. */
    readonly ownDirectory?: true;
    /** Another index than the repository's own; absolute. */
    readonly indexFile?: string;
    /** Only this object store, without those from which it borrows; absolute. */
    readonly onlyStore?: string;
    /** git is stopped when it has run for so many milliseconds, or has taken so many bytes of memory (where /proc tells). */
    readonly box?: {
        readonly milliseconds: number;
        readonly bytes: number;
    };
}
/** What git needs of a repository, besides its objects. */
interface Needs {
    readonly index?: boolean;
}
/** Stops every git that runs and removes every shadow; for exits and signals. */
export declare function releaseGit(): void;
/** A running git. */
export interface GitProcess {
    /** Writes all of git's input and closes it. */
    send(input: string): void;
    /** As `send`, piece by piece, as fast as git takes them. */
    feed(pieces: Iterable<string>): void;
    /** The next piece of output, null at its end. Throws `git-timeout` if git makes no progress. */
    read(): Promise<Buffer | null>;
    /** Waits for the end and gives the exit code. Throws `git-failed` for one that is not `accepted`. */
    end(accepted?: readonly number[]): Promise<number>;
    kill(): void;
    /** The lines of standard error so far, the first 8 KiB. */
    complaints(): readonly string[];
}
/** git for one repository, in a shadow that `close()` removes. */
export declare class Git {
    #private;
    readonly repository: Repository;
    /**
     * git, once it is proven that the shadow holds it. Throws `git-missing`, `git-untrusted`, `git-timeout`, `write-failed`, or `git-failed` for a
     * repository with traps in git's own files. `index`: whether git needs it.
     */
    static open(repository: Repository, environment: GitEnvironment, needs?: Needs): Promise<Git>;
    /** git that nothing proves: `open` does. */
    constructor(repository: Repository, environment: GitEnvironment, { index }?: Needs);
    /** Where git runs; removed at the end. */
    get shadow(): string;
    /** The object store of `useStore`, the repository's own before. */
    get objectDirectory(): string;
    /** Reads objects from `directory` from now on, and from its `alternates`. */
    useStore(directory: string, alternates: readonly string[]): void;
    /** Starts git in the shadow. */
    start(subcommand: Subcommand, args: readonly string[], options?: StartOptions): GitProcess;
    /** Stops what still runs and removes the shadow. */
    close(): void;
}
export {};
