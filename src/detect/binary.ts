// Which content is binary: texts stand there without anything between, and behind a byte that says their length.

/** As many bytes as git looks at. */
const PROBE = 8000;
/** So far to both sides of a credential, in bytes: less than any rule reaches, so that every way of reading sees the same. */
const NEAR = 64;

const SELF_DESCRIBED_CBOR = [0xd9, 0xd9, 0xf7];
/** No white space, and no escape sign, which begins a terminal's colours. */
const CONTROL = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/;
const HIGH = /[\x80-\x9f]/;
const UTF8 = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;
const CUT_BEFORE = /^[\x80-\xbf]{1,3}/;
const CUT_BEHIND = /[\xc2-\xf4][\x80-\xbf]{0,2}$/;

/** As git says of what is no text; and what begins as text does not, but maps in CBOR and msgpack, and fields in protobuf, do. */
export function beginsBinary(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0x20;
  return (
    (first & 0xc0) === 0x80 ||
    first < 8 ||
    (first > 13 && first < 27) ||
    SELF_DESCRIBED_CBOR.every((byte, at) => bytes[at] === byte) ||
    bytes.subarray(0, PROBE).includes(0)
  );
}

/**
 * Whether bytes that no text has stand near [start, end) of a text in latin1: control characters, or those that are none of UTF-8 and
 * control characters in Latin-1, whose letters are text.
 */
export function isBinaryNear(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - NEAR), start);
  const behind = text.slice(end, end + NEAR);
  if (CONTROL.test(before) || CONTROL.test(behind)) return true;
  if (!HIGH.test(before) && !HIGH.test(behind)) return false;
  // A character that the edge of what is looked at cuts is whole in the content.
  const first = before.length < NEAR ? before : before.replace(CUT_BEFORE, '');
  const last = behind.length < NEAR ? behind : behind.replace(UTF8, '').replace(CUT_BEHIND, '');
  return HIGH.test(first.replace(UTF8, '')) || HIGH.test(last.replace(UTF8, ''));
}
