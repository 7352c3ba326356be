// fix: repairs the commonest leaks, shows them as a diff first, and can take the repairs back.
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { OwnIndex } from '../git/own.ts';
import { locateRepository, type Repository } from '../git/repository.ts';
import { displayPath, latin1, mention } from '../path.ts';
import { neutralizeLine, terminalPhrase } from '../report/escape.ts';
import { whereText } from '../report/frame.ts';
import { createGate, type Gate } from '../report/gate.ts';
import { leakSteps } from '../report/next-steps.ts';
import { plural } from '../report/summary.ts';
import { scan } from '../scan.ts';
import { type Change, editsOf, type FixPlan, planFix } from '../setup/fix.ts';
import { applyEdits, type JournalPlace, undoEdits } from '../setup/journal.ts';
import { diffOf } from '../setup/patch.ts';
import { stagedSource } from '../sources/staged.ts';
import { treeSource } from '../sources/tree.ts';
import type { Finding, Report } from '../types.ts';
import { cacheOutside } from './cache-place.ts';
import { type Consent, mayChange } from './confirm.ts';
import { ownRoot } from './own-repository.ts';
import { effectiveScan } from './rescan.ts';
import { gitEnvironment } from './sources.ts';
import { print } from './terminal.ts';
import { undisturbed } from './undisturbed.ts';

export interface FixOptions extends Consent {
  readonly paths: readonly string[];
  readonly unsafe: boolean;
  readonly undo: boolean;
}

/**
 * Repairs what is found in the working directory's repository or, outside of one, in this folder. Gives 0 if nothing is left to do, 1 if
 * something is, 3 if not everything could be scanned. Throws what scanning and changing files throw; then nothing is changed.
 */
export async function fixLeaks(options: FixOptions): Promise<number> {
  const root = ownRoot();
  const repository = locateRepository(root, process.env);
  if (repository?.bare)
    throw new HfleaksError('usage', 'A bare repository has no files to repair.', 'Run hfleaks fix in a clone of it.');
  const place = journalPlace(root, repository, 'fix');
  const index = repository ? await OwnIndex.open(repository, gitEnvironment()) : null;
  try {
    if (options.undo) return await undo(place, index);
    const { reports, rescan } = await scanAll(root, repository, options.paths);
    const plan = await planFix({ reports, rescan, place, index, unsafe: options.unsafe });
    const found = reports.flatMap(({ findings, suppressed }) => [...findings, ...suppressed]);
    const gate = createGate({ ...(reports[0] as Report), findings: found, suppressed: [] });
    const isComplete = reports.every(({ complete }) => complete);
    const leaks = reports.flatMap(({ findings }) => findings.filter(({ kind }) => kind === 'leak'));
    const shown = planText(plan, gate) + lines(leakSteps(leaks, (reports[0] as Report).rules.rules));
    if (plan.changes.length > 0) {
      if (!(await mayChange(shown, options))) return 1;
      const { files, index: staged } = await editsOf(plan, root, index);
      await undisturbed(() => applyEdits(place, files, staged, index ?? undefined));
      await print(doneText(plan));
    } else await print(shown || 'Nothing to repair.\n');
    if (plan.left.length > 0) return 1;
    return isComplete ? 0 : 3;
  } finally {
    index?.close();
  }
}

/** Where changes of a command are kept, and which folders they may be in. */
export function journalPlace(root: string, repository: Repository | null, command: string): JournalPlace {
  const also = repository ? [repository.gitDir, repository.commonDir].map((path) => realpathSync.native(path)) : [];
  return { folder: cacheOutside(repository), user: process.geteuid?.(), root, also, command };
}

/** Takes back the last run of a command; `partly`: but for what has changed since. Gives 1 if anything is left. */
export async function undo(place: JournalPlace, index: OwnIndex | null = null, partly = false): Promise<number> {
  const done = await undisturbed(() => undoEdits(place, index ?? undefined, partly));
  const { paths, left } = done ?? { paths: [], left: [] };
  const what =
    done === null ? 'There is nothing to undo.' : `Undone: ${paths.map((path) => mention(path, 500)).join(', ')}`;
  await print(lines([...(done && paths.length === 0 ? [] : [what]), ...left.map((why) => `left: ${why}`)]));
  return left.length > 0 ? 1 : 0;
}

