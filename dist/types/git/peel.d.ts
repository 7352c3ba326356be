import type { Git } from './runner.js';
/** A name for a commit, or for another object. */
export interface Tip {
    readonly name: Uint8Array;
    readonly oid: string;
}
/** What a ref names, and what the tags on the way name: all ids; the last one is no tag, unless they are endless. */
export interface Named {
    readonly name: Uint8Array;
    readonly chain: readonly string[];
    /** Whether the tags lead back to one of them, or further than anybody tags. */
    readonly isEndless: boolean;
}
/** Follows tags to what they tag. Format of a tag: `object <oid> LF type commit LF …`. */
export declare function peel(git: Git, refs: readonly Tip[]): Promise<readonly Named[]>;
/** Where a walk may begin: what these objects are, or tag; the tags on the way, and the tags that lead to no end. */
export declare function peelTips(git: Git, oids: readonly string[]): Promise<{
    readonly tips: readonly string[];
    readonly tags: readonly string[];
    readonly endless: readonly string[];
}>;
