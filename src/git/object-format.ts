// The inner form of trees, commits and tags. Formats: git's documentation, gitformat-*(5) and "Git Internals - Git Objects".
import { createHash, hash } from 'node:crypto';
import { shortened } from '../secret.ts';
import type { Stamp } from '../types.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** One line of a tree: `100644 SP name NUL <oid in bytes>`. Offsets count in the tree. */
export interface TreeEntry {
  readonly isDirectory: boolean;
  readonly isSubmodule: boolean;
  readonly name: Buffer;
  /** Where the id begins. */
  readonly oid: number;
}

const [SPACE, NEWLINE] = [0x20, 0x0a];
/** The kinds of entries in the mode of a file system, of which git heeds nothing else: `40755` is a directory, and what is none of these a submodule. */
const [KIND, DIRECTORY, FILE, LINK] = [0o170000, 0o040000, 0o100000, 0o120000];
const NAME_LIMIT = 1000;
const FIELD_LIMIT = 60;

/** The entries of a tree, as far as it can be read. `width` is that of an id, in bytes. */
export function* treeEntries(tree: Buffer, width: number): Generator<TreeEntry> {
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(SPACE, at);
    const nul = tree.indexOf(0, at);
    if (space < 0 || nul < space || nul + width >= tree.length) return;
    const kind = Number.parseInt(tree.toString('latin1', at, Math.min(space, at + 20)), 8) & KIND;
    yield {
      isDirectory: kind === DIRECTORY,
      isSubmodule: kind !== DIRECTORY && kind !== FILE && kind !== LINK,
      name: tree.subarray(space + 1, nul),
      oid: nul + 1,
    };
    at = nul + 1 + width;
  }
}

/** What is hashed before what an object holds. */
export function hashedHead(type: ObjectType, size: number): string {
  return `${type} ${size}\0`;
}

/** Whether an object has the id, in bytes: that is the hash of its type, its size and what it holds. */
export function isIdOf(id: Buffer, objectFormat: 'sha1' | 'sha256', type: ObjectType, bytes: Uint8Array): boolean {
  const head = hashedHead(type, bytes.length);
  if (bytes.length > SHORT) return createHash(objectFormat).update(head).update(bytes).digest().equals(id);
  // An object of Node.js for each of a million commits takes longer, and stays until garbage is collected.
  short ??= Buffer.allocUnsafeSlow(SHORT + 64);
  const start = short.write(head, 'latin1');
  short.set(bytes, start);
  return hash(objectFormat, short.subarray(0, start + bytes.length)) === id.toString('hex');
}

const SHORT = 1 << 14;
let short: Buffer | undefined;

/** Whether history goes on behind an object of this type. */
export function isNode(type: ObjectType): boolean {
  return type === 'commit' || type === 'tag';
}

const [DIGIT_0, DIGIT_1, DIGIT_2, DIGIT_4, LETTER_N, LETTER_B, LOWER] = [0x30, 0x31, 0x32, 0x34, 0x6e, 0x62, 0x20];

/** Whether there may be notebooks or submodules among the entries that `treeEntries` gives: asked of every tree, so it makes nothing of them. */
export function mayNameSpecial(tree: Uint8Array, width: number): boolean {
  const { length } = tree;
  for (let at = 0; at < length; ) {
    let space = at;
    for (; tree[space] !== SPACE; space++) if (space >= length || tree[space] === 0) return false;
    let nul = space + 1;
    while (nul < length && tree[nul] !== 0) nul++;
    if (nul + width >= length) return false;
    // Files have 10xxxx, links 12xxxx and folders 4xxxx; all else is looked at.
    const second = tree[at + 1];
    const isUsual =
      space - at === 6
        ? tree[at] === DIGIT_1 && (second === DIGIT_0 || second === DIGIT_2)
        : space - at === 5 && tree[at] === DIGIT_4;
    if (!isUsual) return true;
    if (((tree[nul - 1] as number) | LOWER) === LETTER_B && ((tree[nul - 2] as number) | LOWER) === LETTER_N)
      return true;
    at = nul + 1 + width;
  }
  return false;
}

/** A part of a commit or tag: a header field with its continuation lines, or the message. Offsets in the object, end exclusive. */
export interface ObjectPart {
  /** `author`, `mergetag`, …; null for the message. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
}

/**
 * The parts of a commit or tag, lazily, which cover all of it but the empty line before the message. A header is `field SP value LF`, and
 * lines behind it that begin with a space belong to it.
 */
export function* objectParts(object: Buffer): Generator<ObjectPart> {
  let at = 0;
  while (at < object.length && object[at] !== NEWLINE) {
    let end = object.indexOf(NEWLINE, at);
    while (end >= 0 && object[end + 1] === SPACE) end = object.indexOf(NEWLINE, end + 1);
    const next = end < 0 ? object.length : end + 1;
    const line = object.subarray(at, Math.min(next, at + 4 * FIELD_LIMIT));
    const space = line.indexOf(SPACE);
    const name = line.toString('utf8', 0, space < 0 ? line.length : space).trim();
    yield { field: shortened(name, FIELD_LIMIT), start: at, end: next };
    at = next;
  }
  if (at + 1 < object.length) yield { field: null, start: at + 1, end: object.length };
}

/**
 * Who made a commit or tag: its `author` or `tagger` line, `author Name <mail> 1700000000 +0100`. Of a name without end, the first thousand
 * characters.
 */
export function stampOf(oid: string, object: Buffer): Stamp {
  for (const { field, start, end } of objectParts(object)) {
    if (field !== 'author' && field !== 'tagger') continue;
    const line = object.subarray(start + field.length + 1, end);
    // At most the end of it: what is searched without a beginning takes the square of its length.
    const tail = line.subarray(Math.max(0, line.length - 64)).toString('latin1');
    const time = / ?(-?\d+) ([+-]\d{4})\s*$/.exec(tail);
    const name = line.subarray(0, line.length - (time ? time[0].length : 0)).subarray(0, 4 * NAME_LIMIT);
    const author = shortened(name.toString('utf8').trimEnd(), NAME_LIMIT);
    return { oid, author, date: time ? dateOf(Number(time[1]), time[2] as string) : '' };
  }
  return { oid, author: '', date: '' };
}

/** `2026-01-01T01:00:00+01:00`; `Z` for no offset, as git writes it. */
function dateOf(seconds: number, zone: string): string {
  const minutes = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * (zone[0] === '-' ? -1 : 1);
  const shifted = new Date((seconds + minutes * 60) * 1000);
  if (Number.isNaN(shifted.getTime())) return '';
  const text = shifted.toISOString().replace(/\.\d+Z$/, '');
  return minutes === 0 ? `${text}Z` : `${text}${zone.slice(0, 3)}:${zone.slice(3)}`;
}
