// The entry of the GitHub Action.
import { releaseGit } from '../git/runner.ts';
import { run } from './run.ts';

function print(text: string): void {
  process.stdout.write(text);
}

/** A bug. Its message could hold content; where it happened cannot. */
function crash(error: unknown): void {
  releaseGit();
  const { name, stack = '' } = error instanceof Error ? error : new Error('unknown');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  print(`::error title=hfleaks::internal error (${name}); please report it\n${frames.join('\n')}\n`);
  process.exitCode = 2;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    releaseGit();
    process.kill(process.pid, signal);
  });
process.once('exit', releaseGit);
process.once('uncaughtException', (error) => {
  crash(error);
  process.exit();
});
process.stdout.on('error', () => undefined);
run({ variables: process.env, cwd: process.cwd(), print }).then((code) => {
  process.exitCode = code;
}, crash);
