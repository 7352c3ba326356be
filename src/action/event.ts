// What an event asks to be scanned, read from its payload alone. Source: docs.github.com, "Webhook events and payloads".
import { HfleaksError } from '../errors.ts';
import { mention } from '../path.ts';

/** What changed. Ids are as the payload has them, lower case; refs are full names at origin. */
export interface Change {
  readonly kind: 'change';
  /** The end of what is new: a commit, or an annotated tag; null if only its ref is told. */
  readonly head: string | null;
  /** A ref that names it at origin. */
  readonly headRef: string | null;
  /** The ref of the test merge of a pull request, and what its commit is compared with: the one it was merged into. */
  readonly mergeRef: string | null;
  /** What was there before, and must be had; null where nothing was, or the payload does not tell. */
  readonly base: string | null;
  /** A branch whose commits are not new. */
  readonly beside: string | null;
  /** Whether what any other branch has is not new either. */
  readonly others: boolean;
  /** What counts instead where the base cannot be had any more, after a forced push; null if that is an error. */
  readonly withoutBase: { readonly beside: string | null; readonly others: boolean } | null;
  /** The base where the branch beside cannot be had, or has everything already. */
  readonly lastResort: string | null;
  /** Commits that the payload says there are; 0 if it does not say. */
  readonly commits: number;
  /** What it means if nothing is new: `pass`, `fail`, or that all of the head's history is wanted. */
  readonly whenEmpty: 'pass' | 'fail' | 'all';
  /** Whether the change was made by somebody whose policy must not count. */
  readonly isForeign: boolean;
}

/** What an event asks for. */
export type Wanted =
  | Change
  | { readonly kind: 'history' }
  /** Nothing can be new, for a reason that is told. */
  | { readonly kind: 'nothing'; readonly why: string };

type Payload = Readonly<Record<string, unknown>>;

/** A change of which nothing is known. */
export const CHANGE: Change = {
  kind: 'change',
  head: null,
  headRef: null,
  mergeRef: null,
  base: null,
  beside: null,
  others: false,
  withoutBase: null,
  lastResort: null,
  commits: 0,
  whenEmpty: 'pass',
  isForeign: false,
};

/** `sha` and `ref` are what the runner says of the event, for those whose payload has none. Throws `event-invalid`, `range-unresolved`. */
export function wantedBy(event: string, payload: Payload, sha: string | undefined, ref: string | undefined): Wanted {
  const wanted = askedBy(event, payload, sha, ref);
  return wanted.kind === 'change' && (isObject(payload.pull_request) || isByOthers(event))
    ? { ...wanted, isForeign: true }
    : wanted;
}

/** Whether what an event brings was made by somebody whose policy must not count. */
export function isByOthers(event: string): boolean {
  return /^(?:pull_request|merge_group$|workflow_run$|issue_comment$)/.test(event);
}

/** Whether the workflow that an event starts has rights that the change must not use. */
export function isPrivileged(event: string): boolean {
  return ['pull_request_target', 'workflow_run', 'issue_comment'].includes(event);
}

function askedBy(event: string, payload: Payload, sha: string | undefined, ref: string | undefined): Wanted {
  if (isObject(payload.pull_request)) return pullRequest(payload.pull_request, event);
  const main = branch(text(payload, 'repository', 'default_branch'));
  switch (event) {
    case 'push':
      return push(payload, main);
    case 'merge_group':
      return mergeGroup(payload);
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
    case 'release':
      return { kind: 'history' };
    case 'delete':
      return { kind: 'nothing', why: 'a ref was deleted' };
    case 'create': {
      const headRef = refName(ref);
      return { ...CHANGE, head: oid(sha, event), headRef, beside: main === headRef ? null : main, others: true };
    }
    case 'workflow_run':
      return workflowRun(payload, main);
    case 'issue_comment':
      return comment(payload, main);
    default:
      throw new HfleaksError(
        'range-unresolved',
        `The event "${mention(event)}" does not say what is new: the range could not be resolved.`,
        'Set the inputs base and head, or scan: tree, or scan: history.',
      );
  }
}

