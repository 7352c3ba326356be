// Archives of `ar`: static libraries and Debian packages. Format: ar(5), with the long names of GNU and BSD.
import type { Budget, Container, Member } from './container.ts';
import { ascii, bufferOf, counted, member } from './members.ts';
import { takeStored } from './output.ts';

const MAGIC = ascii('!<arch>\n');
// name:16 time:12 user:6 group:6 mode:8 size:10 `\n
const HEADER = 60;
const NAME_MAX = 4096;
const SLASH = 0x2f;

/** Members in order, with the names that they have before any is cut to 16 characters. */
export const ar: Container = {
  name: 'ar',
  matches: (bytes) => MAGIC.every((byte, at) => bytes[at] === byte),
  members: (bytes, budget) => counted(budget, readEntries(bytes, budget)),
};

function* readEntries(bytes: Uint8Array, budget: Budget): Generator<Member> {
  const view = bufferOf(bytes);
  let longNames = view.subarray(0, 0);
  for (let at = MAGIC.length; at < view.length; ) {
    const header = view.toString('latin1', at, at + HEADER);
    const [, size] = /^.{48}(\d{1,10}) *`\n$/s.exec(header) ?? [];
    if (size === undefined) return yield member('', { bytes: view.subarray(0, 0), problem: 'decode-error' });
    const start = at + HEADER;
    const end = start + Number(size);
    at = end + (end & 1);
    const short = header.slice(0, 16).trimEnd();
    // BSD: the name stands before the content. GNU: it stands in a member of its own, called `//`.
    const inFront = Math.min(Number(/^#1\/(\d{1,9})$/.exec(short)?.[1] ?? 0), Number(size));
    const place = /^\/(\d{1,9})$/.exec(short)?.[1];
    const content = view.subarray(start + inFront, end);
    if (short === '//') longNames = content;
    const long = place === undefined ? null : longNames.subarray(Number(place), Number(place) + NAME_MAX);
    const name = inFront > 0 ? view.subarray(start, start + inFront) : upTo(long ?? ascii(short), long ? '\n' : '/');
    const { bytes: taken, problem } = takeStored(content, budget);
    yield { name: upTo(name, '\0'), bytes: taken, problem: problem ?? (end > view.length ? 'decode-error' : null) };
  }
}

/** The name up to `end`; names of ar's own, `/` and `//`, as they are. */
function upTo(name: Uint8Array, end: string): Uint8Array {
  const at = name.indexOf(end.charCodeAt(0));
  const found = at > 0 ? name.subarray(0, at) : name;
  return found.length > 2 && found.at(-1) === SLASH ? found.subarray(0, -1) : found;
}
