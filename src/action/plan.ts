// What a run scans: an event, the inputs and the clone put together.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { headOf, readRefs, shallowCommits } from '../git/ref-listing.ts';
import type { Variables } from '../git/repository.ts';
import { Revisions } from '../git/revisions.ts';
import { mention } from '../path.ts';
import { historySource } from '../sources/history.ts';
import { rangeSource } from '../sources/range.ts';
import { treeSource } from '../sources/tree.ts';
import type { Source } from '../types.ts';
import { type Clone, countOthers, isOf, type Range, resolveChange, unresolved, withGit } from './change.ts';
import { CHANGE, type Change, isByOthers, isPrivileged, refName, type Wanted, wantedBy } from './event.ts';
import type { Inputs } from './inputs.ts';
import { fillIn } from './partial.ts';
import type { PolicyPlace } from './policy.ts';

export interface Plan {
  readonly kind: 'range' | 'tree' | 'history' | 'nothing';
  /** Why nothing is scanned. */
  readonly why: string;
  readonly range: Range | null;
  /** The commit that is checked out; null on an unborn branch. */
  readonly checkedOut: string | null;
  /** Whether the change was made by somebody whose policy and comments must not count. */
  readonly isForeign: boolean;
  readonly honourAllow: boolean;
  /** Where the policy is read, as `config-from` says. */
  policy(from: 'base' | 'head'): Omit<PolicyPlace, 'config'>;
  /** The commit and ref that code scanning is told; null: those of the runner. */
  readonly uploadAt: { readonly commit: string; readonly ref: string } | null;
}

export interface PlanOptions {
  readonly clone: Clone;
  readonly inputs: Inputs;
  readonly variables: Variables;
  /** Tells people what they did not ask for. */
  readonly say: (text: string) => void;
}

/** Throws `usage`, `event-invalid` and, unless the input allows the tree instead, `range-unresolved`. */
export async function planOf(options: PlanOptions): Promise<Plan> {
  const { clone, inputs, variables, say } = options;
  const checkedOut = await withGit(clone, async (git) => headOf(await readRefs(git)));
  if (!checkedOut && (await allTips(clone)).length === 0)
    throw new HfleaksError(
      'not-a-repository',
      'The clone has no commit: there is nothing to scan.',
      'Run actions/checkout before this step, and name its path.',
    );
  const event = variables.GITHUB_EVENT_NAME ?? '';
  let wanted: Wanted | null = null;
  try {
    wanted = await wantedOf(options, event, checkedOut);
    return await plannedFor(options, wanted, checkedOut, event);
  } catch (error) {
    if (!(error instanceof HfleaksError) || error.code !== 'range-unresolved' || inputs.onMissingRange !== 'tree')
      throw error;
    // What is checked out could be the base, of which nothing is new.
    const isHere = wanted?.kind === 'change' ? await isOf(clone, checkedOut, wanted) : inputs.head === '';
    if (!isHere) throw error;
    say(`${error.message} All files are scanned instead.`);
    return wholePlan('tree', checkedOut, null, wanted?.kind !== 'change' || wanted.isForeign);
  }
}

async function plannedFor(
  options: PlanOptions,
  wanted: Wanted | null,
  checkedOut: string | null,
  event: string,
): Promise<Plan> {
  const { clone, inputs } = options;
  if (inputs.scan === 'tree' || inputs.scan === 'history') {
    // Who made the change must not say what is looked for.
    const isForeign = wanted?.kind === 'change' && wanted.isForeign;
    const base = isForeign ? (await resolveChange(clone, wanted)).base : 'disk';
    return wholePlan(inputs.scan === 'tree' ? 'tree' : await allHistory(options), checkedOut, base, isForeign);
  }
  if (!wanted) throw unresolved('the event is not known');
  if (wanted.kind === 'nothing') return { ...wholePlan('tree', checkedOut), kind: 'nothing', why: wanted.why };
  if (wanted.kind === 'history') {
    if (inputs.scan === 'range') throw unresolved(`the event ${mention(event)} has none`);
    return wholePlan(await allHistory(options), checkedOut);
  }
  // Of the default branch, everything that no other branch has would be new, down to the first commit.
  const isVague = inputs.onMissingRange === 'tree' && !wanted.withoutBase?.beside;
  const range = await resolveChange(clone, isVague ? { ...wanted, withoutBase: null } : wanted);
  await fillIn(clone, range);
  return rangePlan(wanted, range, checkedOut, event);
}

function wholePlan(
  kind: 'tree' | 'history',
  checkedOut: string | null,
  base: string | null = 'disk',
  isForeign = false,
): Plan {
  return {
    kind,
    why: '',
    range: null,
    checkedOut,
    isForeign,
    honourAllow: kind === 'tree' && !isForeign,
    policy: () => ({ counts: base, brought: null }),
    uploadAt: null,
  };
}

/** What the inputs name, or else the event. */
function wantedOf(options: PlanOptions, event: string, checkedOut: string | null): Promise<Wanted> | Wanted | null {
  const { scan, base, head } = options.inputs;
  return (base !== '' || head !== '') && (scan === 'auto' || scan === 'range')
    ? namedRange(options, checkedOut)
    : eventRange(options, event);
}

