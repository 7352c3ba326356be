// Finds the anchors of all rules in raw bytes, and what must be opened before anything can be looked for in it.
import type { AnchorForm, Hit, Openers, Sieve } from '../types.ts';
import { hasSimd } from '../wasm.ts';
import { find } from './find.ts';
import { createPairSearch, type Search } from './pairs.ts';
import { createVectorSearch } from './vectors.ts';
import { createVersions } from './versions.ts';

const NONE: readonly Hit[] = [];

/** All that a sieve of anchors can do. */
export type AnchorSieve = Required<Pick<Sieve, 'reach' | 'hits' | 'search' | 'find'>>;

/**
 * Compiles the forms of all anchors, of three bytes or more, into one pass over the bytes. Work is linear in the input plus the hits. What
 * `openers` find counts as hits. The pass is made in WebAssembly, in `memory`, of which pages are taken at its end: what a reader puts there,
 * with 96 more bytes behind it, is not copied. With null, or where there is none, it is made without. Hits are the same, in the same
 * order: by offset, then by form, openers last.
 */
export function createSieve(forms: readonly AnchorForm[], openers?: Openers, memory?: WasmMemory | null): AnchorSieve {
  const search = createSearch(forms, openers, memory);
  let reach: number | undefined;
  let versions: AnchorSieve['search'] | undefined;
  return {
    get reach() {
      return (reach ??= forms.reduce((most, form) => Math.max(most, form.reach + form.bytes.length), 0));
    },
    find,
    search: (bytes, origin) => (versions ??= createVersions({ forms, search, openers }))(bytes, origin),
    hits: (bytes) => {
      const places: number[] = [];
      const runs = search(bytes, (offset, index) => {
        if (forms[index]?.confirm?.(bytes, offset) ?? true) places.push(offset, index);
      });
      const found = places.length === 0 ? NONE : inOrder(places, forms);
      const opened = openers?.hits(bytes, runs) ?? NONE;
      return opened.length === 0 ? found : [...found, ...opened].sort((a, b) => a.offset - b.offset);
    },
  };
}

function createSearch(
  forms: readonly AnchorForm[],
  openers: Openers | undefined,
  memory: WasmMemory | null | undefined,
): Search {
  const literals = forms.map(({ bytes }) => bytes);
  try {
    if (memory !== null && hasSimd())
      return createVectorSearch(
        literals,
        openers?.classes,
        memory ?? new WebAssembly.Memory({ initial: 1 }),
        openers?.beginnings,
      );
  } catch {
    // No memory for it: where addresses are limited, WebAssembly gets none.
  }
  const search = createPairSearch(literals);
  return (bytes, found) => void search(bytes, found);
}

/** Hits at `places`, pairs of offset and form. */
function inOrder(places: readonly number[], forms: readonly AnchorForm[]): readonly Hit[] {
  const hits = Array.from({ length: places.length / 2 }, (_, at) => at * 2).sort(
    (a, b) => (places[a] as number) - (places[b] as number) || (places[a + 1] as number) - (places[b + 1] as number),
  );
  return hits.map((at) => ({ offset: places[at] as number, form: forms[places[at + 1] as number] as AnchorForm }));
}
