// The commands that scan: what they have in common.
import { realpathSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { SKIP_REASONS } from '../ledger.ts';
import { didYouMean } from '../nearest.ts';
import { mention } from '../path.ts';
import { builtinRulebook, userRulebook } from '../rulebook/load.ts';
import { RULE_OPTIONS } from '../rulebook/option.ts';
import { scan } from '../scan.ts';
import type { Report, Rulebook, Severity, SkipReason } from '../types.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { compileLater } from './compiling.ts';
import type { CommandName } from './options.ts';
import { readOutputs, wantsColor, writeOutputs } from './outputs.ts';
import { ownRoot } from './own-repository.ts';
import { policyFor } from './policy.ts';
import type { Effective } from './policy-files.ts';
import { sourceOf } from './sources.ts';
import { say } from './terminal.ts';

/** Runs a command that scans and gives its exit code. Throws HfleaksError for what cannot be done. */
export async function runScan(command: CommandName, argv: readonly string[]): Promise<number> {
  const started = process.uptime();
  const given = readArguments(command, argv);
  if (given.flags.has('help'))
    throw new HfleaksError(
      'usage',
      'Help is asked for right behind the command.',
      `For example: hfleaks ${command} --help. A file of that name goes behind --.`,
    );
  const outputs = readOutputs(given);
  const reasons = readReasons(given);
  const own = await policyFor(command, given);
  const allowIncomplete = [...reasons, ...(own?.policy.allowIncomplete ?? [])];
  const failOn = given.texts.get('fail-on') ?? own?.policy.failOn ?? 'error';
  const rulebook = await rulebookOf(given, own);
  const { source, honourAllow } = await sourceOf(command, given, rulebook.digest, own);
  const policy = own ? { ...own.scan, isWhole: isWhole(command, given) } : undefined;
  const lineHashes = outputs.some(({ format }) => format === 'sarif');
  const look = {
    color: wantsColor(given.texts.get('color'), process.env, process.stdout.isTTY === true),
    excerpt: !given.flags.has('no-excerpt'),
    quiet: given.flags.has('quiet'),
    hook: command === 'staged' || command === 'hook',
  };
  const output = (report: Report): Promise<void> =>
    writeOutputs(report, outputs, { ...look, elapsedMs: (process.uptime() - started) * 1000 });
  let report: Report;
  try {
    const risks = given.lists.get('with')?.includes('risks') ?? false;
    const more = { policy, risks, beforeMuch: compileLater };
    report = await scan(source, { rulebook, allowIncomplete, lineHashes, honourAllow, ...more });
  } catch (error) {
    // What was found before is not lost; the failure decides the exit code.
    if (error instanceof HfleaksError && error.report) await output(error.report);
    throw error;
  }
  const exitCode = exitCodeOf(report, failOn);
  // Set first: whatever happens to the output, the outcome is not lost.
  process.exitCode = exitCode;
  await output(report);
  const told = outputs.some(({ format, file }) => format === 'text' && file === null) && !given.flags.has('quiet');
  const found = report.findings.length > 0 ? 'nothing found that counts, but ' : 'nothing found, but ';
  // Not every format has a place for it.
  if (!report.complete && !told)
    say(`hfleaks: ${exitCode === 3 ? found : ''}not everything was scanned: ${missed(report)}\n`);
  return exitCode;
}

/** The rules that `--with`, the policy and `--rules` ask for. */
async function rulebookOf({ lists, texts }: Arguments, own: Effective | null): Promise<Rulebook> {
  const wanted = lists.get('with') ?? [];
  const builtin = builtinRulebook(RULE_OPTIONS.filter((option) => wanted.includes(option)));
  const base = own ? await own.policy.rulebook(builtin) : builtin;
  const named = texts.get('rules');
  return named ? (await userRulebook(base, named)).rulebook : base;
}

/** Whether all files are scanned that a baseline can be about. */
function isWhole(command: CommandName, { rest, lists }: Arguments): boolean {
  const isAll = rest.every((path) => path === '.') && !lists.has('exclude');
  return command === 'scan' && isAll && realpathSync.native(process.cwd()) === ownRoot();
}

function missed({ ledger, members }: Report): string {
  const all = [ledger, members].flatMap((one) => (one ? [...one.partial, ...one.skipped] : []));
  return all.map(({ reason, objects }) => `${objects} ${reason}`).join(', ');
}

function readReasons({ lists }: Arguments): SkipReason[] {
  const words = (lists.get('allow-incomplete') ?? []).flatMap((text) => text.split(',')).filter((word) => word !== '');
  return words.map((word) => {
    const reason = SKIP_REASONS.find((one) => one === word);
    if (reason) return reason;
    throw new HfleaksError(
      'usage',
      `--allow-incomplete does not know "${mention(word)}".`,
      didYouMean(word, SKIP_REASONS),
    );
  });
}

const RANKS: Readonly<Record<string, number>> = { error: 3, warning: 2, info: 1 } satisfies Record<Severity, number>;

/** 1: findings at or above `failOn`; 3: none, but not everything was scanned; 0: clean. */
function exitCodeOf(report: Report, failOn: string): number {
  const least = RANKS[failOn] ?? Number.POSITIVE_INFINITY;
  if (report.findings.some(({ severity }) => (RANKS[severity] as number) >= least)) return 1;
  return report.complete ? 0 : 3;
}
