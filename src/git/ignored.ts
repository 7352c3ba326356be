// Asks git itself which line of which file decides whether it ignores a path.
import { HfleaksError } from '../errors.ts';
import { fields } from './records.ts';
import type { Git } from './runner.ts';

/** What decides about a path. `pattern` begins with `!` where it takes a path out again. */
export interface IgnoreLine {
  readonly path: string;
  /** The file, relative to the work tree for a `.gitignore`, else as it was given to git; `''` if no line matches. */
  readonly file: string;
  readonly line: number;
  readonly pattern: string;
}

/**
 * For each of `paths`, relative to the work tree, a character for each byte, what decides, tracked or not; in their order. `excludesFile`: the
 * user's own, absolute. Format: git-check-ignore(1), `-z -v`: `<file> NUL <line> NUL <pattern> NUL <path> NUL`, the first three empty where
 * nothing matches. Throws `git-failed` for a path behind a link or in a submodule.
 */
export async function* ignoreLines(
  git: Git,
  paths: readonly string[],
  excludesFile: string | undefined,
): AsyncGenerator<IgnoreLine> {
  if (paths.length === 0) return;
  const process = git.start(
    'check-ignore',
    ['--stdin', '-z', '-v', '--non-matching', '--no-index'],
    excludesFile === undefined ? { workTree: true } : { workTree: true, excludesFile },
  );
  // A leading `:` would mean something.
  process.feed(paths.map((path) => Buffer.from(`./${path}\0`, 'latin1')));
  let record: string[] = [];
  // 1 says that no path is ignored.
  for await (const field of fields(process, [0, 1])) {
    record.push(field.toString('latin1'));
    if (record.length < 4) continue;
    const [file, line, pattern, path] = record as [string, string, string, string];
    record = [];
    yield { path: path.slice(2), file, line: Number(line), pattern };
  }
  if (record.length > 0)
    throw new HfleaksError(
      'git-protocol',
      'git check-ignore answered in a form that is not known.',
      'Tell us your version of git.',
    );
}
