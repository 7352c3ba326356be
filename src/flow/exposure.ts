// What code shows of a credential: the finding of the flow rules, with the way from where the value comes to where it is seen.
import type { Span } from './syntax.ts';

/** A place on the way of a value, and what to call it; `words` holds names only, never the content of a string. */
export interface Step {
  readonly span: Span;
  readonly words: string;
}

/**
 * One exposure. `strength` says why the value is a credential: 1 proof, 2 name, 3 role. `shown` says how much of it
 * is seen; `environment` is a dump of all variables. `path` lists the steps between source and sink, in that order,
 * and may be empty; `fix` is a line of code in the language of the sink.
 */
export interface Exposure {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly strength: 1 | 2 | 3;
  readonly shown: 'whole' | 'partial' | 'environment';
  readonly source: Step;
  readonly path: readonly Step[];
  readonly sink: Step;
  readonly fix: string;
  /** The file that the value is written to, as the code names it, where that is one of the project. */
  readonly target?: string;
}

/** What code shows, and whether all of it was followed: what takes too long is left. */
export interface Exposed {
  readonly exposures: readonly Exposure[];
  readonly isWhole: boolean;
}

/** The same exposure in a text in which its places are others: `at` tells them. */
export function placed<E extends Exposure>(exposure: E, at: (span: Span) => Span): E {
  const step = ({ span, words }: Step): Step => ({ span: at(span), words });
  const { source, path, sink } = exposure;
  return { ...exposure, source: step(source), path: path.map(step), sink: step(sink) };
}

/** A variable of Python that holds a credential in a cell of a notebook. */
export interface CellSecret {
  readonly name: string;
  /** Whether it is an address with the credential in it. */
  readonly isUrl: boolean;
  /** Where the cell binds it; below 0 for one that holds it before. */
  readonly at: number;
}
