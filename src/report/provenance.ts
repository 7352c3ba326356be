// Where a finding lies in git and what became of it there, in words.
import type { Finding, NamedThing, Place, Stamp } from '../types.ts';
import { terminalPhrase, terminalText } from './escape.ts';
import { type Gate, gatedPath } from './gate.ts';
import { shortText } from './places.ts';
import { plural } from './summary.ts';

/** Digits of an object id that people are shown. */
const OID_LENGTH = 12;
/** Refs that are named one by one. */
const REFS = 3;
/** Headers that say who it was, and need no further word. */
const PEOPLE = new Set(['author', 'committer', 'tagger']);
const NAMES: Readonly<Record<NamedThing, string>> = {
  file: "in the file's name",
  directory: "in the directory's name",
  branch: "in a branch's name",
  tag: "in a tag's name",
  ref: "in a ref's name",
};

/** How much `placeNotes` says of the commit or tag: nothing, which commit it is, or also who made it and when. */
export type NoteDetail = 'none' | 'commit' | 'author';

/** The place at which the finding is located, if it is among its places. */
export function homePlace({ places, location }: Finding): Place | undefined {
  return places.find((place) => samePath(place.path, location.path));
}

/** All places but that one, in the report's order. */
export function otherPlaces(finding: Finding): Place[] {
  const home = homePlace(finding);
  return finding.places.filter((place) => place !== home);
}

/** Whether `place` is the finding's own path or object in another version or part, of which its line and column say nothing. */
export function isOtherVersion(place: Place, { location }: Finding): boolean {
  return ['commit', 'message', 'header'].includes(place.kind) && samePath(place.path, location.path);
}

/** A place's path for people, gated and escaped; `commit <oid>` and the like with a short id. */
export function pathText(place: Place, gate: Gate): string {
  return isNamedByObject(place) ? shortObject(place) : plainPath(place.path, gate);
}

/** What is to be said of a place that is no plain file, gated and escaped: `in the message`, `Name <mail>`, `2026-01-01`. */
export function placeNotes(place: Place, gate: Gate, detail: NoteDetail): string[] {
  const stamp = stampOf(place);
  const named = stamp !== undefined && (place.kind === 'commit' || place.kind === 'name');
  return [
    ...kindNotes(place, gate),
    ...(named && detail !== 'none' ? [`commit ${shortOid(stamp.oid)}`] : []),
    ...(stamp && detail === 'author' ? peopleNotes(stamp, gate) : []),
    ...(place.repository === undefined ? [] : [`in the repository ${plainPath(place.repository, gate)}`]),
  ];
}

/** Whether `historyLines` tell of the commit that the finding's own place names. */
export function isToldInHistory(finding: Finding): boolean {
  const home = homePlace(finding);
  return (home?.kind === 'commit' || home?.kind === 'name') && addedHere(finding, home);
}

/** The life of the credential, one line each: `added by 1234abcd5678 on 2026-01-01 (Name <mail>)`, `still in HEAD`, `on no ref`. */
export function historyLines(finding: Finding, gate: Gate): string[] {
  const { timeline } = finding;
  if (!timeline) return [];
  const { added, removed, versions } = timeline;
  const home = homePlace(finding);
  // Messages and headers are never changed, and their place has said already who made them.
  const fixed = home?.kind === 'message' || home?.kind === 'header';
  return [
    added && !(fixed && addedHere(finding, home)) ? `added by ${stampText(added, gate)}` : '',
    removed ? `removed by ${stampText(removed, gate)}` : headText(finding, fixed),
    refsText(finding, gate),
    versions > 1 ? `in ${versions} versions` : '',
  ].filter((line) => line !== '');
}

/** The commit or tag that a place names. */
export function stampOf(place: Place): Stamp | undefined {
  if (place.kind === 'commit' || place.kind === 'name') return place.commit;
  return place.kind === 'message' || place.kind === 'header' ? place.stamp : undefined;
}

function kindNotes(place: Place, gate: Gate): string[] {
  switch (place.kind) {
    case 'staged':
      return place.stage > 0 ? [`unmerged, stage ${place.stage}`] : [];
    case 'gitfile':
      return ['in the git directory'];
    case 'reflog':
      return ['in a reflog'];
    case 'blob':
      return [...(isNamedByObject(place) ? [] : [shortObject(place)]), 'no commit known'];
    case 'message':
      return [place.stamp ? `in the message${ofObject(place)}` : `in the ${place.of}'s message`];
    case 'header': {
      const field = terminalText(shortText(place.field, gate));
      return [`in the ${PEOPLE.has(place.field) ? '' : 'header '}${field}${ofObject(place)}`];
    }
    case 'name':
      return [NAMES[place.of]];
    default:
      return [];
  }
}

function ofObject(place: Place): string {
  return isNamedByObject(place) ? '' : ` of ${shortObject(place)}`;
}

/** Whether the path is no path but `commit <oid>`, `tag <oid>` or `blob <oid>`. */
function isNamedByObject(place: Place): boolean {
  const object = objectOf(place);
  return object !== null && samePath(place.path, Buffer.from(object.join(' ')));
}

function shortObject(place: Place): string {
  const [type, oid] = objectOf(place) ?? ['', ''];
  return `${type} ${shortOid(oid)}`;
}

function objectOf(place: Place): readonly [type: string, oid: string] | null {
  if (place.kind === 'blob') return ['blob', place.oid];
  return (place.kind === 'message' || place.kind === 'header') && place.stamp ? [place.of, place.stamp.oid] : null;
}

function addedHere({ timeline }: Finding, place: Place): boolean {
  return timeline?.added ? timeline.added.oid === stampOf(place)?.oid : false;
}

function headText({ timeline }: Finding, fixed: boolean): string {
  if (timeline?.inHead) return fixed ? 'in the history of HEAD' : 'still in HEAD';
  return timeline?.added && !fixed ? 'not in HEAD' : '';
}

/** Where no commit is known, neither is a ref: then nothing is claimed. */
function refsText({ timeline, location }: Finding, gate: Gate): string {
  if (!timeline) return '';
  const { refs, refsTotal, added } = timeline;
  if (refsTotal === 0) return added ? 'on no ref' : '';
  const [first] = refs;
  if (refsTotal === 1 && first && samePath(first, location.path)) return '';
  const shown = refs.slice(0, REFS).map((ref) => plainPath(ref, gate));
  const left = refsTotal - shown.length;
  return `on ${[shown.join(', '), left > 0 ? plural(left, 'more ref') : ''].filter((part) => part !== '').join(' and ')}`;
}

function stampText(stamp: Stamp, gate: Gate): string {
  const day = dayText(stamp, gate);
  const author = authorText(stamp, gate);
  return `${shortOid(stamp.oid)}${day === '' ? '' : ` on ${day}`}${author === '' ? '' : ` (${author})`}`;
}

function peopleNotes(stamp: Stamp, gate: Gate): string[] {
  return [authorText(stamp, gate), dayText(stamp, gate)].filter((note) => note !== '');
}

function authorText({ author }: Stamp, gate: Gate): string {
  return terminalText(shortText(author, gate));
}

function dayText({ date }: Stamp, gate: Gate): string {
  return terminalText(shortText(date, gate).replace(/T\d.*$/s, ''));
}

function shortOid(oid: string): string {
  return terminalText(oid.slice(0, OID_LENGTH));
}

function plainPath(path: Uint8Array, gate: Gate): string {
  return terminalPhrase(gatedPath(gate, path).text);
}

function samePath(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
