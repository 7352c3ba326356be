// Puts what settles clean commits before Node.js starts beside the bundle: a shell script, and the patterns for its `grep`.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';
import { chooseRules } from '../src/rulebook/option.ts';
import { prefilterOf, prefilterScript } from './prefilter.ts';
import { compileRules } from './rules-plugin.ts';

const NAME = 'hfleaks-pre-commit';

/** Writes `hfleaks-pre-commit.sh` and its patterns, made from the rules in `folder`, an absolute path. */
export function prefilterPlugin(folder: string = fileURLToPath(new URL('../rules', import.meta.url))): Plugin {
  return {
    name: 'hfleaks-prefilter',
    async generateBundle() {
      const prefilter = prefilterOf(chooseRules((await compileRules(folder)).rulebook).rules);
      for (const kind of ['texts', 'gates', 'lines'] as const) {
        const source = Buffer.from(prefilter[kind].map((line) => `${line}\n`).join(''), 'latin1');
        this.emitFile({ type: 'asset', fileName: `${NAME}.${kind}`, source });
      }
      this.emitFile({ type: 'asset', fileName: `${NAME}.sh`, source: prefilterScript(prefilter, NAME) });
    },
  };
}
