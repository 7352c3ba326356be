// The account of what was listed, scanned and skipped; it must add up.
import { HfleaksError } from './errors.ts';
import { lowerBound } from './lower-bound.ts';
import type { Ledger, LedgerTotals, ReasonTally, ScanMode, SkipReason } from './types.ts';

/**
 * `failed`: something that should have been read was not. `inherent`: content that is not there to be read, or (`decode-error`) that is no
 * sound archive, so that its bytes were searched as they are and trying again would change nothing. `policy`: nothing was lost.
 */
const CLASSES: Readonly<Record<SkipReason, 'failed' | 'inherent' | 'policy'>> = {
  'missing-object': 'failed',
  'corrupt-object': 'failed',
  timeout: 'failed',
  'read-error': 'failed',
  permission: 'failed',
  'changed-during-read': 'failed',
  'shallow-boundary': 'failed',
  'alloc-limit': 'failed',
  'size-limit': 'failed',
  'lfs-pointer': 'inherent',
  submodule: 'inherent',
  'nested-repository': 'inherent',
  'archive-encrypted': 'inherent',
  'archive-unsupported': 'inherent',
  'archive-limit': 'inherent',
  'decode-error': 'inherent',
  'path-excluded': 'policy',
  'not-selected': 'policy',
  'alternate-outside': 'policy',
  gitignored: 'policy',
  'git-directory': 'policy',
  'special-file': 'policy',
  vanished: 'policy',
  'code-limit': 'policy',
};

export const SKIP_REASONS = Object.keys(CLASSES) as readonly SkipReason[];

/** Modes whose promise is "all of it": there, content that is not at hand makes the run incomplete. */
const FULL_MODES: ReadonlySet<ScanMode> = new Set(['tree', 'history', 'everything']);
/** The most names of one reason: all, as far as that is bounded, of what may hide something; else a few, as examples. */
const NAMES = { failed: 1000, inherent: 1000, policy: 5 };
/** Bytes of a name that are kept: no path of a file is longer, but one in an archive can be. */
const NAME = 4096;

interface Count {
  objects: number;
  bytes: number;
}

interface Reason extends Count {
  readonly reason: SkipReason;
  readonly examples: Uint8Array[];
}

const count = (): Count => ({ objects: 0, bytes: 0 });

/** Collects a run's account. */
export class RunLedger implements Ledger {
  readonly #listed = count();
  readonly #scanned = count();
  readonly #deduplicated = count();
  readonly #partial = new Map<SkipReason, Reason>();
  readonly #skipped = new Map<SkipReason, Reason>();

  list(objects: number): void {
    this.#listed.objects += objects;
  }

  size(bytes: number): void {
    this.#listed.bytes += bytes;
  }

  scanned(bytes: number, objects = 1): void {
    add(this.#scanned, bytes, objects);
  }

  deduplicated(bytes: number): void {
    add(this.#deduplicated, bytes);
  }

  partial(reason: SkipReason, bytes: number, example: Uint8Array): void {
    addReason(this.#partial, reason, bytes, example);
  }

  skipped(reason: SkipReason, bytes: number, example: Uint8Array): void {
    addReason(this.#skipped, reason, bytes, example);
  }

  /**
   * The account, closed. Throws `ledger-broken` if it does not add up, which is a bug of a source; in a run that was not `finished`, what is
   * open counts as not read.
   */
  totals(finished = true): LedgerTotals {
    if (!finished) this.#close();
    const totals: LedgerTotals = {
      listed: { ...this.#listed },
      scanned: { ...this.#scanned },
      deduplicated: { ...this.#deduplicated },
      partial: sorted(this.#partial),
      skipped: sorted(this.#skipped),
    };
    for (const unit of ['objects', 'bytes'] as const) {
      const sum = this.#accounted(unit);
      if (sum !== totals.listed[unit])
        throw new HfleaksError(
          'ledger-broken',
          `${totals.listed[unit]} ${unit} were listed but ${sum} accounted for.`,
          'This is a bug in hfleaks; please report it with the command you ran.',
        );
    }
    return totals;
  }
  /** What has come to an end, of whatever kind. */
  #accounted(unit: keyof Count): number {
    const ends = [this.#scanned, this.#deduplicated, ...this.#partial.values(), ...this.#skipped.values()];
    return ends.reduce((all, end) => all + end[unit], 0);
  }

  #close(): void {
    const objects = this.#listed.objects - this.#accounted('objects');
    const bytes = this.#listed.bytes - this.#accounted('bytes');
    if (objects <= 0) return;
    addReason(this.#skipped, 'read-error', bytes, new Uint8Array());
    (this.#skipped.get('read-error') as Reason).objects += objects - 1;
  }
}

/**
 * Whether nothing was lost that `mode` promises to read, apart from the reasons that the user allows. Special files are at home among the
 * files of a system, but git makes none: what stands for one of its own may hide it.
 */
export function isComplete(totals: LedgerTotals, mode: ScanMode, allowed: ReadonlySet<SkipReason>): boolean {
  return [...totals.partial, ...totals.skipped].every(({ reason }) => {
    if (allowed.has(reason)) return true;
    const kind = reason === 'special-file' && mode === 'everything' ? 'failed' : CLASSES[reason];
    return kind === 'policy' || (kind === 'inherent' && !FULL_MODES.has(mode));
  });
}

/** A closed account, and what else was not read, by its names. */
export function withSkipped(totals: LedgerTotals, names: ReadonlyMap<string, SkipReason>): LedgerTotals {
  const skipped = new Map(
    totals.skipped.map((tally): [SkipReason, Reason] => [tally.reason, { ...tally, examples: [...tally.examples] }]),
  );
  for (const [name, reason] of names) addReason(skipped, reason, 0, Buffer.from(name));
  const { objects, bytes } = totals.listed;
  return { ...totals, listed: { objects: objects + names.size, bytes }, skipped: sorted(skipped) };
}

function add(target: Count, bytes: number, objects = 1): void {
  target.objects += objects;
  target.bytes += bytes;
}

function addReason(reasons: Map<SkipReason, Reason>, reason: SkipReason, bytes: number, example: Uint8Array): void {
  let entry = reasons.get(reason);
  if (!entry) reasons.set(reason, (entry = { reason, objects: 0, bytes: 0, examples: [] }));
  add(entry, bytes);
  // The smallest, so that it does not matter in which order content was read.
  const { examples } = entry;
  const name = example.subarray(0, NAME);
  const at = lowerBound(examples.length, (one) => Buffer.compare(examples[one] as Uint8Array, name) > 0);
  const most = NAMES[CLASSES[reason]];
  if (at >= most) return;
  examples.splice(at, 0, Uint8Array.from(name));
  if (examples.length > most) examples.pop();
}

function sorted(reasons: Map<SkipReason, Reason>): ReasonTally[] {
  return [...reasons.values()].sort((a, b) => (a.reason < b.reason ? -1 : 1));
}
