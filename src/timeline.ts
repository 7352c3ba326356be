// From findings in versions of files to findings in history: which commit brought a credential, which took it, and where it stands now.
import { MOST_FINDINGS } from './limit.ts';
import { latin1 } from './path.ts';
import type { Finding, PathChange, Place, RefsHaving, Stamp, Timeline, Trace, TraceQuestion } from './types.ts';

/** Places of one finding of which the refs are asked. */
const PLACES = 64;
/** Paths at which one credential is told, and fewer where there are very many; a tree can be made to hold one file at any number of them. */
const PATHS = 10_000;

/** The first of all paths, as many as are told. */
type First = <T>(paths: readonly T[]) => readonly T[];

/** Marks a finding that older content holds already. */
export type MarkOld = (finding: Finding, change: PathChange, trace: Trace) => Promise<Finding>;

/** What has to be asked of history to tell the life of these findings, which are all of one repository. */
export function questionFor(findings: readonly Finding[]): TraceQuestion {
  const objects = new Set<string>();
  const names = new Set<string>();
  for (const { places } of findings) {
    const [place] = places;
    if (place?.kind === 'blob') objects.add(place.oid);
    if (place && isNameInGit(place)) names.add(latin1(place.path));
  }
  return { objects, names };
}

/**
 * One finding for each credential, rule and path, at the commit that brought it, however many versions hold it; one for each message,
 * header field and name. What history does not know stays where it is. Order is that of the findings. `limit` is told if paths are left out, since
 * there are too many.
 */
export async function inHistory(
  findings: readonly Finding[],
  trace: Trace,
  mark: MarkOld,
  limit: () => void,
): Promise<Finding[]> {
  const told: (readonly Finding[])[] = [];
  let room = MOST_FINDINGS;
  for (const group of groups(findings)) {
    const kind = group[0]?.places[0]?.kind;
    const first: First = (paths) => {
      const most = Math.max(1, Math.min(PATHS, room));
      if (paths.length > most) limit();
      return paths.slice(0, most);
    };
    if (kind === 'blob') told.push(await ofFile(group, trace, mark, first));
    else if (kind === 'message' || kind === 'header') told.push([ofRecord(group, trace)]);
    else if (kind === 'name') told.push(ofName(group, trace, first));
    else told.push(group);
    room -= told.at(-1)?.length ?? 0;
  }
  return withRefs(told.flat(), trace);
}

/** Findings of one credential by one rule, in the same kind of place. */
function groups(findings: readonly Finding[]): Finding[][] {
  const byKey = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = finding.places[0] as Place;
    const detail =
      place.kind === 'header'
        ? place.field
        : place.kind === 'message'
          ? place.of
          : place.kind === 'blob'
            ? ''
            : latin1(place.path);
    // Without an id, values that look alike cannot be told apart; they stay apart.
    const value = finding.credential?.id ?? `${finding.fingerprint}\0${latin1(place.path)}\0${finding.location.offset}`;
    const key = [place.kind, detail, value, finding.rule.id].join('\0');
    const group = byKey.get(key);
    if (group) group.push(finding);
    else byKey.set(key, [finding]);
  }
  return [...byKey.values()];
}

// ---------------------------------------------------------------- files

/** The versions that hold a credential, each with its best finding: one to report rather than one to pass over, and the first. */
type Versions = ReadonlyMap<string, Finding>;

async function ofFile(group: readonly Finding[], trace: Trace, mark: MarkOld, first: First): Promise<Finding[]> {
  const versions = versionsOf(group);
  const told: Finding[] = [];
  const placed = new Set<string>();
  const paths = byPath(trace.changes, versions);
  for (const changes of first([...paths.values()])) {
    const finding = await atPath(changes, versions, trace, mark);
    if (!finding) continue;
    for (const { after } of changes) if (after !== null) placed.add(after);
    told.push(finding);
  }
  // Nothing is lost of what no commit is known to have; once it stands somewhere, other versions of it add nothing.
  const homeless = [...versions].filter(([oid]) => !placed.has(oid)).map(([, finding]) => finding);
  return [...told, ...homeless.map((finding) => withTimeline(inIndex(finding, trace), {}))];
}

/** At the path at which an index has it, if one does. */
function inIndex(finding: Finding, trace: Trace): Finding {
  const place = finding.places[0] as Extract<Place, { kind: 'blob' }>;
  const path = trace.inIndex?.get(place.oid);
  return path ? { ...finding, location: { ...finding.location, path }, places: [{ ...place, path }] } : finding;
}

