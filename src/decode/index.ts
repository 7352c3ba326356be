// The list of decoders: one line each.
import { base32 } from './base32.ts';
import { base64 } from './base64.ts';
import { base85 } from './base85.ts';
import { bits } from './bits.ts';
import { codes } from './codes.ts';
import { columns } from './columns.ts';
import type { Decoder } from './decoder.ts';
import { escapes } from './escapes.ts';
import { hex } from './hex.ts';
import { joined } from './joined.ts';
import { plain } from './plain.ts';
import { reversed } from './reversed.ts';
import { rotated } from './rotated.ts';
import { uuencode } from './uuencode.ts';
import { utf16be, utf16le, utf32be, utf32le } from './wide.ts';

export type { Decoder, Part, Work } from './decoder.ts';

/** Every encoding in which an anchor is looked for. */
export const decoders: readonly Decoder[] = [
  plain,
  utf16le,
  utf16be,
  utf32le,
  utf32be,
  escapes,
  base64,
  hex,
  codes,
  bits,
  columns,
  base32,
  base85,
  uuencode,
  reversed,
  rotated,
  joined,
];
