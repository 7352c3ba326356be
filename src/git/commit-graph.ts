// The commits of a walk and how they follow one another.
import { ObjectList } from './object-list.ts';
import { isEmpty, listCommits, tolerantly, type Walk } from './object-listing.ts';
import type { Git } from './runner.ts';

/** Groups of commits of one walk: one for each bit. */
export const AT_ONCE = 32;

/** Commits by position, newest first, with the positions of their parents. */
export class CommitGraph {
  /** In the order in which they were named, with parents that may not be in the walk. */
  readonly #ids: ObjectList;
  /** Positions of the ids, -1 for those that are not in the walk. */
  #places = new Int32Array(0);
  #parents: number[][] = [];
  /** By position: that of the id, and whether there is a parent that is not in the walk. */
  #own = new Int32Array(0);
  #isOpen: boolean[] = [];
  #ofHead = new Uint8Array(0);

  constructor(objectFormat: 'sha1' | 'sha256') {
    this.#ids = new ObjectList(objectFormat);
  }

  /** Of a damaged history, as much as git lists. */
  static async read(git: Git, walk: Walk, head: string | null): Promise<CommitGraph> {
    const graph = new CommitGraph(git.repository.objectFormat);
    if (isEmpty(walk)) return graph;
    const listed: number[][] = [];
    await tolerantly(async () => {
      for await (const oids of listCommits(git, walk, ['--date-order']))
        listed.push(oids.map((oid) => graph.#ids.add(oid)));
    });
    graph.#places = new Int32Array(graph.#ids.length).fill(-1);
    for (const [place, [own = 0]] of listed.entries()) graph.#places[own] = place;
    graph.#parents = listed.map(([, ...parents]) =>
      parents.map((id) => graph.#places[id] as number).filter((place) => place >= 0),
    );
    graph.#own = Int32Array.from(listed, ([own = 0]) => own);
    graph.#isOpen = listed.map((ids, place) => (graph.#parents[place] as number[]).length < ids.length - 1);
    graph.#markHead(head);
    return graph;
  }

  /** Counted from the oldest commit, parents before children; -1 for what is not in the walk. */
  positionOf(oid: string): number {
    const place = this.#placeOf(oid);
    return place < 0 ? -1 : this.#parents.length - 1 - place;
  }

  /** HEAD itself is one. */
  isAncestorOfHead(oid: string): boolean {
    return this.#ofHead[this.#placeOf(oid)] === 1;
  }

  #placeOf(oid: string): number {
    return this.#places[this.#ids.indexOf(oid)] ?? -1;
  }

  /** Newest first: a commit is marked before its parents are. */
  #markHead(head: string | null): void {
    const marks = new Uint8Array(this.#parents.length);
    if (head !== null && this.#placeOf(head) >= 0) marks[this.#placeOf(head)] = 1;
    for (const [at, parents] of this.#parents.entries())
      if (marks[at] === 1) for (const parent of parents) marks[parent] = 1;
    this.#ofHead = marks;
  }

  /** Merges of which one parent is, or has in its history, one of the commits, and another one has not. */
  joining(commits: readonly string[]): string[] {
    const found = new Set<number>();
    for (let from = 0; from < commits.length; from += AT_ONCE) {
      const marks = this.#marked(commits.slice(from, from + AT_ONCE).map((oid) => [oid]));
      for (let at = marks.length - 1; at >= 0; at--) {
        let [some, all] = [0, this.#isOpen[at] ? 0 : -1];
        for (const parent of this.#parents[at] as number[]) {
          some |= marks[parent] as number;
          all &= marks[parent] as number;
        }
        (marks[at] as number) |= some;
        if ((some & ~all) !== 0) found.add(at);
      }
    }
    return [...found].map((at) => this.#ids.hex(this.#own[at] as number));
  }

  /**
   * Tells `each` for every tip, in their order, which of at most 32 groups of commits it has in its history: bit 0 stands for the first one.
   */
  reach(
    groups: readonly (readonly string[])[],
    tips: readonly string[],
    each: (tip: number, groups: number) => void,
  ): void {
    const marks = this.#marked(groups);
    // Handed on from parents to children.
    for (let at = marks.length - 1; at >= 0; at--)
      for (const parent of this.#parents[at] as number[]) (marks[at] as number) |= marks[parent] as number;
    for (const [at, tip] of tips.entries()) each(at, marks[this.#placeOf(tip)] ?? 0);
  }

  /** By position, a bit for each group that has the commit. */
  #marked(groups: readonly (readonly string[])[]): Int32Array {
    const marks = new Int32Array(this.#parents.length);
    for (const [bit, oids] of groups.entries())
      for (const oid of oids) {
        const place = this.#placeOf(oid);
        if (place >= 0) (marks[place] as number) |= 1 << bit;
      }
    return marks;
  }
}
