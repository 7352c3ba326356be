// PNG: its text chunks, of which most are compressed. PNG specification (third edition), 11.3.
import type { Budget, Container, Member } from './container.ts';
import { inflate } from './inflate.ts';
import { ascii, bufferOf, counted, latin1, member, SHORTEST } from './members.ts';
import { takeStored } from './output.ts';

const SIGNATURE = ascii('\x89PNG\r\n\x1a\n');

/**
 * Yields what zTXt, iTXt and iCCP chunks hold compressed, called by the chunk's keyword, in order. Plain text chunks only where the checksum
 * behind them looks like more text; all else of a picture is either plain or pixels.
 */
export const png: Container = {
  name: 'png',
  isListing: true,
  matches: (bytes) => SIGNATURE.every((byte, at) => bytes[at] === byte),
  members: (bytes, budget) => counted(budget, chunks(bytes, budget)),
};

// length:4 type:4 data:length crc:4
function* chunks(bytes: Uint8Array, budget: Budget): Generator<Member> {
  const buffer = bufferOf(bytes);
  for (let at = SIGNATURE.length; at < buffer.length; ) {
    const size = at + 12 <= buffer.length ? buffer.readUInt32BE(at) : buffer.length;
    const end = at + 8 + size;
    const isCut = end + 4 > buffer.length;
    const type = latin1(buffer, at + 4, at + 8);
    const found = textOf(type, buffer.subarray(at + 8, end), buffer[end] ?? 0, budget);
    if (found) yield isCut && !found.problem ? { ...found, problem: 'decode-error' } : found;
    else if (isCut) yield member(type, { bytes: new Uint8Array(0), problem: 'decode-error' });
    if (isCut || type === 'IEND') return;
    at = end + 4;
  }
}

function textOf(type: string, data: Buffer, next: number, budget: Budget): Member | null {
  const keyword = data.subarray(0, 80).indexOf(0);
  if (keyword < 0 || !['tEXt', 'zTXt', 'iTXt', 'iCCP'].includes(type)) return null;
  const name = data.subarray(0, keyword);
  let [text, packed] = [keyword + 1, false];
  if (type === 'zTXt' || type === 'iCCP') {
    [text, packed] = [keyword + 2, true]; // keyword 0 method
  } else if (type === 'iTXt') {
    // keyword 0 compressed:1 method:1 language 0 translated keyword 0 text
    packed = data[keyword + 1] === 1;
    const language = data.indexOf(0, keyword + 3);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    if (translated < 0) return { name, bytes: new Uint8Array(0), problem: 'decode-error' };
    text = translated + 1;
  }
  const content = data.subarray(text);
  if (content.length < SHORTEST) return null;
  if (packed) {
    const { bytes, problem } = inflate(content, 'zlib', budget);
    return { name, bytes, problem };
  }
  if (!isWord(next)) return null;
  const { bytes, problem } = takeStored(content, budget);
  return { name, bytes, problem };
}

function isWord(byte: number): boolean {
  return /\w/.test(String.fromCharCode(byte));
}
