// Reads one file as code of its kind: the door to all rules about code, whatever the language.
import type { LoggingRulebook } from 'hfleaks:logging';
import { type Exposed, type Exposure, placed } from './exposure.ts';
import {
  type CellLook,
  type CodeFile,
  exposuresOf,
  exposuresOfCells,
  fullBudget,
  type Imports,
  type Look,
  lookInto,
} from './exposures.ts';
import type { Surroundings } from './shell-exposures.ts';
import { hasCredentialContext } from './shell-rules/names.ts';

/** A cell that is written into a file. */
const WRITTEN = /^\s*%%(?:writefile|file)[ \t]+(?:(?:-a|--append)[ \t]+)?["']?([^\s"']{1,200})["']?[ \t]*\r?\n/;

/** The language of a module that others can import; null for everything else. */
export function moduleKind(name: string): 'python' | 'javascript' | null {
  if (/\.pyw?$/i.test(name)) return 'python';
  return /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/i.test(name) ? 'javascript' : null;
}

/** The code of a module, as `moduleKind` or its first line says; null for what is none. */
export function moduleIn({ name, text }: { readonly name: string; readonly text: string }): CodeFile | null {
  const kind = moduleKind(name) ?? (/^#![^\n]{0,100}\bpython/.test(text) ? 'python' : null);
  return kind && { name, text, kind };
}

/**
 * The exposures of a file that is no notebook, by place, and whether it gives something to others; nothing for what is no code. A module that is not
 * `isWorth` it is read for what others give it. Spans count in `text`. Never throws.
 */
export async function exposuresIn(
  file: { readonly name: string; readonly text: string },
  rulebook: LoggingRulebook,
  imports?: Imports,
  isWorth = true,
): Promise<Look> {
  const module = moduleIn(file);
  if (module) return lookInto(module, rulebook, imports, isWorth);
  const { shellExposures } = await import('./shell-exposures.ts');
  return { ...shellExposures(file, { follow: followed(file.name, rulebook) }), isGiver: false };
}

/** The same of the code cells of a notebook; spans count in all cells, put together without anything between them. */
export async function exposuresInCells(
  name: string,
  cells: readonly string[],
  rulebook: LoggingRulebook,
  imports?: Imports,
): Promise<Exposed> {
  const { shellExposures, budgetFor } = await import('./shell-exposures.ts');
  const follow = followed(name, rulebook);
  const hasContext = hasCredentialContext(cells.join('\n'));
  const code = exposuresOfCells(cells, name, rulebook, imports);
  const budget = budgetFor(cells.join('').length);
  const found: Exposure[] = [];
  let isWhole = true;
  let base = 0;
  for (const [index, text] of cells.entries()) {
    const own = code[index] as CellLook;
    const magics = shellExposures({ name, text }, { hasContext, secrets: own.secrets, follow, budget });
    found.push(...moved([...own.exposures, ...magics.exposures], base));
    isWhole &&= own.isWhole && magics.isWhole;
    const [head = '', path = ''] = WRITTEN.exec(text) ?? [];
    if (path !== '') {
      const file = await exposuresIn({ name: path, text: text.slice(head.length) }, rulebook);
      found.push(...moved(file.exposures, base + head.length));
      isWhole &&= file.isWhole;
    }
    base += text.length;
  }
  return { exposures: found, isWhole };
}

function followed(name: string, rulebook: LoggingRulebook): NonNullable<Surroundings['follow']> {
  const budget = fullBudget();
  return (kind, text, environment) => exposuresOf({ name, text, kind, environment }, rulebook, undefined, budget);
}

function moved(exposures: readonly Exposure[], by: number): readonly Exposure[] {
  return exposures.map((one) => placed(one, ({ start, end }) => ({ start: start + by, end: end + by })));
}
