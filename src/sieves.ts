// The sieve of some rules, with all that a scan asks of one. Its tables are made when they are first needed, and once in a process.
import { known } from 'hfleaks:forms';
import { createOpeners } from './decode/openers.ts';
import { WORTH } from './flow/worth.ts';
import { anchorForms } from './forms.ts';
import { builtinRulebook } from './rulebook/load.ts';
import { createRisky } from './sieve/risky.ts';
import { type AnchorSieve, createSieve } from './sieve/sieve.ts';
import { withSigns } from './signs.ts';
import type { AnchorForm, Sieve, TokenRule } from './types.ts';
import { looksPacked, packedBeginnings } from './unpack/magic.ts';

export interface SieveOptions {
  /** Whether allow comments are looked for. */
  readonly allows: boolean;
  /** Whether code that may show credentials is. */
  readonly isRisky: boolean;
  /** Who wants to see each file. */
  readonly notice: Sieve['notice'];
}

/** The sieve of `tokens`, which are kept in mind by the list that they are. That of the rules alone names them, for another thread. */
export function sieveOf(tokens: readonly TokenRule[], { allows, isRisky, notice }: SieveOptions): Sieve {
  let made: AnchorSieve | undefined;
  // It may be wanted while git lists, and not at all.
  const sieve = (): AnchorSieve => (made ??= tablesOf(tokens, allows));
  return {
    searcher: (memory) => sieve().searcher(memory),
    find: (bytes, text, most) => sieve().find(bytes, text, most),
    get reach() {
      return sieve().reach;
    },
    hits: (bytes, wanted) => sieve().hits(bytes, wanted),
    ...(isRisky && { isRisky: createRisky(WORTH) }),
    ...(notice && { notice }),
    ...(!isRisky && !notice && !allows && { rules: tokens }),
  };
}

/** The token rules among the built-in ones that are usual: one list for all scans of a process. */
export const usualTokens: readonly TokenRule[] = builtinRulebook().rules.filter((rule) => rule.family === 'token');

const tables = new WeakMap<readonly TokenRule[], AnchorSieve[]>();

function tablesOf(tokens: readonly TokenRule[], allows: boolean): AnchorSieve {
  const own = tables.get(tokens) ?? [];
  tables.set(tokens, own);
  const forms = (): readonly AnchorForm[] =>
    withSigns(anchorForms(tokens, tokens === usualTokens ? known : undefined), allows);
  return (own[Number(allows)] ??= createSieve(forms(), createOpeners(looksPacked, packedBeginnings())));
}
