// Asks git how the user's own repository is set up: git as the user has it, in place, for it alone knows which settings count.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { mention } from '../path.ts';
import { findGit } from './binary.ts';
import { foldersOf, type Repository, type Variables } from './repository.ts';

/** What git says of the work tree it is asked in. */
export interface OwnSettings {
  /** Where git looks for hooks; absolute, and perhaps not there. */
  readonly hooks: string;
  /** The last value of each setting, by `section.subsection.key`, section and key in lower case; `''` for one without a value. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * The settings of all files that count for this work tree: the user's, the repository's, the work tree's own. Nothing of the repository runs:
 * `rev-parse --git-path` and `config --list` only read. Throws `git-missing`, and `git-failed` if git will not have the repository.
 */
export async function ownSettings(repository: Repository, variables: Variables): Promise<OwnSettings> {
  const program = findGit(variables.PATH, foldersOf(repository));
  const ask = (...args: string[]): Promise<string> =>
    new Promise((done, fail) => {
      const options = {
        cwd: repository.workTree,
        env: { ...variables, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
        maxBuffer: 1 << 24,
        timeout: 60_000,
      };
      execFile(program, args, options, (error, stdout, stderr) => (error ? fail(refusal(stderr)) : done(stdout)));
    });
  const hooks = (await ask('rev-parse', '--git-path', 'hooks')).replace(/\r?\n$/, '');
  // Format: git-config(1), --null: `key LF value NUL`, without LF where there is no value.
  const list = (await ask('config', '--list', '--null')).split('\0').filter((entry) => entry !== '');
  const values = new Map(
    list.map((entry) => {
      const [key = '', ...value] = entry.split('\n');
      return [key, value.join('\n')];
    }),
  );
  return { hooks: resolve(repository.workTree, hooks), values };
}

/** Of a repository of somebody else git says, in a line of its own, how to trust it: `\tgit config --global --add safe.directory '/a b'`. */
function refusal(stderr: string): HfleaksError {
  const said = stderr.split('\n').find((line) => /^(?:fatal|error): /.test(line)) ?? '';
  const [remedy] = /git config --global --add safe\.directory .*/.exec(stderr) ?? [];
  return new HfleaksError(
    'git-failed',
    `git does not read the settings of this repository${said && `: ${mention(said, 300)}`}`,
    remedy === undefined
      ? 'Check it with "git config --list".'
      : `If you trust whoever owns it: ${mention(remedy, 500)}`,
  );
}