async function scanAll(root: string, repository: Repository | null, paths: readonly string[]) {
  const { own, options, rescan } = await effectiveScan();
  const git = gitEnvironment();
  const below = paths.map((path) => relative(root, resolve(path)).split(sep).join('/') || '.');
  const outside = below.findIndex((path) => path.startsWith('../') || path === '..');
  if (outside >= 0)
    throw new HfleaksError(
      'usage',
      `${mention(paths[outside] ?? '')} is not in this repository.`,
      'Run hfleaks fix there.',
    );
  const excluded = own?.excluded;
  const tree = treeSource({
    cwd: root,
    paths: below.length > 0 ? below : ['.'],
    excluded: excluded && { root, test: excluded },
    git,
  });
  const reports = [await scan(tree, options)];
  if (repository) {
    const staged = await scan(stagedSource({ repository, git, cwd: root, excluded }), options);
    const isMeant = ({ location }: Finding): boolean =>
      below.length === 0 ||
      below.some(
        (path) => path === '.' || `${latin1(location.path)}/`.startsWith(`${Buffer.from(path).toString('latin1')}/`),
      );
    reports.push({
      ...staged,
      findings: staged.findings.filter(isMeant),
      suppressed: staged.suppressed.filter(isMeant),
    });
  }
  return { reports, rescan };
}

function planText({ changes, left }: FixPlan, gate: Gate): string {
  return lines([
    ...changes.flatMap((change, at) => {
      if (isSame(change, changes[at - 1])) return [];
      const where = change.where === 'index' ? ' (staged)' : isSame(changes[at + 1], change) ? ' (and staged)' : '';
      const path = terminalPhrase(gate(displayPath(Buffer.from(change.path, 'latin1'))));
      return [`--- ${path}${where}`, ...changeLines(change, gate)];
    }),
    ...left.map(
      ({ finding, advice }) =>
        `left: ${whereText(finding, gate, 'author')}: ${terminalPhrase(gate(finding.message))}\n  ${terminalPhrase(advice)}`,
    ),
  ]);
}

/** Whether a change of the index is that of the file, which stands before it. */
function isSame(staged: Change | undefined, file: Change | undefined): boolean {
  const equal = (one?: Uint8Array | null, other?: Uint8Array | null): boolean =>
    !!one && !!other && Buffer.compare(one, other) === 0;
  return staged?.path === file?.path && equal(staged?.before, file?.before) && equal(staged?.after, file?.after);
}

function changeLines({ steps, after }: Change, gate: Gate): string[] {
  if (after === null) return ['git has it no longer; the file stays where it is'];
  return steps.flatMap(({ bytes, patches }) => diffOf(bytes, patches, gate));
}

function doneText({ changes, left, variables }: FixPlan): string {
  const written = changes
    .flatMap(({ steps }) => steps.flatMap(({ patches }) => patches.map(({ text }) => text)))
    .join('\n');
  const mounted = new Set(Array.from(written.matchAll(/--mount=type=secret,(id=\w+,env=\w+)/g), ([, one = '']) => one));
  const needed = variables.map(
    ({ name, mask }) => `Set ${name} to a new credential where the code runs (it replaces ${mask}).`,
  );
  return lines([
    `${plural(changes.length, 'change')} made, ${left.length} left to do by hand. hfleaks fix --undo takes them back.`,
    ...needed,
    ...[...mounted].map((one) => `Build the image with: docker build --secret ${one} …`),
    ...(written.includes('${{ secrets.') ? ['Add it on GitHub, too: Settings, Secrets and variables, Actions.'] : []),
  ]);
}

function lines(all: readonly string[]): string {
  return all
    .flatMap((text) => text.split('\n'))
    .map((line) => `${neutralizeLine(line)}\n`)
    .join('');
}
