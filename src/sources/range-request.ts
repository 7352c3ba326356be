// What range is meant: by revisions that a user typed, or by what git tells a hook of a push.
import { HfleaksError } from '../errors.ts';
import { existing, type Walk } from '../git/object-listing.ts';
import { headOf, type Ref, readRefs } from '../git/ref-listing.ts';
import { headCommit } from '../git/refs.ts';
import { Revisions } from '../git/revisions.ts';
import type { Git } from '../git/runner.ts';
import { mention } from '../path.ts';
import type { NamedThing } from '../types.ts';
import type { RangeRequest } from './range-form.ts';

/** Where a range begins and ends, and the names that it would make. */
export interface ResolvedRange {
  readonly walk: Walk;
  readonly names: readonly { readonly of: NamedThing; readonly name: Buffer }[];
  /** Ids of the walk that are known to be of commits. */
  readonly commits?: ReadonlySet<string>;
}

/** The walk between commits that are given by their ids, or as HEAD, none of them looked up; null for what only git can resolve. */
export function plainWalk(git: Git, request: RangeRequest): Walk | null {
  if (request.kind !== 'revisions' || !git.repository.refFiles) return null;
  const { include, exclude, either } = request;
  const texts = textsOf(request);
  if (!texts.every((text) => text === 'HEAD' || isId(git, text))) return null;
  const head = texts.includes('HEAD') ? headCommit(git) : null;
  if (texts.includes('HEAD') && typeof head !== 'string') return null;
  const idOf = (text: string): string => (text === 'HEAD' ? (head as string) : text);
  return {
    tips: include.map(idOf),
    not: exclude.map(idOf),
    either: either.map(([one, other]) => [idOf(one), idOf(other)]),
  };
}

type RevisionRequest = Extract<RangeRequest, { kind: 'revisions' }>;

function textsOf({ include, exclude, either }: RevisionRequest): readonly string[] {
  return [...include, ...exclude, ...either.flat()];
}

/** Whether a revision is HEAD, or an id, or an ancestor of these: then other refs, of which there can be thousands, have no say. */
function isPlainRevision(git: Git, text: string): boolean {
  const [, start = ''] = /^([^~^]*)(?:[~^]\d*)*$/.exec(text) ?? [];
  return start === '@' || start === 'HEAD' || isId(git, start);
}

function isId({ repository }: Git, text: string): boolean {
  return OID_ALONE.test(text) && text.length === (repository.objectFormat === 'sha256' ? 64 : 40);
}

/** Throws `usage` for lines of another form, `git-failed` for what is not here. */
export async function resolveRequest(git: Git, request: RangeRequest): Promise<ResolvedRange> {
  const isPlain =
    request.kind === 'revisions' &&
    git.repository.refFiles &&
    textsOf(request).every((text) => isPlainRevision(git, text));
  const listing = isPlain ? null : await readRefs(git);
  const refs = listing?.refs ?? [];
  if (request.kind === 'push') return pushed(git, request, refs);
  if (request.kind === 'receive') return received(git, request.input, refs);
  const revisions = new Revisions(git, refs, listing ? headOf(listing) : await headCommit(git));
  if (request.kind === 'framework') {
    const [to = '', from] = await revisions.resolveAll([request.to, request.from].filter((text) => text !== ''));
    const not = from ? [from] : [...(await existing(git, trackedBy(request.remote, refs))).keys()];
    return { walk: { tips: [to], not }, names: [], commits: revisions.commits };
  }
  const { include, exclude, either } = request;
  const oids = await revisions.resolveAll(textsOf(request));
  const pairs = either.map(
    (_, at) => oids.slice(include.length + exclude.length + 2 * at).slice(0, 2) as [string, string],
  );
  const not = oids.slice(include.length, include.length + exclude.length);
  const walk = { tips: oids.slice(0, include.length), not, either: pairs };
  return { walk, names: [], commits: revisions.commits };
}

const ZEROS = /^0+$/;
const OID = '([0-9a-f]{40}(?:[0-9a-f]{24})?)';
const OID_ALONE = new RegExp(`^${OID}$`);
const PUSH_LINE = new RegExp(`^(.+) ${OID} (.+) ${OID}$`);
const RECEIVE_LINE = new RegExp(`^${OID} ${OID} (.+)$`);

/** New is what the remote does not have: what it says it has, where that is here, and what is known of its branches. */
async function pushed(
  git: Git,
  { input, remote }: Extract<RangeRequest, { kind: 'push' }>,
  refs: readonly Ref[],
): Promise<ResolvedRange> {
  const updates = linesOf(input, PUSH_LINE, 'pre-push').map(([, , local = '', name = '', there = '']) => ({
    local,
    name,
    there,
  }));
  const kept = updates.filter(({ local }) => !ZEROS.test(local));
  const there = kept.map((one) => one.there).filter((oid) => !ZEROS.test(oid));
  const tips = [...new Set(kept.map(({ local }) => local))];
  return {
    ...(await since(git, tips, [...there, ...trackedBy(remote, refs)])),
    names: kept
      .map(({ name, there: old }) => ({ name, old }))
      .filter(({ old }) => ZEROS.test(old))
      .map(({ name }) => named(name)),
  };
}

/** What a remote is known to have. One that is a URL has no branches of its own here, but may be one of those that have. */
function trackedBy(remote: string, refs: readonly Ref[]): readonly string[] {
  const folder = remote === '' ? 'refs/remotes/' : `refs/remotes/${remote}/`;
  return idsOf(refs.filter(({ name }) => name.toString('latin1').startsWith(folder)));
}

function idsOf(refs: readonly Ref[]): readonly string[] {
  return [...new Set(refs.map(({ oid }) => oid))];
}

/** The walk from `tips` to those of `ends` that are here: one broken ref must not end the walk. */
async function since(
  git: Git,
  tips: readonly string[],
  ends: readonly string[],
): Promise<Pick<ResolvedRange, 'walk' | 'commits'>> {
  const types = await existing(git, [...new Set([...ends, ...tips])]);
  return {
    walk: { tips, not: [...new Set(ends)].filter((oid) => types.has(oid)) },
    commits: new Set([...types].flatMap(([oid, type]) => (type === 'commit' ? [oid] : []))),
  };
}

/** New is what none of the server's refs has. */
async function received(git: Git, input: string, refs: readonly Ref[]): Promise<ResolvedRange> {
  const updates = linesOf(input, RECEIVE_LINE, 'pre-receive').map(([, old = '', fresh = '', name = '']) => ({
    old,
    fresh,
    name,
  }));
  const kept = updates.filter(({ fresh }) => !ZEROS.test(fresh));
  return {
    ...(await since(git, [...new Set(kept.map(({ fresh }) => fresh))], idsOf(refs))),
    names: kept.filter(({ old }) => ZEROS.test(old)).map(({ name }) => named(name)),
  };
}

/** A character for each byte. */
function named(name: string): { of: NamedThing; name: Buffer } {
  const of = name.startsWith('refs/heads/') ? 'branch' : name.startsWith('refs/tags/') ? 'tag' : 'ref';
  return { of, name: Buffer.from(name, 'latin1') };
}

function linesOf(input: string, form: RegExp, hook: string): RegExpExecArray[] {
  return input
    .split('\n')
    .filter((line) => line !== '')
    .map((line, at) => {
      const parts = form.exec(line);
      if (parts) return parts;
      throw new HfleaksError(
        'usage',
        `Line ${at + 1} of the input is not what git tells a ${hook} hook: "${mention(line)}".`,
        `Call it from the hook, with git's own input: hfleaks hook ${hook} "$@"`,
      );
    });
}
