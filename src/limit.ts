// How much one run may find: what is beyond that tells nobody anything more, and would fill the memory.
import type { Finding, Sieve } from './types.ts';

/** A run looks for no more findings when it has so many to report, and keeps no more suppressed ones. */
export const MOST_FINDINGS = 100_000;
/** Hits that are looked at to see that there is something, once nobody asks what. */
const FEW_HITS = 64;

/** The findings of a run, while there are not too many. */
export class RunFindings {
  readonly all: Finding[] = [];
  #reported = 0;
  #suppressed = 0;

  /** Whether nothing more is looked for: objects in which something could be are told as partly scanned. */
  get isFull(): boolean {
    return this.#reported >= MOST_FINDINGS;
  }

  /** Whether all that was found is here. */
  get isWhole(): boolean {
    return !this.isFull && this.#suppressed <= MOST_FINDINGS;
  }

  /** Whether all of them are kept. */
  add(findings: readonly Finding[]): boolean {
    const before = this.all.length;
    for (const finding of findings)
      if (finding.verdict.state === 'report' ? ++this.#reported : ++this.#suppressed <= MOST_FINDINGS)
        this.all.push(finding);
    return this.all.length === before + findings.length;
  }

  /** `sieve`, which finds all hits as long as somebody asks what they are, and then, of most objects, only the first. */
  bounded(sieve: Sieve): Sieve {
    const hits: Sieve['hits'] = (bytes, wanted) => {
      if (!this.isFull) return sieve.hits(bytes, wanted);
      let asked = 0;
      const few = sieve.hits(bytes, { ...wanted, isAsked: () => asked++ < FEW_HITS });
      return few.length > 0 || asked <= FEW_HITS ? few : sieve.hits(bytes, wanted);
    };
    return Object.assign(Object.create(sieve), { hits });
  }
}
