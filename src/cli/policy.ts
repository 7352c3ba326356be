// Whether there is a policy for a command, and of which side of a change: looks at little, and loads nothing where there is none.
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { folderOfPolicy } from '../policy/gate.ts';
import type { Arguments } from './arguments.ts';
import type { CommandName } from './options.ts';
import { areOwn, ownRoot } from './own-repository.ts';
import type { Effective, PolicySide } from './policy-files.ts';

/** What counts for a command; null if there is no policy. Throws what reading a policy throws. */
export async function policyFor(
  command: CommandName,
  given: Arguments,
  mayLackBaseline = false,
): Promise<Effective | null> {
  const [root, cwd] = [ownRoot(), realpathSync.native(process.cwd())];
  const named = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : relative(root, resolve(cwd, path)).split(sep).join('/');
  const [config, baseline] = [named(given.texts.get('config')), named(given.texts.get('baseline'))];
  const side = sideOf(command, given);
  const folder = side === 'none' ? null : folderOfPolicy(root, cwd);
  if (folder === null && config === undefined && baseline === undefined) return null;
  const { effectivePolicy } = await import('./policy-files.ts');
  return effectivePolicy({ root, folder: folder ?? '', side, config, baseline, mayLackBaseline });
}

/** Whoever made a history wrote its policies, too: there, only what is named counts. */
function sideOf(command: CommandName, { rest }: Arguments): PolicySide {
  if (command === 'scan') return areOwn(rest) ? 'disk' : 'none';
  if (command === 'staged') return 'index';
  if (command !== 'hook' || rest[0] === 'pre-receive') return 'none';
  return rest[0] === 'pre-push' ? 'head' : 'index';
}
