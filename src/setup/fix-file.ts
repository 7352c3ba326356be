// Repairs one version of a file, as it lies on the disk or in the index: the outputs of a notebook, and, if that is asked for, literals.
import { decodeNotebook } from '../decode/notebook.ts';
import { contentKind } from '../path.ts';
import type { Finding } from '../types.ts';
import { replaceSpots } from './idiom.ts';
import { outputPatches } from './notebook-outputs.ts';
import { type Patch, patched } from './patch.ts';
import { spotOf, type Variables } from './replace.ts';

/** The findings, risks too, that count in a file of a name, with `/` between names. */
export type Rescan = (name: string, bytes: Uint8Array) => Promise<readonly Finding[]>;

/** What is not repaired, and what to do about it. */
export interface Left {
  readonly finding: Finding;
  readonly advice: string;
}

export interface Repair {
  readonly after: Uint8Array;
  /** What was done, one after the other. */
  readonly steps: readonly { readonly bytes: Uint8Array; readonly patches: readonly Patch[] }[];
  readonly left: readonly Left[];
  /** Whether literals were replaced. */
  readonly replaced: boolean;
}

async function leaksIn(rescan: Rescan, name: string, bytes: Uint8Array): Promise<readonly Finding[]> {
  return (await rescan(name, bytes)).filter(({ kind }) => kind === 'leak');
}

/** What one clearing uncovers, the next one clears. */
const ROUNDS = 8;

/** Clears what leaks in the outputs of a notebook; every other byte stays. `left` are the findings that are elsewhere. */
export async function clearOutputs(
  name: string,
  bytes: Uint8Array,
  rescan: Rescan,
): Promise<Omit<Repair, 'left'> & { readonly left: readonly Finding[] }> {
  const steps: { bytes: Uint8Array; patches: readonly Patch[] }[] = [];
  let after = bytes;
  let left = await leaksIn(rescan, name, after);
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    const patches = outputPatches(after, left) ?? [];
    if (patches.length === 0) break;
    const next = patched(after, patches);
    // What was a notebook is one still.
    if (decodeNotebook(next) === null) break;
    steps.push({ bytes: after, patches });
    after = next;
    left = await leaksIn(rescan, name, after);
  }
  return { after, steps, left, replaced: false };
}

/** Repairs what can be; `unsafe`: literals too. What is replaced is scanned again: if more is found than was left, it stays as it was. */
export async function repair(
  name: string,
  bytes: Uint8Array,
  { rescan, unsafe, variables }: { readonly rescan: Rescan; readonly unsafe: boolean; readonly variables: Variables },
): Promise<Repair> {
  const isNotebook = contentKind(Buffer.from(name)) === 'notebook';
  const cleared = isNotebook
    ? await clearOutputs(name, bytes, rescan)
    : { after: bytes, steps: [], left: await leaksIn(rescan, name, bytes) };
  const { after, steps, left } = cleared;
  const text = Buffer.from(after.buffer, after.byteOffset, after.length).toString('latin1');
  const found = left.map((finding) => ({ finding, spot: spotOf(after, finding, variables) }));
  const spots = found
    .flatMap(({ spot }) => spot ?? [])
    .sort((one, other) => one.start - other.start)
    .filter(({ start }, at, all) => at === 0 || start >= (all[at - 1]?.end ?? 0));
  const { patches, advice } = replaceSpots(name, text, spots);
  const remaining = found.flatMap(({ finding, spot }): Left[] => {
    const how = spot ? advice.get(spot.start) : 'it does not stand there letter for letter; take it out by hand';
    return how === undefined ? [] : [{ finding, advice: how }];
  });
  const replaceable = found.filter(({ spot }) => spot && !advice.has(spot.start)).map(({ finding }) => finding);
  const asked = (how: string): Left[] => replaceable.map((finding) => ({ finding, advice: how }));
  if (patches.length === 0) return { after, steps, left: remaining, replaced: false };
  if (!unsafe)
    return { after, steps, left: [...remaining, ...asked('hfleaks fix --unsafe replaces it')], replaced: false };
  const next = patched(after, patches);
  if ((await leaksIn(rescan, name, next)).length > remaining.length)
    return {
      after,
      steps,
      left: [...remaining, ...asked('something would be left of it; replace it by hand')],
      replaced: false,
    };
  return { after: next, steps: [...steps, { bytes: after, patches }], left: remaining, replaced: true };
}
