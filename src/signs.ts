// What a sieve looks for besides the anchors of its rules.
import { CONTEXT } from './forms.ts';
import { ALLOW_ANCHOR } from './judge/allow.ts';
import type { AnchorForm } from './types.ts';
import { GZIP, isGzipAt, PYINSTALLER } from './unpack/magic.ts';

/** Allow comments are looked for where idle ones are told: no rule matches there. */
export const ALLOW_FORM: AnchorForm = { bytes: Buffer.from(ALLOW_ANCHOR), decoder: 'plain', rules: [], reach: CONTEXT };

/** What says anywhere that something is packed in it all. */
const PACKED_FORMS: readonly AnchorForm[] = [
  { bytes: Buffer.from(PYINSTALLER), decoder: 'container', rules: [], reach: CONTEXT },
  { bytes: Buffer.from(GZIP, 'latin1'), decoder: 'container', rules: [], reach: CONTEXT, confirm: isGzipAt },
];

/** `forms` of rules, and what belongs to them; with allow comments if `allows`. */
export const withSigns = (forms: readonly AnchorForm[], allows: boolean): readonly AnchorForm[] => [
  ...forms,
  ...PACKED_FORMS,
  ...(allows ? [ALLOW_FORM] : []),
];
