// A call with all that is known of it, and what may be known of functions by their names.
import type { Call } from '../syntax.ts';
import type { Argument, Machine } from './machine.ts';
import type { Names } from './names.ts';
import type { Scope } from './scopes.ts';
import type { Value } from './values.ts';

/** A function, as far as its name tells: the same for all calls of it. */
export interface Callee {
  readonly names: Names;
  readonly language: Machine['language'];
  /** Its name through imports; `''` if it has none. */
  readonly path: string;
  /** The last part of the name as written. */
  readonly name: string;
  readonly isMethod: boolean;
}

/** A call. */
export interface Site extends Callee {
  readonly machine: Machine;
  readonly node: Call;
  readonly scope: Scope;
  /** The value whose method is called. */
  readonly object: Value;
  readonly args: readonly Argument[];
}

/** What is known of some functions of a library. */
export interface Knowledge {
  /** Whether it is about what is called so; asked once for each name. */
  readonly isAbout: (callee: Callee) => boolean;
  /** What such a call gives; null where nothing is known of this one. */
  readonly result: (site: Site) => Value | null;
}
