import type { ObjectType } from './batch.js';
import { ObjectList } from './object-list.js';
import type { Git } from './runner.js';
/** What a walk over history starts from, and where it ends; all ids of objects that exist. */
export interface Walk {
    readonly tips: readonly string[];
    /** What these reach is left out. */
    readonly not?: readonly string[];
    /** Pairs of which only what one of them reaches is wanted: `A...B`. */
    readonly either?: readonly (readonly [string, string])[];
}
/** Objects with their types and sizes, by their position in a list. */
export declare class ObjectTable {
    #private;
    readonly list: ObjectList;
    constructor(objectFormat: 'sha1' | 'sha256');
    type(index: number): ObjectType | null;
    /** In bytes. */
    size(index: number): number;
    /** How many there are of a type, as far as it is known. */
    count(type: ObjectType): number;
    set(index: number, type: ObjectType, size: number): void;
}
/**
 * Adds to `table` the ids of all objects that a walk reaches, and to `missing` those that should be there and are not. Commits come
 * before what they hold. Nothing of a tree is expanded twice. Throws what git's listing throws, and `git-protocol` if git, asked for their
 * number, gives another one. Format: git-rev-list(1), `--objects --no-object-names --missing=print`: `<oid>`, or `?<oid>`.
 */
export declare function listReachable(git: Git, walk: Walk, table: ObjectTable, missing: Set<string>): Promise<void>;
/** The commits that a walk reaches, newest first, with their parents. Format: `--parents`: `<oid> SP <parent> SP …`. */
export declare function listCommits(git: Git, walk: Walk, args?: readonly string[]): AsyncGenerator<string[]>;
/**
 * Adds every object of a store to `table`, reachable or not, in the order of the store. Gives the number of lines in
 * which git complains, of a pack that it cannot read for example. Format: git-cat-file(1), `--batch-check`: `<oid> SP <type> SP <size>`.
 */
export declare function listStore(git: Git, table: ObjectTable, directory: string): Promise<number>;
/**
 * Fills in the types and sizes of the objects of which nothing is known. Those that git does not have stay unknown, and so do those at
 * which git ends, behind which it is started again.
 */
export declare function learnTypes(git: Git, table: ObjectTable): Promise<void>;
/** Of some ids, the ones that the repository has. */
export declare function existing(git: Git, oids: readonly string[]): Promise<Map<string, ObjectType>>;
/** Asked for nothing, git would begin at HEAD. */
export declare function isEmpty({ tips, either }: Walk): boolean;
/** Runs `work` as far as it goes, and says whether that was to its end. A scan that was called off is noticed elsewhere. */
export declare function tolerantly(work: () => Promise<void>): Promise<boolean>;
/** A walk as git reads it from its input. */
export declare function inputOf({ tips, not, either }: Walk): Generator<string>;
