// Makes git leave out of notebooks, as they are added, the outputs that leak: a clean filter (gitattributes(5), filter).
import { join } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { settingsOf } from '../git/config.ts';
import type { Repository } from '../git/repository.ts';
import { ignorePatch } from './ignore-entries.ts';
import { type JournalPlace, readEditable } from './journal.ts';
import type { Patch } from './patch.ts';

/** Text that is put to the end of a file, which may not be there yet. */
export interface Addition {
  /** Absolute. */
  readonly path: string;
  readonly before: Buffer | null;
  readonly patch: Patch;
}

const LINE = '*.ipynb filter=hfleaks';

/**
 * What is to be added to the repository's config and to `.gitattributes`; nothing where it is there. `command` is a line for a shell. Throws
 * `config-invalid` where notebooks have another filter, which would no longer run, and `write-failed` for what may not be changed.
 */
export function filterAdditions(place: JournalPlace, { commonDir, workTree }: Repository, command: string): Addition[] {
  const attributes = addition(place, join(workTree, '.gitattributes'), (text) => {
    const other = text.split(/\r?\n/).findIndex((line) => /^\*\.ipynb\s(?:.*\s)?filter=(?!hfleaks(?:\s|$))/.test(line));
    if (other >= 0)
      throw new HfleaksError(
        'config-invalid',
        `.gitattributes:${other + 1} gives notebooks another filter, and git runs one alone; nothing was changed.`,
        'Take that line out, or let the hook of hfleaks look after notebooks.',
      );
    return /^\*\.ipynb\s(?:.*\s)?filter=hfleaks(?:\s|$)/m.test(text) ? null : ignorePatch(text, [LINE]);
  });
  const config = addition(place, join(commonDir, 'config'), (text) => {
    const known = [...settingsOf(text)].findLast(
      ({ section, subsection, key }) => section === 'filter' && subsection === 'hfleaks' && key === 'clean',
    );
    if (known?.value === command) return null;
    const value = command.replace(/["\\]/g, '\\$&');
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    return { start: text.length, end: text.length, text: `${gap}[filter "hfleaks"]\n\tclean = "${value}"\n` };
  });
  return [...config, ...attributes];
}

function addition(place: JournalPlace, path: string, patchOf: (text: string) => Patch | null): Addition[] {
  const before = readEditable(place, path);
  const patch = patchOf(before?.toString('latin1') ?? '');
  return patch ? [{ path, before, patch }] : [];
}
