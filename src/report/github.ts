// The findings as commands of GitHub's runner, which shows them at their lines.
import type { Finding, Report } from '../types.ts';
import { annotations } from './workflow-command.ts';

/** An annotation a line, at most ten of each level, worst first. A file is named where it is on the disk, staged, or in HEAD. */
export function renderGithub(report: Report): string {
  const lines = annotations(report, { most: 9, fileOf });
  return lines.map((line) => `${line}\n`).join('') || '::notice title=hfleaks::Nothing was found.\n';
}

function fileOf({ location, places: [place], timeline }: Finding): Uint8Array | null {
  const isThere = place?.kind === 'file' || place?.kind === 'staged' || (place?.kind === 'commit' && timeline?.inHead);
  return isThere ? location.path : null;
}