function rangePlan(wanted: Change, range: Range, checkedOut: string | null, event: string): Plan {
  const { tips, head, base, isMerge } = range;
  const ref = isMerge ? wanted.mergeRef : wanted.headRef;
  return {
    kind: 'range',
    why: '',
    range,
    checkedOut,
    isForeign: wanted.isForeign,
    honourAllow: false,
    policy: (from) =>
      from === 'head' && !isPrivileged(event) ? { counts: head, brought: null } : { counts: base, brought: head },
    uploadAt:
      wanted.isForeign && ref?.startsWith('refs/pull/') ? { commit: isMerge ? (tips[0] as string) : head, ref } : null,
  };
}

function eventRange({ inputs, variables }: PlanOptions, event: string): Wanted | null {
  const isWhole = inputs.scan === 'tree' || inputs.scan === 'history';
  if (event === '' && isWhole) return null;
  const needsPayload = !['schedule', 'workflow_dispatch', 'repository_dispatch', 'release'].includes(event);
  const payload = needsPayload ? readPayload(variables.GITHUB_EVENT_PATH) : {};
  try {
    return wantedBy(event, payload, variables.GITHUB_SHA, variables.GITHUB_REF);
  } catch (error) {
    if (isWhole && error instanceof HfleaksError && error.code === 'range-unresolved') return null;
    throw error;
  }
}

/** Brings all branches and tags here, with all that they reach. */
async function allHistory({ clone, inputs }: PlanOptions): Promise<'history' | 'tree'> {
  const { origin, repository } = clone;
  if (shallowCommits(repository).length > 0) await origin?.fetchAll(true);
  if (shallowCommits(repository).length === 0) {
    await fillIn(clone, { tips: await allTips(clone) });
    return 'history';
  }
  if (inputs.onMissingRange === 'tree') return 'tree';
  throw unresolved('the clone has only the end of the history');
}

/** The range of the inputs. An end that is not here may be a branch of origin, or a commit that can be fetched. */
async function namedRange({ clone, inputs, variables }: PlanOptions, checkedOut: string | null): Promise<Change> {
  if (inputs.base === '')
    throw new HfleaksError('usage', 'The input head needs the input base.', 'Name where the range begins.');
  const of = async (text: string): Promise<string> => {
    const oid = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i.test(text) ? text.toLowerCase() : null;
    if (oid) return oid;
    const names = [`refs/tags/${text}^{}`, `refs/tags/${text}`, `refs/heads/${text.replace(/^origin\//, '')}`];
    const refs = text.startsWith('refs/') ? [`${text}^{}`, text] : names;
    const local = async (revision: string): Promise<string> =>
      withGit(clone, async (git) => {
        const listing = await readRefs(git);
        const [found = ''] = await new Revisions(git, listing.refs, headOf(listing)).resolveAll([revision]);
        return found;
      });
    try {
      return await local(text);
    } catch (error) {
      if (!(error instanceof HfleaksError) || error.code !== 'git-failed') throw error;
      const there = refName(refs.at(-1)) ? await clone.origin?.refs(...refs) : null;
      const found = refs.map((ref) => there?.get(ref)).find((oid) => oid);
      if (found) return found;
      throw unresolved(`${mention(text)} is not known`);
    }
  };
  const head = inputs.head === '' ? checkedOut : await of(inputs.head);
  if (!head) throw unresolved('nothing is checked out');
  const isForeign = isByOthers(variables.GITHUB_EVENT_NAME ?? '');
  return { ...CHANGE, head, base: await of(inputs.base), isForeign, whenEmpty: isForeign ? 'fail' : 'pass' };
}

/** What a plan reads; `root` is the folder of a tree. */
export function sourceOf(
  { kind, range }: Plan,
  { repository, git }: Clone,
  root: string,
  exclude: readonly string[],
): Source {
  // Globs of the policy, and paths that are reported, are relative to the root of the clone.
  if (kind === 'tree')
    return treeSource({
      cwd: repository.workTree,
      paths: [relative(repository.workTree, root) || '.'],
      exclude,
      git,
    });
  if (!range) return historySource({ repository, git });
  const { tips, not, base, head } = range;
  const request = { kind: 'revisions', include: tips, exclude: not, either: [] } as const;
  return rangeSource({ repository, git, request, target: `${base?.slice(0, 12) ?? ''}..${head.slice(0, 12)}` });
}

/** How many of the objects that a plan reads are no blobs: in a tree, the settings of the clone. */
export async function objectsBesides({ kind, range }: Plan, clone: Clone): Promise<number> {
  const { commonDir, gitDir } = clone.repository;
  if (kind === 'tree')
    return [`${commonDir}/config`, `${gitDir}/config.worktree`].filter((file) => existsSync(file)).length;
  if (kind !== 'history') return range?.others ?? 0;
  const tips = await allTips(clone);
  return withGit(clone, (git) => countOthers(git, { tips }));
}

/** What all refs and HEADs name. */
async function allTips(clone: Clone): Promise<readonly string[]> {
  const { refs, heads } = await withGit(clone, readRefs);
  return [...new Set([...refs, ...heads].map(({ oid }) => oid))];
}

/** The payload of the event. Throws `event-invalid`. */
function readPayload(file: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const payload: unknown = JSON.parse(readFileSync(file ?? '', 'utf8'));
    if (typeof payload === 'object' && payload !== null) return payload as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw new HfleaksError(
    'event-invalid',
    'The payload of the event cannot be read.',
    'GITHUB_EVENT_PATH must name it: run this in a workflow.',
  );
}