function versionsOf(group: readonly Finding[]): Versions {
  const versions = new Map<string, Finding>();
  for (const finding of group) {
    const { oid } = finding.places[0] as Extract<Place, { kind: 'blob' }>;
    const best = versions.get(oid);
    if (!best || rank(finding) < rank(best)) versions.set(oid, finding);
  }
  return versions;
}

function rank({ verdict, location }: Finding): number {
  return (verdict.state === 'report' ? 0 : 2 ** 52) + location.offset;
}

function byPath(changes: readonly PathChange[], versions: Versions): Map<string, PathChange[]> {
  const paths = new Map<string, PathChange[]>();
  for (const change of changes) {
    const { path, before, after } = change;
    if (![after, ...before].some((oid) => oid !== null && versions.has(oid))) continue;
    const key = latin1(path);
    const list = paths.get(key);
    if (list) list.push(change);
    else paths.set(key, [change]);
  }
  return paths;
}

/** A credential's life at one path; null if no commit brought it there: then it came before what was scanned. */
async function atPath(
  changes: readonly PathChange[],
  versions: Versions,
  trace: Trace,
  mark: MarkOld,
): Promise<Finding | null> {
  const has = (oid: string | null): boolean => oid !== null && versions.has(oid);
  const positionIn = ({ commit }: PathChange): number => trace.positionOf(commit.oid);
  const ordered = changes.toSorted((a, b) => positionIn(a) - positionIn(b));
  const adding = ordered.filter(({ before, after }) => has(after) && !before.some(has));
  const held = new Set(ordered.flatMap(({ after }) => (has(after) ? [after as string] : [])));
  const isInHead = has(trace.headBlob((ordered[0] as PathChange).path));
  const removing = lastRemoval(ordered, adding, has, trace);
  /** As it stands in the version that `home` made, added by `first`. */
  const told = (home: PathChange, first: PathChange): Finding => {
    const finding = versions.get(home.after as string) as Finding;
    const places = [home, ...adding.filter((change) => change !== home)].map(
      ({ path, after, commit }): Place => ({
        ...inRepository(finding),
        kind: 'commit',
        path,
        oid: after as string,
        commit,
      }),
    );
    const located = { ...finding, location: { ...finding.location, path: home.path }, places };
    // What is taken away before it is brought is another matter.
    const isRemoved = !isInHead && removing !== undefined && positionIn(removing) >= positionIn(first);
    const removed = isRemoved ? removing.commit : null;
    return withTimeline(located, { added: first.commit, removed, inHead: isInHead, versions: held.size });
  };
  // A version in which it is reported outweighs those in which it is not.
  const reported = ordered.find(({ after }) => after !== null && versions.get(after)?.verdict.state === 'report');
  let first: Finding | null = null;
  for (const change of adding) {
    const isReported = versions.get(change.after as string)?.verdict.state === 'report';
    const finding = await mark(told(isReported ? change : (reported ?? change), change), change, trace);
    first ??= finding;
    // Brought back after it was taken away, it is new again.
    if (finding.verdict.by !== 'already-committed') return finding;
  }
  return first;
}

/**
 * The last commit that takes it; or, if it was brought again since, the first merge that left it out then: those that follow only have what that
 * one has made.
 */
function lastRemoval(
  ordered: readonly PathChange[],
  adding: readonly PathChange[],
  has: (oid: string | null) => boolean,
  trace: Trace,
): PathChange | undefined {
  const positionIn = ({ commit }: PathChange): number => trace.positionOf(commit.oid);
  const last = ordered.filter(({ before, after }) => !has(after) && before.length > 0 && before.every(has)).at(-1);
  const [brought] = adding.slice(-1);
  if (!brought || (last && positionIn(last) >= positionIn(brought))) return last;
  const dropping = trace.drops.filter(
    (change) =>
      latin1(change.path) === latin1(brought.path) &&
      !has(change.after) &&
      change.before.some(has) &&
      positionIn(change) >= positionIn(brought),
  );
  return dropping.toSorted((a, b) => positionIn(a) - positionIn(b))[0] ?? last;
}

// ---------------------------------------------------------------- messages, headers, names

/** The same author or message in many commits is told once, at the first of them. */
function ofRecord(group: readonly Finding[], trace: Trace): Finding {
  const stamped = group.map((finding) => ({ finding, stamp: (finding.places[0] as { stamp?: Stamp }).stamp }));
  stamped.sort((a, b) => positionOf(a.stamp, trace) - positionOf(b.stamp, trace));
  const { finding, stamp } = stamped[0] as (typeof stamped)[0];
  const places = stamped.map((one) => one.finding.places[0] as Place);
  const best = group.find(({ verdict }) => verdict.state === 'report') ?? finding;
  const inHead = stamped.some((one) => one.stamp !== undefined && trace.isInHead(one.stamp.oid));
  return withTimeline({ ...finding, verdict: best.verdict, places }, { added: stamp ?? null, inHead });
}

