// Builds reports by hand; every token is drawn at run time, so that no file holds one.
import { Secret } from '../../src/secret.ts';
import type {
  Finding,
  LedgerTotals,
  NotebookRule,
  Place,
  ReasonTally,
  Report,
  Stamp,
  Timeline,
  TokenRule,
} from '../../src/types.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `prefix` and random letters, the same for the same seed (mulberry32). */
export function token(seed: number, prefix = 'hf_', length = 34): string {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const letters = Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return LETTERS[((mixed ^ (mixed >>> 14)) >>> 0) % LETTERS.length];
  });
  return prefix + letters.join('');
}

/** A value whose mask is always `hf_…Wx9k`. */
export const PLANTED = `${token(7, 'hf_', 30)}Wx9k`;

export function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** An object id of one digit, `1` to `f`, 40 times. */
export function oid(digit: string): string {
  return digit.repeat(40);
}

/** A commit or tag of which the id is made of `digit`. */
export function stamp(digit = 'a', parts: Partial<Stamp> = {}): Stamp {
  return { oid: oid(digit), author: 'Ann <ann@example.com>', date: '2026-01-02T03:04:05+01:00', ...parts };
}

/** Added by `a`, still in HEAD, on one branch. */
export function timeline(parts: Partial<Timeline> = {}): Timeline {
  const refs = [bytes('refs/heads/main')];
  return { added: stamp(), removed: null, inHead: true, refs, refsTotal: 1, versions: 1, ...parts };
}

/** One place of each kind that git's history knows, with `path` where the path is free, and everything else from `said`. */
export function historyPlaces(path: Uint8Array, said: string): Place[] {
  const by = stamp('a', { author: said });
  const repository = bytes(said);
  return [
    { kind: 'commit', path, oid: oid('b'), commit: by },
    { kind: 'commit', path, oid: oid('b'), commit: by, repository },
    { kind: 'blob', path, oid: oid('b') },
    { kind: 'blob', path: bytes(`blob ${oid('b')}`), oid: oid('b') },
    { kind: 'message', of: 'commit', path: bytes(`commit ${by.oid}`), stamp: by },
    { kind: 'message', of: 'tag', path: bytes(`tag ${by.oid}`), stamp: by },
    { kind: 'message', of: 'commit', path },
    { kind: 'header', of: 'commit', field: said, path: bytes(`commit ${by.oid}`), stamp: by },
    { kind: 'header', of: 'commit', field: 'author', path, stamp: by },
    { kind: 'name', of: 'file', path, commit: by },
    { kind: 'name', of: 'directory', path },
    { kind: 'name', of: 'branch', path },
    { kind: 'name', of: 'tag', path },
    { kind: 'name', of: 'ref', path },
    { kind: 'reflog', path, repository },
    { kind: 'gitfile', path },
  ];
}

export const tokenRule: TokenRule = {
  id: 'hf-user-token',
  title: 'Hugging Face user access token',
  family: 'token',
  severity: 'error',
  confidence: 'high',
  why: "Whoever holds it acts as the user, up to the token's role.",
  fix: [
    'Revoke it first: https://huggingface.co/settings/tokens',
    'Put a new one into an environment variable.',
    'Look for uses of it that were not yours.',
  ],
  source: 'https://huggingface.co/docs/hub/security-tokens',
  type: 'user-token',
  anchors: ['hf_'],
  regex: 'hf_(?<secret>x)',
  engine: 'native',
  prefix: 'hf_',
  random: true,
  reach: 38,
  follows: { set: LETTERS, min: 34 },
  sample: 'hf_[A-Za-z]{34}',
};

export const notebookRule: NotebookRule = {
  id: 'notebook-output-token',
  title: 'Credential in the output of a notebook cell',
  family: 'notebook',
  severity: 'warning',
  confidence: 'medium',
  why: 'Outputs are saved with the notebook.',
  fix: ['Revoke it first.', 'Clear the output.', 'Strip outputs before each commit.'],
  source: 'https://huggingface.co/docs/hub/security-tokens',
  where: 'notebook-output',
};

type Parts = Partial<Omit<Finding, 'location'>> & {
  readonly location?: Partial<Finding['location']>;
  readonly value?: string;
};

export function finding({ location, value = PLANTED, ...parts }: Parts = {}): Finding {
  const secret = new Secret(value, 'hf_');
  const rule = parts.rule ?? tokenRule;
  const path = location?.path ?? bytes('app.py');
  return {
    kind: 'leak',
    rule,
    severity: rule.severity,
    confidence: rule.confidence,
    message: `${rule.title} ${secret.mask}`,
    fingerprint: `hf1:${'b'.repeat(20)}:${rule.family}`,
    credential: { id: `hf1:${'b'.repeat(20)}`, type: 'user-token', secret },
    places: [{ kind: 'file', path }],
    excerpt: { text: `login(token="${secret.mask}")`, start: 13, end: 13 + secret.mask.length },
    verdict: { state: 'report', by: null, reason: null },
    ...parts,
    location: { path, line: 3, column: 14, endLine: 3, endColumn: 51, offset: 40, trail: [], ...location },
  };
}

export function suppressed(by: Finding['verdict']['by'], reason: string | null = null, parts: Parts = {}): Finding {
  return finding({ ...parts, verdict: { state: 'suppressed', by, reason } });
}

export function reason(name: ReasonTally['reason'], objects: number, size: number, ...examples: string[]): ReasonTally {
  return { reason: name, objects, bytes: size, examples: examples.map(bytes) };
}

export function report(
  parts: Partial<Omit<Report, 'ledger'>> & { readonly ledger?: Partial<LedgerTotals> } = {},
): Report {
  return {
    scan: { mode: 'tree', target: '.' },
    rules: { rules: [tokenRule, notebookRule], digest: 'r1:0123456789abcdef' },
    complete: true,
    members: null,
    findings: [],
    suppressed: [],
    ...parts,
    ledger: {
      listed: { objects: 214, bytes: 1_300_000 },
      scanned: { objects: 214, bytes: 1_300_000 },
      deduplicated: { objects: 0, bytes: 0 },
      partial: [],
      skipped: [],
      ...parts.ledger,
    },
  };
}

/** Every spelling of `value` in which the report must not show it. */
export function spellings(value: string): string[] {
  const hex = Buffer.from(value).toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const base64 = [0, 1, 2].flatMap((pad) => {
    const text = Buffer.from('_'.repeat(pad) + value).toString('base64');
    // What the padding before and after the value has a part in is no piece of it.
    const own = text.replaceAll('=', '').slice(pad === 0 ? 0 : pad + 1, -1);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [value, hex, hex.toUpperCase(), percent, percent.toUpperCase(), ...base64];
}

/** The 8-character windows of any spelling of `value` that stand in `output`, except those inside `prefix`. */
export function leaks(output: string, value: string, prefix = 'hf_'): string[] {
  const open = new Set(spellings(prefix).flatMap(windows));
  return spellings(value)
    .flatMap(windows)
    .filter((window) => !open.has(window) && output.includes(window));
}

function windows(text: string): string[] {
  return Array.from({ length: Math.max(text.length - 7, 0) }, (_, at) => text.slice(at, at + 8));
}
