import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isComplete, RunLedger, SKIP_REASONS } from '../src/ledger.ts';
import type { LedgerTotals, ScanMode, SkipReason } from '../src/types.ts';

const name = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe('RunLedger', () => {
  test('everything accounted for', () => {
    const ledger = new RunLedger();
    ledger.list(4);
    for (const bytes of [1, 20, 300, 4000]) ledger.size(bytes);
    ledger.scanned(1);
    ledger.deduplicated(20);
    ledger.partial('read-error', 300, name('c'));
    ledger.skipped('lfs-pointer', 4000, name('d'));
    expect(ledger.totals()).toEqual({
      listed: { objects: 4, bytes: 4321 },
      scanned: { objects: 1, bytes: 1 },
      deduplicated: { objects: 1, bytes: 20 },
      partial: [{ reason: 'read-error', objects: 1, bytes: 300, examples: [name('c')] }],
      skipped: [{ reason: 'lfs-pointer', objects: 1, bytes: 4000, examples: [name('d')] }],
    });
  });

  test('nothing listed', () => expect(new RunLedger().totals().listed).toEqual({ objects: 0, bytes: 0 }));

  test('what is taken back was never listed', () => {
    const ledger = new RunLedger();
    ledger.list(1);
    ledger.list(-1);
    expect(ledger.totals().listed.objects).toBe(0);
  });

  test.each<[string, (ledger: RunLedger) => void]>([
    ['listed, never ended', (ledger) => ledger.list(1)],
    ['ended, never listed', (ledger) => ledger.scanned(0)],
    ['ended twice', (ledger) => [ledger.list(1), ledger.scanned(0), ledger.skipped('vanished', 0, name('a'))]],
    ['bytes of a size that nobody scanned', (ledger) => [ledger.list(1), ledger.size(5), ledger.scanned(4)]],
    ['bytes without a size', (ledger) => [ledger.list(1), ledger.partial('timeout', 1, name('a'))]],
  ])('%s', (_name, act) => {
    const ledger = new RunLedger();
    act(ledger);
    expect(() => ledger.totals()).toThrow(expect.objectContaining({ code: 'ledger-broken' }));
  });

  test('reasons are sorted, and keep a thousand names of what may hide something, of others five', () => {
    const ledger = new RunLedger();
    for (let index = 0; index < 7; index++) ledger.skipped('vanished', 0, name(`v${index}`));
    for (let index = 1001; index > 0; index--) ledger.skipped('lfs-pointer', 0, name(`l${10_000 + index}`));
    ledger.skipped('gitignored', 0, name('g'));
    ledger.list(1009);
    const { skipped } = ledger.totals();
    expect(skipped.map(({ reason, objects, examples }) => [reason, objects, examples.length])).toEqual([
      ['gitignored', 1, 1],
      ['lfs-pointer', 1001, 1000],
      ['vanished', 7, 5],
    ]);
    expect([0, -1].map((at) => skipped[1]?.examples.at(at))).toEqual([name('l10001'), name('l11000')]);
  });

  test('a name is kept although its buffer is used again', () => {
    const ledger = new RunLedger();
    const buffer = Buffer.from('abc');
    ledger.list(1);
    ledger.skipped('vanished', 0, buffer);
    buffer.fill(0x78);
    expect(ledger.totals().skipped[0]?.examples).toEqual([name('abc')]);
  });

  test('totals do not change when the ledger goes on', () => {
    const ledger = new RunLedger();
    const before = ledger.totals();
    ledger.list(1);
    ledger.scanned(0);
    expect(before.listed.objects).toBe(0);
  });
});

const MODES: readonly ScanMode[] = ['tree', 'staged', 'range', 'history', 'everything', 'stdin'];
const FULL: readonly ScanMode[] = ['tree', 'history', 'everything'];
/** Reason -> the modes that it makes incomplete. */
const TABLE: Readonly<Record<SkipReason, readonly ScanMode[]>> = {
  'missing-object': MODES,
  'corrupt-object': MODES,
  timeout: MODES,
  'read-error': MODES,
  permission: MODES,
  'changed-during-read': MODES,
  'shallow-boundary': MODES,
  'alloc-limit': MODES,
  'size-limit': MODES,
  'lfs-pointer': FULL,
  submodule: FULL,
  'nested-repository': FULL,
  'archive-encrypted': FULL,
  'archive-unsupported': FULL,
  'archive-limit': FULL,
  'decode-error': FULL,
  'path-excluded': [],
  'not-selected': [],
  'alternate-outside': [],
  gitignored: [],
  'git-directory': [],
  'special-file': ['everything'],
  vanished: [],
  'code-limit': [],
};

describe('isComplete', () => {
  const none = { objects: 0, bytes: 0 };
  const totals = (where: 'partial' | 'skipped', reason: SkipReason): LedgerTotals => ({
    listed: none,
    scanned: none,
    deduplicated: none,
    partial: [],
    skipped: [],
    [where]: [{ reason, objects: 1, bytes: 0, examples: [] }],
  });

  test('the table knows every reason', () => expect(Object.keys(TABLE).sort()).toEqual([...SKIP_REASONS].sort()));

  test.each(SKIP_REASONS)('%s', (reason) => {
    for (const where of ['partial', 'skipped'] as const) {
      const incomplete = MODES.filter((mode) => !isComplete(totals(where, reason), mode, new Set()));
      expect(incomplete).toEqual([...TABLE[reason]]);
      expect(MODES.every((mode) => isComplete(totals(where, reason), mode, new Set([reason])))).toBe(true);
    }
  });

  test('one reason that is allowed does not allow another', () => {
    const both = { ...totals('partial', 'timeout'), skipped: totals('skipped', 'permission').skipped };
    expect(isComplete(both, 'staged', new Set<SkipReason>(['timeout']))).toBe(false);
    expect(isComplete(both, 'staged', new Set<SkipReason>(['timeout', 'permission']))).toBe(true);
  });
});

describe('docs/left-out.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../docs/left-out.md'), 'utf8');
  const rows = text.matchAll(/^\| (`.*?`) \| .* \| (.*?) \| .* \|$/gm);
  const told = new Map(
    Array.from(rows).flatMap(([, reasons = '', when]) =>
      (reasons.match(/[\w-]+/g) ?? []).map((one) => [one, when] as const),
    ),
  );

  const whenOf = (reason: SkipReason): string => {
    const ledger = new RunLedger();
    ledger.list(1);
    ledger.skipped(reason, 0, name('a'));
    const isWhole = (mode: ScanMode): boolean => isComplete(ledger.totals(), mode, new Set());
    if (!isWhole('staged')) return 'always';
    if (!isWhole('tree')) return 'full';
    return isWhole('everything') ? 'never' : 'never; `history --everything`: always';
  };

  test.each(SKIP_REASONS)('%s', (reason) => expect(told.get(reason)).toBe(whenOf(reason)));

  test('no other reason', () => expect([...told.keys()].sort()).toEqual([...SKIP_REASONS].sort()));
});
