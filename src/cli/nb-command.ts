// nb: the clean filter for notebooks, and how git comes to run it.
import { realpathSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { requireRepository } from '../git/repository.ts';
import { escapeText } from '../path.ts';
import { shellWord, terminalPhrase } from '../report/escape.ts';
import { plural } from '../report/summary.ts';
import { clearOutputs } from '../setup/fix-file.ts';
import { applyEdits } from '../setup/journal.ts';
import { filterAdditions } from '../setup/notebook-filter.ts';
import { patched } from '../setup/patch.ts';
import { type Consent, mayChange } from './confirm.ts';
import { journalPlace, undo } from './fix-command.ts';
import { ownRoot } from './own-repository.ts';
import { effectiveScan } from './rescan.ts';
import { print, say } from './terminal.ts';
import { undisturbed } from './undisturbed.ts';

/**
 * Has git clean notebooks with this very program: a line in `.gitattributes`, and a command in the repository's config, which others do not get.
 * Throws `not-a-repository`, and what changing files throws; then nothing is changed.
 */
export async function installFilter(options: Consent & { readonly undo: boolean }): Promise<number> {
  const root = ownRoot();
  const repository = requireRepository(root, process.env);
  const place = journalPlace(root, repository, 'nb');
  if (options.undo) return undo(place);
  const program = realpathSync.native(process.argv[1] ?? '');
  if (/[\\/]_npx[\\/]/.test(program))
    throw new HfleaksError(
      'usage',
      'npx keeps programs for a while only.',
      'Install hfleaks first, then run this again.',
    );
  const command = [process.execPath, program].map((path) => shellWord(path.replaceAll('\\', '/'))).join(' ');
  const additions = filterAdditions(place, repository, `${command} nb clean`);
  if (additions.length === 0) {
    await print('git cleans notebooks already.\n');
    return 0;
  }
  const shown = additions.flatMap(({ path, patch }) => [
    `--- ${escapeText(path)}`,
    ...patch.text
      .trim()
      .split(/\r?\n/)
      .map((line) => `+${terminalPhrase(line)}`),
  ]);
  if (!(await mayChange(`${shown.join('\n')}\n`, options))) return options.dryRun ? 0 : 1;
  const edits = additions.map(({ path, before, patch }) => ({
    path,
    before,
    after: patched(before ?? Buffer.alloc(0), [patch]),
  }));
  await undisturbed(() => applyEdits(place, edits));
  await print(
    'From now on git leaves out outputs that leak; those that it has already: git add --renormalize .\nhfleaks nb install --undo takes it back.\n',
  );
  return 0;
}

/** Reads a notebook from standard input and writes it without the outputs that leak. Whatever goes wrong, it comes out as it came in. Gives 0. */
export async function cleanNotebook(): Promise<number> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  let after: Uint8Array = bytes;
  try {
    const { rescan } = await effectiveScan();
    const cleared = await clearOutputs('stdin.ipynb', bytes, rescan);
    after = cleared.after;
    const outputs = cleared.steps.reduce((sum, { patches }) => sum + patches.length, 0);
    if (outputs > 0) say(`hfleaks: left out ${plural(outputs, 'output')} of a notebook with a credential in it\n`);
  } catch (error) {
    const why = error instanceof HfleaksError ? `: ${error.message}` : '';
    say(`hfleaks: a notebook could not be cleaned, and goes on as it is${why}\n`);
  }
  await print(Buffer.from(after.buffer, after.byteOffset, after.length));
  return 0;
}
