// The commands that scan: scan, staged and hook.
import { fstatSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { requireRepository } from '../git/repository.ts';
import { SKIP_REASONS } from '../ledger.ts';
import { didYouMean } from '../nearest.ts';
import { escapeText } from '../path.ts';
import { builtinRulebook, userRulebook } from '../rulebook/load.ts';
import { scan } from '../scan.ts';
import type { GitEnvironment, Report, Severity, SkipReason, Source } from '../types.ts';
import { type Arguments, readArguments } from './arguments.ts';
import type { CommandName } from './options.ts';
import { readOutputs, wantsColor, writeOutputs } from './outputs.ts';
import { say } from './terminal.ts';

/** Runs a command that scans and gives its exit code. Throws HfleaksError for what cannot be done. */
export async function runScan(command: CommandName, argv: readonly string[]): Promise<number> {
  const started = performance.now();
  const given = readArguments(command, argv);
  if (given.flags.has('help'))
    throw new HfleaksError(
      'usage',
      'Help is asked for right behind the command.',
      `For example: hfleaks ${command} --help. A file of that name goes behind --.`,
    );
  const outputs = readOutputs(given);
  const allowIncomplete = readReasons(given);
  const failOn = given.texts.get('fail-on') ?? 'error';
  const rules = given.texts.get('rules');
  const rulebook = rules ? (await userRulebook(builtinRulebook(), rules)).rulebook : builtinRulebook();
  const source = await sourceOf(command, given);
  const lineHashes = outputs.some(({ format }) => format === 'sarif');
  const look = {
    color: wantsColor(given.texts.get('color'), process.env, process.stdout.isTTY === true),
    excerpt: !given.flags.has('no-excerpt'),
    quiet: given.flags.has('quiet'),
    hook: command !== 'scan',
  };
  const output = (report: Report): Promise<void> =>
    writeOutputs(report, outputs, { ...look, elapsedMs: performance.now() - started });
  let report: Report;
  try {
    report = await scan(source, { rulebook, allowIncomplete, lineHashes });
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
  if (exitCode === 3 && !told) say(`hfleaks: nothing found, but not everything was scanned: ${missed(report)}\n`);
  return exitCode;
}

function missed({ ledger }: Report): string {
  return [...ledger.partial, ...ledger.skipped].map(({ reason, objects }) => `${objects} ${reason}`).join(', ');
}

async function sourceOf(command: CommandName, given: Arguments): Promise<Source> {
  const cwd = process.cwd();
  if (command === 'scan') return treeOrStdin(given, cwd);
  const paths = command === 'hook' ? hookPaths(given.rest) : given.rest;
  const { stagedSource } = await import('../sources/staged.ts');
  return stagedSource({ repository: requireRepository(cwd, process.env), git: gitEnvironment(), cwd, paths });
}

async function treeOrStdin({ rest, lists, texts, flags }: Arguments, cwd: string): Promise<Source> {
  if (rest.includes('-')) {
    if (rest.length > 1)
      throw new HfleaksError('usage', 'Standard input is scanned alone.', 'Run "hfleaks scan -" by itself.');
    // Node reads nothing from a folder and does not say so.
    if (fstatSync(0).isDirectory())
      throw new HfleaksError('usage', 'Standard input is a folder.', 'Name it: hfleaks scan FOLDER');
    const { stdinSource } = await import('../sources/stdin.ts');
    return stdinSource(process.stdin, texts.get('stdin-filename') ?? 'stdin');
  }
  const { treeSource } = await import('../sources/tree.ts');
  return treeSource({
    cwd,
    paths: rest.length > 0 ? rest : ['.'],
    exclude: lists.get('exclude') ?? [],
    ignore: !flags.has('no-ignore'),
    git: gitEnvironment(),
  });
}

const HOOKS = ['pre-commit'];

function hookPaths([name, ...paths]: readonly string[]): readonly string[] {
  if (name && HOOKS.includes(name)) return paths;
  if (!name) throw new HfleaksError('usage', 'The hook is not named.', 'For example: hfleaks hook pre-commit');
  throw new HfleaksError('usage', `There is no hook "${escapeText(name).slice(0, 60)}".`, didYouMean(name, HOOKS));
}

function gitEnvironment(): GitEnvironment {
  return { searchPath: process.env.PATH };
}

function readReasons({ lists }: Arguments): SkipReason[] {
  const words = (lists.get('allow-incomplete') ?? []).flatMap((text) => text.split(',')).filter((word) => word !== '');
  return words.map((word) => {
    const reason = SKIP_REASONS.find((one) => one === word);
    if (reason) return reason;
    throw new HfleaksError(
      'usage',
      `--allow-incomplete does not know "${escapeText(word).slice(0, 60)}".`,
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
