// Finds the user's own file of what git is to ignore everywhere.
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { settingsOf } from './config.ts';
import { readGitFile } from './files.ts';
import type { Variables } from './repository.ts';

const LIMIT = 1 << 20;

/** What `core.excludesFile` of the user's own settings names, else git's default, by HOME and XDG_CONFIG_HOME; null if there is none. Format: gitignore(5). */
export function globalExcludes(variables: Variables): string | null {
  const { HOME: home, XDG_CONFIG_HOME: given } = variables;
  const folder = given || (home && join(home, '.config'));
  if (!folder || !home) return null;
  let file = join(folder, 'git/ignore');
  for (const config of [join(folder, 'git/config'), join(home, '.gitconfig')])
    for (const { section, subsection, key, value } of settingsOf(readGitFile(config, LIMIT)?.toString('utf8') ?? ''))
      if (section === 'core' && subsection === null && key === 'excludesfile' && value)
        file = value.replace(/^~(?=\/)/, home);
  return isAbsolute(file) && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}
