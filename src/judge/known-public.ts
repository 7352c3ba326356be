// Tokens that were published on purpose, known by their SHA-256 alone.
import { createHash } from 'node:crypto';
import type { Match } from '../types.ts';

/** They work on the Hub's CI instance or nowhere. A token that is merely copied widely does not belong here. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['791939be7ef91ab5085801c9ae30d974fbe0f7cb03a637b91f5c7912c88bd359', "the public CI user of huggingface_hub's tests"],
  [
    '5de261506c0ff857b7c1af7059f842fb0a36d1ca2e4895da542c5eb726f2c802',
    'the former public CI user of huggingface_hub, diffusers and transformers',
  ],
  [
    '33561ab10421f982e2ec806d343d8b9b2fd85e93cf17851834bfbb807f2b0030',
    "the public token of dataset-viewer's end-to-end tests",
  ],
  [
    'f6d0239c5fd0dca9e39504d2d59d1ec11ee55f7d5cdf51ede1843869622843ce',
    "the public organization token of gradio's tests",
  ],
  ['c06ec6c683605b80eb7fb5ffe3ae954406ea9f2864afe616f7d8e2825b9981d3', "the public CI user of optimum's tests"],
  ['8402086a0212922e3cb3d6563fedb07441f7d7464a1f728e698ad67685ff42eb', "the public CI user of datasets' tests"],
]);

/** What the token is, if it is one of the public ones; else null. */
export function knownPublic({ secret }: Match): string | null {
  return KNOWN.get(createHash('sha256').update(secret.reveal(), 'utf8').digest('hex')) ?? null;
}
