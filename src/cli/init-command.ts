// init: puts hfleaks in place, after it has shown what that changes; and takes it back.
import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { locateRepository } from '../git/repository.ts';
import { neutralizeLine, terminalPhrase, terminalText } from '../report/escape.ts';
import { scan } from '../scan.ts';
import { redactTokens } from '../secret.ts';
import { ignoresFor } from '../setup/ignore-entries.ts';
import { type Ci, planInit } from '../setup/init.ts';
import { applyEdits, type FileEdit } from '../setup/journal.ts';
import { projectAt } from '../setup/project.ts';
import { treeSource } from '../sources/tree.ts';
import { type Consent, mayChange } from './confirm.ts';
import { journalPlace, undo } from './fix-command.ts';
import { ownRoot } from './own-repository.ts';
import { gitEnvironment } from './sources.ts';
import { print } from './terminal.ts';
import { undisturbed } from './undisturbed.ts';

export interface InitRequest extends Consent {
  readonly ci: Ci | null;
  readonly config: boolean;
  readonly undo: boolean;
}

/** Gives 0, or 1 if something is left to be done by hand or nothing may be changed. Throws what planning and writing throw. */
export async function initProject(request: InitRequest): Promise<number> {
  const cwd = realpathSync.native(process.cwd());
  const place = journalPlace(ownRoot(), locateRepository(cwd, process.env), 'init');
  if (request.undo) return undo(place, null, true);
  const project = await projectAt(cwd, process.env);
  const program = { node: process.execPath, bundle: realpathSync.native(process.argv[1] as string) };
  const git = gitEnvironment();
  const report = await scan(treeSource({ cwd: project.root, paths: ['.'], git }));
  const ignores = await ignoresFor(project.root, report, git);
  const { edits, byHand, notes } = planInit(project, program, { ...request, ignores });
  const shown = lineText([
    ...edits.flatMap((edit) => diffOf(edit, project.root)),
    ...(edits.length === 0 ? ['Nothing to change.'] : []),
    ...byHand.map((line) => `by hand: ${line}`),
    ...notes.map((line) => `note: ${line}`),
  ]);
  const code = byHand.length > 0 ? 1 : 0;
  if (edits.length === 0) await print(shown);
  else if (await mayChange(shown, request)) {
    await undisturbed(() => applyEdits(place, edits));
    await print('Done. "hfleaks doctor" tells whether it works, "hfleaks init --undo" takes it back.\n');
  } else return request.dryRun ? code : 1;
  return code;
}

/** The lines that one edit takes and adds, between those that stay. */
function diffOf({ path, before, after, executable }: FileEdit, root: string): string[] {
  const [old, now] = [before, after].map((bytes) => lines(Buffer.from(bytes ?? []).toString()));
  if (!old || !now) return [];
  let [head, tail] = [0, 0];
  while (head < old.length && old[head] === now[head]) head++;
  while (tail < old.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const where = before === null ? ` (new${executable ? ', executable' : ''})` : `:${head + 1}`;
  const side = (sign: string, some: readonly string[]): string[] =>
    some
      .slice(head, some.length - tail)
      .map((line) => `${sign} ${terminalPhrase(redactTokens(line.replace(/\r$/, '')))}`);
  return [`${terminalText(relative(root, path))}${where}`, ...side('-', old), ...side('+', now), ''];
}

function lines(text: string): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .slice(text === '' ? 1 : 0);
}

function lineText(some: readonly string[]): string {
  return some.map((line) => `${neutralizeLine(line)}\n`).join('');
}
