// What was seen in versions of files at the first ends of a range, since the others have most of them too.
import type { Snapshot } from '../types.ts';
import { type Shown, wordOf } from './project.ts';

/** Ends of which it is kept. */
const FIRST = 8;

interface Look {
  readonly shown: Shown;
  readonly files: Snapshot;
}

export class Looks {
  readonly #looks = new Map<string, Look>();
  readonly #first = new Set<Snapshot>();
  readonly #changed = new WeakMap<Snapshot, Map<Snapshot, readonly string[]>>();

  keep(files: Snapshot, name: string, shown: Shown): void {
    if (this.#first.size < FIRST) this.#first.add(files);
    if (this.#first.has(files)) this.#looks.set(keyOf(files, name), { shown, files });
  }

  /** What was seen in the same version of a file, if what it imports may not have changed since; else null. */
  of(files: Snapshot, name: string): Shown | null {
    const known = this.#looks.get(keyOf(files, name));
    if (!known) return null;
    const words = this.#changedSince(known.files, files);
    return known.shown.modules.some((module) => words.some((word) => module.includes(word))) ? null : known.shown;
  }

  /** The words by which modules are imported that are not the same in both. */
  #changedSince(before: Snapshot, files: Snapshot): readonly string[] {
    const known = this.#changed.get(files) ?? new Map<Snapshot, readonly string[]>();
    this.#changed.set(files, known);
    let words = known.get(before);
    if (!words) {
      const paths = new Set([...files.paths(), ...before.paths()]);
      words = [...new Set([...paths].filter((path) => files.blob(path) !== before.blob(path)).map(wordOf))];
      known.set(before, words);
    }
    return words;
  }
}

function keyOf(files: Snapshot, name: string): string {
  return `${files.blob(name)} ${name}`;
}
