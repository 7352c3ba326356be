// Finds the command in the raw arguments, so that hooks load nothing they do not need, and ends as it ended.
import { fullDisk, HfleaksError } from '../errors.ts';
import { releaseGit } from '../git/runner.ts';
import { neutralizeLine } from '../report/escape.ts';
import { VERSION } from '../version.ts';
import { COMMANDS, type CommandName } from './options.ts';
import { runScan } from './scan-commands.ts';
import { print, say } from './terminal.ts';
import { settled } from './undisturbed.ts';

const COULD_NOT = 2;

async function main(argv: readonly string[]): Promise<number> {
  const [first = 'scan', ...rest] = argv;
  const wantsHelp = helpIsWanted(argv);
  if (first === '--version' || first === '-V') {
    await print(`${VERSION}\n`);
    return 0;
  }
  if (!wantsHelp && Object.hasOwn(COMMANDS, first)) return runScan(first as CommandName, rest);
  // `hfleaks` alone, or with options only, scans this folder.
  if (!wantsHelp && first.startsWith('-')) return runScan('scan', withoutCommand(argv));
  const { runCommand } = await import('./commands.ts');
  return runCommand(argv);
}

/** Hooks are called with the names of files, of which one may be `-h`: there, help is asked for right behind the command, or not at all. */
function helpIsWanted([first, ...rest]: readonly string[]): boolean {
  const words = first === 'hook' || first === 'staged' ? rest.slice(0, 1) : [first, ...rest];
  const options = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  return options.some((word) => word === '--help' || word === '-h');
}

/** A command behind an option would be taken for the name of a file to scan. */
function withoutCommand(argv: readonly string[]): readonly string[] {
  const command = argv.find((word) => Object.hasOwn(COMMANDS, word));
  if (command === undefined) return argv;
  throw new HfleaksError('usage', 'The command must come first.', `For example: hfleaks ${command} ${argv[0]}`);
}

/** Says what went wrong. */
function explain(error: unknown): void {
  if (error instanceof HfleaksError)
    return say(
      [`hfleaks: ${error.message}`, ...[...error.frame, error.hint].filter(Boolean).map((line) => `  ${line}`), '']
        .map(neutralizeLine)
        .join('\n'),
    );
  const [full, hint] = fullDisk(error) ?? [];
  if (full !== undefined) return say(`hfleaks: What has to be written cannot be: ${full}.\n  ${hint}\n`);
  // A bug. Its message could hold content; where it happened cannot.
  const { name, stack = '' } = error instanceof Error ? error : new Error('unknown');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  say(`hfleaks: internal error (${name}); please report it.\n${frames.join('\n')}\n`);
}

/** Ends as the signal would have ended us, but leaves nothing behind. */
function heedSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)
    process.once(signal, async () => {
      await settled();
      releaseGit();
      process.kill(process.pid, signal);
    });
}

/** A bug in a callback must look like a bug, not like findings. */
function crash(error: unknown): never {
  releaseGit();
  explain(error);
  process.exit(COULD_NOT);
}

/** Runs what the arguments say, and sets the exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  heedSignals();
  process.once('exit', releaseGit);
  process.once('uncaughtException', crash);
  process.once('unhandledRejection', crash);
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    process.exitCode = await main(argv);
  } catch (error) {
    process.exitCode = COULD_NOT;
    explain(error);
  }
}
