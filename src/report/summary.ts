// The account of a run in words: what was scanned, what was not, and whether that is all of it.
import { isComplete } from '../ledger.ts';
import type { Finding, LedgerTotals, ReasonTally, Report, ScanMode, SkipReason } from '../types.ts';
import { terminalPhrase } from './escape.ts';
import { type Gate, gatedPath } from './gate.ts';

const NO_REASON: ReadonlySet<SkipReason> = new Set();
/** Modes that count files; the others count git's objects. */
const FILE_MODES: ReadonlySet<ScanMode> = new Set(['tree', 'staged', 'stdin']);

/** `1 file`, `3 objects`: what a run of `mode` counts. */
export function objectsText(objects: number, mode: ScanMode): string {
  return plural(objects, FILE_MODES.has(mode) ? 'file' : 'object');
}

/** Bytes for people, in decimal units: `130 B`, `1.3 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 999.95 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(1)} ${units[unit]}`;
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What was read in part, or not at all, for one reason. */
interface Unread {
  readonly what: 'not' | 'partly';
  readonly tally: ReasonTally;
  /** `not scanned (gitignored): 3 files, 1.2 kB: .env, b.bin, …`. Examples have passed the gate. */
  readonly text: string;
}

/** Everything that was read in part or not at all: first of what was listed, then of what is inside it. */
export function unread({ ledger, members, scan }: Report, gate: Gate): Unread[] {
  const of = ({ partial, skipped }: LedgerTotals, counted: (objects: number) => string): Unread[] =>
    (
      [
        ['partly', partial],
        ['not', skipped],
      ] as const
    ).flatMap(([what, tallies]) =>
      tallies.map((tally) => {
        const names = tally.examples.slice(0, 5).map((path) => terminalPhrase(gatedPath(gate, path).text));
        if (names.length > 0 && names.length < tally.objects) names.push('…');
        const examples = names.length > 0 ? `: ${names.join(', ')}` : '';
        const extent = `${counted(tally.objects)}, ${sizeText(tally.bytes)}`;
        return { what, tally, text: `${what} scanned (${tally.reason}): ${extent}${examples}` };
      }),
    );
  return [
    ...of(ledger, (objects) => objectsText(objects, scan.mode)),
    ...(members ? of(members, (objects) => plural(objects, 'archive member')) : []),
  ];
}

/** Whether `tally` alone makes a run of `mode` incomplete, unless the user allows its reason. */
export function isGap(tally: ReasonTally, mode: ScanMode): boolean {
  const none = { objects: 0, bytes: 0 };
  const totals = { listed: none, scanned: none, deduplicated: none, partial: [], skipped: [tally] };
  return !isComplete(totals, mode, NO_REASON);
}

/** What to say and do about an incomplete run, `''` if it is complete. */
export function incompleteText({ complete, ledger, members, scan }: Report): string {
  if (complete) return '';
  const all = [ledger, members].flatMap((one) => (one ? [...one.partial, ...one.skipped] : []));
  const gaps = all.filter((tally) => isGap(tally, scan.mode));
  if (gaps.length === 0) return 'INCOMPLETE: the scan ended before everything was read. Run it again.';
  const counts = gaps.map(({ reason, objects }) => `${objects} ${reason}`).join(', ');
  const reasons = [...new Set(gaps.map(({ reason }) => reason))].sort().join(',');
  return (
    `INCOMPLETE: not everything could be scanned (${counts}); leaks may hide there. ` +
    `Make it available and run again, or accept the gap with --allow-incomplete ${reasons}`
  );
}

/** The last line, where commits were listed with `scanned 3 commits, 31 objects, 1.2 MB`: `2 findings (1 error, 1 warning) · 214 files, 1.3 MB scanned · not scanned: 3 gitignored · 0.09 s`; without the time where it is null. */
export function summaryLine(report: Report, elapsedMs: number | null): string {
  const { ledger, members, findings, suppressed, scan } = report;
  const extent = `${objectsText(ledger.scanned.objects, scan.mode)}, ${sizeText(ledger.scanned.bytes)}`;
  const parts = [
    findings.length > 0 ? `${plural(findings.length, 'finding')} (${severitiesText(findings)})` : '',
    suppressed.length > 0 ? `${suppressed.length} suppressed: ${verdictsText(suppressed)}` : '',
    scan.commits === undefined ? `${extent} scanned` : `scanned ${plural(scan.commits, 'commit')}, ${extent}`,
    members ? `${members.scanned.objects} inside archives` : '',
    ledger.deduplicated.objects > 0 ? `${ledger.deduplicated.objects} seen before` : '',
    ledger.partial.length > 0 ? `partly scanned: ${reasonsText(ledger.partial)}` : '',
    ledger.skipped.length > 0 ? `not scanned: ${reasonsText(ledger.skipped)}` : '',
    elapsedMs === null ? '' : `${(elapsedMs / 1000).toFixed(elapsedMs < 10_000 ? 2 : 0)} s`,
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** What a range without commits says of itself, else `''`. A tag alone has no commit and still a message to scan. */
export function emptyRangeText({ scan, ledger }: Report): string {
  if (scan.mode !== 'range' || scan.commits !== 0) return '';
  return `no commits in the range${ledger.listed.objects === 0 ? ': nothing to scan' : ''}`;
}

function severitiesText(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return length > 0 ? (severity === 'info' ? `${length} info` : plural(length, severity)) : '';
  });
  return counts.filter((count) => count !== '').join(', ');
}

function verdictsText(suppressed: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of suppressed) {
    const by = (verdict.by ?? 'config').replaceAll('-', ' ');
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return [...counts].map(([by, count]) => `${count} ${by}`).join(', ');
}

function reasonsText(tallies: readonly ReasonTally[]): string {
  return tallies.map(({ objects, reason }) => `${objects} ${reason}`).join(', ');
}
