// Raw deflate, which says nowhere what it is (`gzinflate`, `inflateRaw`, SAML, draw.io): whether decoded bytes begin as it does.
// `sieve/runs.as.ts` does the same, and is changed together with this.

/** A block's type, behind the bit that says whether it is the last: RFC 1951, 3.2.3. */
const [FIXED, DYNAMIC] = [1, 2];
/** Symbols of a fixed block that are looked at: nothing can be repeated in a shorter text. */
const FEWEST = 5;
/** The codes of all ASCII in a fixed block, of eight bits each, begin here. */
const FIRST_CODE = 0x30;
const TEXT = new Uint8Array(256).fill(1, FIRST_CODE + 0x20, FIRST_CODE + 0x7f);
for (const code of [9, 10, 13]) TEXT[FIRST_CODE + code] = 1;

/** What 7 bits say of a code that they are the length of, if all its codes are to fill it. */
const FULL = 128;

/** Whether a raw deflate stream may begin so: nothing else is read of it. Of random bytes, one in a thousand does. */
export function looksDeflated(bytes: Uint8Array): boolean {
  const type = ((bytes[0] ?? 0) >> 1) & 3;
  if (type === FIXED) return beginsWithText(bytes);
  return type === DYNAMIC && hasCodes(bytes);
}

/** Codes are written from their highest bit on, behind the three bits of the block's header. */
function beginsWithText(bytes: Uint8Array): boolean {
  for (let at = 0; at < FEWEST; at++) {
    const bits = ((bytes[at] ?? 0) >> 3) | ((bytes[at + 1] ?? 0) << 5);
    if (TEXT[turned(bits & 0xff)] !== 1) return false;
  }
  return true;
}

/** The bits of a byte from the other end. */
function turned(byte: number): number {
  let all = 0;
  for (let bit = 0; bit < 8; bit++) all |= ((byte >> bit) & 1) << (7 - bit);
  return all;
}

/** Whether the code in which the lengths of all other codes are written has no gap: RFC 1951, 3.2.7. */
function hasCodes(bytes: Uint8Array): boolean {
  let position = 3;
  const take = (count: number): number => {
    const at = position >> 3;
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const value = (word >> (position & 7)) & ((1 << count) - 1);
    position += count;
    return value;
  };
  const [literals, distances, lengths] = [take(5), take(5), take(4) + 4];
  if (literals > 29 || distances > 29) return false;
  let filled = 0;
  for (let index = 0; index < lengths; index++) {
    const length = take(3);
    if (length > 0) filled += FULL >> length;
  }
  return filled === FULL;
}

/**
 * For each of a stream's first three bytes, whether it may be that, by the two kinds of blocks: what looks so begins with one of them.
 */
export function deflatedBeginnings(): readonly (readonly [Uint8Array, Uint8Array, Uint8Array])[] {
  const table = (may: (byte: number) => boolean): Uint8Array =>
    Uint8Array.from({ length: 256 }, (_, byte) => +may(byte));
  const codes = [...TEXT.keys()].filter((code) => TEXT[code] === 1);
  const [heads, tails] = [new Set(codes.map((code) => code >> 3)), new Set(codes.map((code) => code & 7))];
  const isType = (byte: number, type: number): boolean => ((byte >> 1) & 3) === type;
  const begins = (byte: number): boolean => heads.has(turned(byte & 0xf8));
  const goesOn = table((byte) => begins(byte) && tails.has(turned(byte & 7) >> 5));
  return [
    [table((byte) => isType(byte, FIXED) && begins(byte)), goesOn, goesOn],
    [table((byte) => isType(byte, DYNAMIC) && byte >> 3 <= 29), table((byte) => (byte & 31) <= 29), table(() => true)],
  ];
}