/** What is not in the graph, as tags and commits that no ref reaches, comes last. */
function positionOf(stamp: Stamp | undefined, trace: Trace): number {
  const position = stamp ? trace.positionOf(stamp.oid) : -1;
  return position < 0 ? Number.MAX_SAFE_INTEGER : position;
}

/** A file's or folder's name, at every path where history has it. */
function ofName(group: readonly Finding[], trace: Trace, first: First): Finding[] {
  const [finding] = group as [Finding];
  const [place] = finding.places as [Extract<Place, { kind: 'name' }>];
  if (!isNameInGit(place)) return [...group];
  const paths = new Map<string, PathChange[]>();
  for (const change of trace.changes) {
    const path = upToName(change.path, place.path);
    if (path === null) continue;
    const list = paths.get(latin1(path));
    if (list) list.push(change);
    else paths.set(latin1(path), [change]);
  }
  // In a range, trees are written anew with all their names; one that no commit touches was there before.
  if (paths.size === 0) return [trace.wasThere ? marked(finding) : finding];
  return first([...paths]).map(([path, changes]) => {
    const ordered = changes.toSorted((a, b) => trace.positionOf(a.commit.oid) - trace.positionOf(b.commit.oid));
    const first = (ordered.find(({ after }) => after !== null) ?? ordered[0]) as PathChange;
    const bytes = Buffer.from(path, 'latin1');
    const isFile = ordered.some((change) => change.path.length === bytes.length);
    const of = isFile ? 'file' : 'directory';
    const named: Place = { ...inRepository(finding), kind: 'name', of, path: bytes, commit: first.commit };
    const located = { ...finding, location: { ...finding.location, path: bytes }, places: [named] };
    const isInHead = changes.some((change) => trace.headBlob(change.path) !== null);
    const gone = isInHead ? null : (ordered.filter(({ after }) => after === null).at(-1)?.commit ?? null);
    const told = withTimeline(located, { added: first.commit, removed: gone, inHead: isInHead });
    return trace.wasThere?.(bytes) ? marked(told) : told;
  });
}

function marked(finding: Finding): Finding {
  const verdict = { state: 'suppressed', by: 'already-committed', reason: 'The name was there before.' } as const;
  return finding.verdict.state === 'report' ? { ...finding, verdict } : finding;
}

/** The part of `path` that ends with `name`, null if it is no part of it. */
function upToName(path: Uint8Array, name: Uint8Array): Uint8Array | null {
  const parts = latin1(path).split('/');
  const at = parts.indexOf(latin1(name));
  return at < 0 ? null : Buffer.from(parts.slice(0, at + 1).join('/'), 'latin1');
}

function isNameInGit(place: Place): boolean {
  return (
    place.kind === 'name' && (place.of === 'file' || place.of === 'directory') && !latin1(place.path).includes('/')
  );
}

// ---------------------------------------------------------------- what is told of all

function withTimeline(finding: Finding, known: Partial<Timeline>): Finding {
  const unknown = { added: null, removed: null, inHead: false, refs: [], refsTotal: 0, versions: 1 };
  return { ...finding, timeline: { ...unknown, ...known } };
}

/** Fills in the refs of all commits that bring it, for all findings at once: each question walks the whole graph. */
function withRefs(findings: readonly Finding[], trace: Trace): Finding[] {
  const told = findings.filter(({ timeline }) => timeline);
  const having = trace.refsOf(told.map(({ places }) => places.slice(0, PLACES).flatMap((place) => idOf(place) ?? [])));
  const refs = new Map(told.map((finding, at) => [finding, having[at] as RefsHaving]));
  return findings.map((finding) => {
    const own = refs.get(finding);
    return own && finding.timeline
      ? { ...finding, timeline: { ...finding.timeline, refs: own.names, refsTotal: own.total } }
      : finding;
  });
}

/** What a ref must reach, or name, to have what stands there. */
function idOf(place: Place): string | null {
  if (place.kind === 'commit') return place.commit.oid;
  if (place.kind === 'blob') return place.oid;
  if (place.kind === 'name') return place.commit?.oid ?? null;
  return place.kind === 'message' || place.kind === 'header' ? (place.stamp?.oid ?? null) : null;
}

function inRepository({ places: [place] }: Finding): { readonly repository?: Uint8Array } {
  return place?.repository ? { repository: place.repository } : {};
}
