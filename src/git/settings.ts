// Single settings of a repository, read from its own file, for the few questions where they count.
import { join } from 'node:path';
import { readGitFile } from './files.ts';
import type { Repository } from './repository.ts';

/**
 * How git will clean up a message that was edited: what comments begin with (`core.commentChar`, `#` unless it is set, or left to git), null if
 * `commit.cleanup` keeps them.
 */
export function commentPrefix({ commonDir }: Repository): string | null {
  const config = readGitFile(join(commonDir, 'config'), 1 << 20)?.toString('utf8') ?? '';
  let section = '';
  let prefix = '#';
  let isKept = false;
  for (const line of config.split('\n')) {
    const head = /^\s*\[\s*([^\]"\s]+)\s*("?)/.exec(line);
    if (head) section = head[2] === '' ? (head[1] as string).toLowerCase() : '';
    const [, key = '', value = ''] = /(?:^|\])\s*(\w+)\s*=\s*"?([^"\s]+)/.exec(line) ?? [];
    if (section === 'core' && /^comment(?:char|string)$/i.test(key))
      prefix = value.toLowerCase() === 'auto' ? '#' : value;
    if (section === 'commit' && /^cleanup$/i.test(key)) isKept = /^(?:whitespace|verbatim)$/i.test(value);
  }
  return isKept ? null : prefix;
}
