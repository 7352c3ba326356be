// Finds the anchors of all rules in raw bytes, and what must be opened before anything can be looked for in it.
import type { AnchorForm, Hit, Openers, Sieve, Stretch, Wanted } from '../types.ts';
import { hasSimd } from '../wasm.ts';
import { createComparison } from './comparison.ts';
import { find } from './find.ts';
import { createPairSearch, type Search } from './pairs.ts';
import { createVectorSearch, type VectorSearch } from './vectors.ts';
import { createVersions } from './versions.ts';

const NONE: readonly Hit[] = [];
const EVERYTHING: Wanted = {};

/** All that a sieve of anchors can do. */
export type AnchorSieve = Required<Pick<Sieve, 'reach' | 'hits' | 'searcher' | 'find'>>;

/**
 * Compiles the forms of all anchors, of three bytes or more, into one pass over the bytes. Work is linear in the input plus the hits. What
 * `openers` find counts as hits. The pass is made in WebAssembly, in `memory`, of which pages are taken at its end: what a reader puts there,
 * with 96 more bytes behind it, is not copied. `confirm` may not search. With null, or where there is none, it is made without. Hits are the same, in the same
 * order: by offset, then by form, openers last.
 */
export function createSieve(forms: readonly AnchorForm[], openers?: Openers, memory?: WasmMemory | null): AnchorSieve {
  const literals = forms.map(({ bytes }) => bytes);
  const vectors = memory === null ? null : createVectors(forms, openers, memory);
  const search = vectors?.search ?? withoutVectors(literals);
  let reach: number | undefined;
  let ranks: ReadonlyMap<AnchorForm, number> | undefined;
  const rank = (form: AnchorForm): number => (ranks ??= new Map(forms.map((one, at) => [one, at]))).get(form) ?? 0;
  return {
    get reach() {
      return (reach ??= forms.reduce((most, form) => Math.max(most, form.reach + form.bytes.length), 0));
    },
    find,
    searcher: (room) => {
      // Where much is read, it pays to know all forms beforehand.
      const own = (room && createVectors(forms, openers, room, true)) ?? vectors;
      const comparison = own && attempt(() => createComparison(own, forms, openers?.shortest ?? 0));
      return createVersions({ forms, openers, comparison, search: own?.search ?? search });
    },
    hits: (bytes, { work, part, isAsked, isOneEnough } = EVERYTHING) => {
      let found: Hit[] | undefined;
      const last = { offset: -1, index: -1, isInOrder: true };
      const tell = (offset: number, index: number): void => {
        if (isOneEnough && (found || !isWithin(offset, part))) return;
        if (work && --work.left < 0) return;
        const form = forms[index] as AnchorForm;
        if (isAsked && !isAsked(offset, form)) return;
        if (form.confirm && !form.confirm(bytes, offset, work)) return;
        if (offset < last.offset || (offset === last.offset && index < last.index)) last.isInOrder = false;
        [last.offset, last.index] = [offset, index];
        (found ??= []).push({ offset, form });
      };
      const runs = search(bytes, tell, part);
      if (found && !last.isInOrder) found.sort((a, b) => a.offset - b.offset || rank(a.form) - rank(b.form));
      if (isOneEnough && found) return found;
      const all = openers?.hits(bytes, runs, work) ?? NONE;
      const opened = isAsked ? all.filter(({ offset, form }) => isAsked(offset, form)) : all;
      if (opened.length === 0) return found ?? NONE;
      return found ? merged(found, opened) : opened;
    },
  };
}

/** Both ascend; of those at one place, the first come first. There can be very many of them. */
function merged(first: readonly Hit[], second: readonly Hit[]): readonly Hit[] {
  const all = new Array<Hit>(first.length + second.length);
  for (let at = 0, one = 0, other = 0; at < all.length; at++) {
    const isOther = one === first.length || (second[other]?.offset ?? Infinity) < (first[one] as Hit).offset;
    all[at] = (isOther ? second[other++] : first[one++]) as Hit;
  }
  return all;
}

function isWithin(offset: number, part: Stretch | undefined): boolean {
  return !part || (offset >= part.from && offset < part.to);
}

/** That of all sieves which are given none: V8 collects garbage for each further 16 MB that it knows of. */
let common: WasmMemory | undefined;

/** With `isClose`, what stands behind forms is looked at, for which their decoders are asked. */
function createVectors(
  forms: readonly AnchorForm[],
  openers: Openers | undefined,
  memory: WasmMemory | undefined,
  isClose = false,
): VectorSearch | null {
  return attempt(() =>
    hasSimd()
      ? createVectorSearch(
          forms.map(({ bytes }) => bytes),
          openers?.classes,
          memory ?? (common ??= new WebAssembly.Memory({ initial: 1 })),
          openers?.beginnings,
          isClose ? forms.map(({ behind }) => behind) : undefined,
        )
      : null,
  );
}

function withoutVectors(literals: readonly Uint8Array[]): Search {
  const search = createPairSearch(literals);
  return (bytes, found) => void search(bytes, found);
}

/** Null where there is no memory for it: where addresses are limited, WebAssembly gets none. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
