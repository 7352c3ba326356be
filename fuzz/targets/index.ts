// The list of what is fuzzed, one line each.
import type { Target } from '../target.ts';
import { code } from './code.ts';
import { decoding, unpacking } from './content.ts';
import { packs } from './packs.ts';
import { reports } from './reports.ts';
import { sieves, versions } from './sieves.ts';
import { stores } from './stores.ts';
import { deltas, inflating } from './streams.ts';

/** By name, what makes each; `folder` is for temporary files. */
export const targets: Readonly<Record<string, (folder: string) => Target>> = {
  packs,
  stores,
  inflate: inflating,
  delta: deltas,
  sieve: sieves,
  versions,
  decode: decoding,
  unpack: unpacking,
  code,
  reports,
};
