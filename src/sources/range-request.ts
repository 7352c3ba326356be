// What range is meant: by revisions that a user typed, or by what git tells a hook of a push.
import { HfleaksError } from '../errors.ts';
import { existing, type Walk } from '../git/object-listing.ts';
import { headOf, type Ref, readRefs } from '../git/ref-listing.ts';
import { Revisions } from '../git/revisions.ts';
import type { Git } from '../git/runner.ts';
import type { TraceOptions } from '../git/trace.ts';
import { mention } from '../path.ts';
import type { NamedThing } from '../types.ts';
import type { RangeRequest } from './range-form.ts';

/** Where a range begins and ends, and the names that it would make. */
export interface ResolvedRange extends Pick<TraceOptions, 'refs' | 'head'> {
  readonly walk: Walk;
  readonly names: readonly { readonly of: NamedThing; readonly name: Buffer }[];
  /** Ids of the walk that are known to be of commits. */
  readonly commits?: ReadonlySet<string>;
}

/** Throws `usage` for lines of another form, `git-failed` for what is not here. */
export async function resolveRequest(git: Git, request: RangeRequest): Promise<ResolvedRange> {
  const listing = await readRefs(git);
  const { refs } = listing;
  const head = headOf(listing);
  const known = { refs, head };
  if (request.kind === 'push') return { ...known, ...(await pushed(git, request, refs)) };
  if (request.kind === 'receive') return { ...known, ...(await received(git, request.input, refs)) };
  const revisions = new Revisions(git, refs, head);
  if (request.kind === 'framework') {
    const [to = '', from] = await revisions.resolveAll([request.to, request.from].filter((text) => text !== ''));
    const not = from ? [from] : await trackedBy(git, request.remote, refs);
    return { ...known, walk: { tips: [to], not }, names: [], commits: revisions.commits };
  }
  const { include, exclude, either } = request;
  const oids = await revisions.resolveAll([...include, ...exclude, ...either.flat()]);
  const pairs = either.map(
    (_, at) => oids.slice(include.length + exclude.length + 2 * at).slice(0, 2) as [string, string],
  );
  const not = oids.slice(include.length, include.length + exclude.length);
  const walk = { tips: oids.slice(0, include.length), not, either: pairs };
  return { ...known, walk, names: [], commits: revisions.commits };
}

const ZEROS = /^0+$/;
const OID = '([0-9a-f]{40}(?:[0-9a-f]{24})?)';
const PUSH_LINE = new RegExp(`^(.+) ${OID} (.+) ${OID}$`);
const RECEIVE_LINE = new RegExp(`^${OID} ${OID} (.+)$`);

/** New is what the remote does not have: what it says it has, where that is here, and what is known of its branches. */
async function pushed(
  git: Git,
  { input, remote }: Extract<RangeRequest, { kind: 'push' }>,
  refs: readonly Ref[],
): Promise<{ walk: Walk; names: ResolvedRange['names'] }> {
  const updates = linesOf(input, PUSH_LINE, 'pre-push').map(([, , local = '', name = '', there = '']) => ({
    local,
    name,
    there,
  }));
  const kept = updates.filter(({ local }) => !ZEROS.test(local));
  const there = await existing(git, [...new Set(kept.map((one) => one.there).filter((oid) => !ZEROS.test(oid)))]);
  const tracked = await trackedBy(git, remote, refs);
  return {
    walk: { tips: [...new Set(kept.map(({ local }) => local))], not: [...new Set([...there.keys(), ...tracked])] },
    names: kept
      .map(({ name, there: old }) => ({ name, old }))
      .filter(({ old }) => ZEROS.test(old))
      .map(({ name }) => named(name)),
  };
}

/** What a remote is known to have. One that is a URL has no branches of its own here, but may be one of those that have. */
async function trackedBy(git: Git, remote: string, refs: readonly Ref[]): Promise<string[]> {
  const folder = remote === '' ? 'refs/remotes/' : `refs/remotes/${remote}/`;
  const tracking = refs.filter(({ name }) => name.toString('latin1').startsWith(folder));
  return present(git, tracking);
}

/** What refs name, each once, without what is not here: one broken ref must not end the walk. */
async function present(git: Git, refs: readonly Ref[]): Promise<string[]> {
  return [...(await existing(git, [...new Set(refs.map(({ oid }) => oid))])).keys()];
}

/** New is what none of the server's refs has. */
async function received(
  git: Git,
  input: string,
  refs: readonly Ref[],
): Promise<{ walk: Walk; names: ResolvedRange['names'] }> {
  const updates = linesOf(input, RECEIVE_LINE, 'pre-receive').map(([, old = '', fresh = '', name = '']) => ({
    old,
    fresh,
    name,
  }));
  const kept = updates.filter(({ fresh }) => !ZEROS.test(fresh));
  return {
    walk: { tips: [...new Set(kept.map(({ fresh }) => fresh))], not: await present(git, refs) },
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