function pullRequest(pull: Payload, event: string): Change {
  const number = pull.number;
  const at = typeof number === 'number' && Number.isSafeInteger(number) ? `refs/pull/${number}` : null;
  const isTarget = event === 'pull_request_target';
  const { commits } = pull;
  return {
    ...CHANGE,
    head: oid(text(pull, 'head', 'sha'), event),
    headRef: at && `${at}/head`,
    mergeRef: at && !isTarget ? `${at}/merge` : null,
    base: oid(text(pull, 'base', 'sha'), event),
    beside: branch(text(pull, 'base', 'ref')),
    commits: typeof commits === 'number' && Number.isSafeInteger(commits) && commits > 0 ? commits : 0,
    whenEmpty: 'fail',
  };
}

function push(payload: Payload, main: string | null): Wanted {
  const before = text(payload, 'before');
  const after = text(payload, 'after');
  const ref = refName(text(payload, 'ref'));
  // What is there is scanned, whatever else the payload says.
  if (isZeros(after) || (payload.deleted === true && after === undefined))
    return { kind: 'nothing', why: `${ref?.startsWith('refs/tags/') ? 'a tag' : 'a branch'} was deleted` };
  const head = oid(after, 'push');
  const isNew = payload.created === true || before === undefined || isZeros(before);
  const others = { beside: main === ref ? null : main, others: true };
  if (isNew) return { ...CHANGE, head, headRef: ref, ...others };
  const base = oid(before, 'push');
  // A tag that moves may leave what is on branches, which was scanned when it came there.
  if (ref?.startsWith('refs/tags/')) return { ...CHANGE, head, headRef: ref, base, ...others, withoutBase: others };
  return { ...CHANGE, head, headRef: ref, base, withoutBase: payload.forced === true ? others : null };
}

/** `base_sha` is the entry before in the queue; what is new is what the branch does not have. */
function mergeGroup(payload: Payload): Change {
  const head = oid(text(payload, 'merge_group', 'head_sha'), 'merge_group');
  return {
    ...CHANGE,
    head,
    headRef: refName(text(payload, 'merge_group', 'head_ref')),
    lastResort: oid(text(payload, 'merge_group', 'base_sha'), 'merge_group'),
    beside: refName(text(payload, 'merge_group', 'base_ref')),
    whenEmpty: 'fail',
  };
}

/** Of a fork's run, the payload tells no pull request. */
function workflowRun(payload: Payload, main: string | null): Wanted {
  const run = isObject(payload.workflow_run) ? payload.workflow_run : {};
  const [pull] = Array.isArray(run.pull_requests) ? (run.pull_requests as unknown[]) : [];
  const head = oid(text(run, 'head_sha'), 'workflow_run');
  const common = { ...CHANGE, head, whenEmpty: 'all' } as const;
  if (!isObject(pull)) return { ...common, headRef: branch(text(run, 'head_branch')), beside: main };
  const { number } = pull;
  return {
    ...common,
    headRef: typeof number === 'number' ? `refs/pull/${number}/head` : null,
    base: oid(text(pull, 'base', 'sha'), 'workflow_run'),
    beside: branch(text(pull, 'base', 'ref')) ?? main,
  };
}

function comment(payload: Payload, main: string | null): Change {
  const issue = isObject(payload.issue) ? payload.issue : {};
  if (!isObject(issue.pull_request) || typeof issue.number !== 'number')
    throw new HfleaksError(
      'range-unresolved',
      'The comment is on no pull request: the range could not be resolved.',
      'Run this only for comments on pull requests, or set scan: tree.',
    );
  return { ...CHANGE, headRef: `refs/pull/${issue.number}/head`, beside: main, whenEmpty: 'all' };
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(from: Payload, ...names: readonly string[]): string | undefined {
  let value: unknown = from;
  for (const name of names) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isZeros(value: string | undefined): boolean {
  return value !== undefined && /^(?:0{40}|0{64})$/.test(value);
}

function oid(value: string | undefined, event: string): string {
  const found = value?.toLowerCase() ?? '';
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(found) && !isZeros(found)) return found;
  throw new HfleaksError(
    'event-invalid',
    `The payload of the event ${mention(event)} has "${mention(value ?? '')}" where a commit must be.`,
    'Run this in a workflow that GitHub started.',
  );
}

/** A full name that git would take and that can mean nothing else (git-check-ref-format(1)); null for any other. */
export function refName(name: string | undefined): string | null {
  if (name === undefined || !/^refs\/(?:heads|tags|pull|remotes)\/[^\0-\x20\x7f~^:?*[\\]+$/.test(name)) return null;
  return /\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$/.test(name) ? null : name;
}

function branch(name: string | undefined): string | null {
  return name === undefined ? null : refName(name.startsWith('refs/') ? name : `refs/heads/${name}`);
}
