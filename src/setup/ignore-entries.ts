// Which lines the `.gitignore` files of a project lack, and how they are put there.
import { isTemplate } from '../detect/ignorable.ts';
import { folderSurvey } from '../sources/survey.ts';
import type { GitEnvironment, Report } from '../types.ts';
import type { Patch } from './patch.ts';

/** Rules of files that every project may come to have: people keep tokens there, and Hugging Face's own programs. */
const ALWAYS: ReadonlySet<string> = new Set(['gitignore-env-file', 'gitignore-hf-cache']);
const TOP = '.gitignore';

/**
 * What the `.gitignore` files in `root` lack, by their paths below it: what `report`, of a scan of all of it, says of files and of programs in use,
 * and what every project should have.
 */
export async function ignoresFor(
  root: string,
  report: Report,
  git: GitEnvironment,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = new Map<string, string[]>();
  const add = (file: string, entries: readonly string[]): unknown =>
    lines.set(file, [...new Set([...(lines.get(file) ?? []), ...entries])]);
  for (const { ignoreBy, severity, location } of report.findings)
    if (ignoreBy && ignoreBy.length > 0 && severity !== 'info') add(Buffer.from(location.path).toString(), ignoreBy);
  const wanted = report.rules.rules.flatMap((rule) =>
    rule.family === 'gitignore' && ALWAYS.has(rule.id) ? rule.entries : [],
  );
  const survey = folderSurvey({ base: root, folders: [root], git });
  const answers = await survey.ask(
    wanted.map((entry) => entry.replace(/^!/, '').replace('*', 'local').replace(/\/$/, '/a')),
  );
  const isMissing = (at: number): boolean => answers[at]?.isIgnored !== true;
  // `!.env.example` belongs to the line before.
  const missing = wanted.filter((entry, at) =>
    entry.startsWith('!') ? !isMissing(at) || isMissing(at - 1) : isMissing(at),
  );
  if (missing.length > 0) add(TOP, missing);
  return lines;
}

/**
 * What adds to the end of a `.gitignore` those of `entries` that it does not have, or takes back further down; null if it has them all. Templates
 * that it has git take in stay so. Texts have a character for each byte.
 */
export function ignorePatch(text: string, entries: readonly string[]): Patch | null {
  const known = text.replace(/^\xef\xbb\xbf/, '').split(/\r?\n/);
  const kept = known.filter((line) => line.startsWith('!') && isTemplate(line.trim()));
  const taken = known.findLastIndex((line) => line.startsWith('!') && !kept.includes(line) && !entries.includes(line));
  const isNeeded = (entry: string): boolean => !entry.startsWith('!') && known.lastIndexOf(entry) <= taken;
  const isAny = entries.some(isNeeded);
  const lines = entries.filter((entry) => (entry.startsWith('!') ? isAny || !known.includes(entry) : isNeeded(entry)));
  // Behind what would take them away.
  const all = [...new Set([...lines, ...(lines.some((line) => /^[^!].*\*/.test(line)) ? kept : [])])];
  if (all.length === 0) return null;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return { start: text.length, end: text.length, text: gap + all.map((line) => line + end).join('') };
}
