// The command line's entry: finds the command in the raw arguments, so that hooks load nothing they do not need.
import { HfleaksError } from '../errors.ts';
import { releaseGit } from '../git/runner.ts';
import { VERSION } from '../version.ts';
import { COMMANDS, type CommandName } from './options.ts';
import { runScan } from './scan-commands.ts';
import { print, say } from './terminal.ts';

const COULD_NOT = 2;

async function main(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const [first = 'scan', ...rest] = argv;
  const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const wantsHelp = options.includes('--help') || options.includes('-h');
  if (first === '--version' || first === '-V') {
    await print(`${VERSION}\n`);
    return 0;
  }
  if (!wantsHelp && Object.hasOwn(COMMANDS, first)) return runScan(first as CommandName, rest, signal);
  // `hfleaks` alone, or with options only, scans this folder.
  if (!wantsHelp && first.startsWith('-')) return runScan('scan', argv, signal);
  const { runCommand } = await import('./commands.ts');
  return runCommand(argv);
}

/** Says what went wrong. What the user typed may be in it, and a token in that. */
async function explain(error: unknown): Promise<void> {
  if (error instanceof HfleaksError) {
    const { redact } = await import('../locate/readable.ts');
    return say(redact(`hfleaks: ${error.message}\n${error.hint && `  ${error.hint}\n`}`));
  }
  // A bug. Its message could hold content; where it happened cannot.
  const { name, stack = '' } = error instanceof Error ? error : new Error('unknown');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  say(`hfleaks: internal error (${name}); please report it.\n${frames.join('\n')}\n`);
}

/** Ends as the signal would have ended us, but leaves nothing behind. */
function heedSignals(controller: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      controller.abort();
      releaseGit();
      process.kill(process.pid, signal);
    });
}

const controller = new AbortController();
heedSignals(controller);
process.once('exit', releaseGit);
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
main(process.argv.slice(2), controller.signal).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.exitCode = COULD_NOT;
    return explain(error);
  },
);
