// doctor: whether hfleaks works in this repository, and whether the user's own token is in it.
import { realpathSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';
import { jsonText, neutralizeLine, terminalPhrase } from '../report/escape.ts';
import { whereText } from '../report/frame.ts';
import { createGate } from '../report/gate.ts';
import { plural } from '../report/summary.ts';
import { builtinRulebook } from '../rulebook/load.ts';
import { type Check, checkProject } from '../setup/doctor.ts';
import { ownTokens } from '../setup/own-tokens.ts';
import { projectAt } from '../setup/project.ts';
import type { TokenRule } from '../types.ts';
import { VERSION } from '../version.ts';
import { scanAll } from './baseline-command.ts';
import { policyFor } from './policy.ts';
import { print } from './terminal.ts';

/** Prints each check and gives 1 if there is a problem, else 0. Throws what looking around in the repository throws. */
export async function runDoctor({ json }: { readonly json: boolean }): Promise<number> {
  const project = await projectAt(realpathSync.native(process.cwd()), process.env);
  const { rules, digest } = builtinRulebook();
  const about = `hfleaks ${VERSION}, ${rules.length} rules (${digest}), Node.js ${process.versions.node}`;
  const checks: readonly Check[] = [
    { name: 'version', state: 'ok', text: about, mend: '' },
    ...checkProject(project, process.env, process.platform),
    await checkPolicy(),
    await checkTokens(project.root),
  ];
  if (json) await print(`${jsonText({ version: 1, manager: project.manager, checks })}\n`);
  else await print(checks.map(shown).join(''));
  return checks.some(({ state }) => state === 'problem') ? 1 : 0;
}

function shown({ name, state, text, mend }: Check): string {
  const lines = [
    `${state.padEnd(8)} ${name}: ${text}`,
    ...(mend === '' || state === 'ok' ? [] : [`         -> ${mend}`]),
  ];
  return lines.map((line) => `${neutralizeLine(terminalPhrase(line))}\n`).join('');
}

/** What a commit hook would take for the policy. */
async function checkPolicy(): Promise<Check> {
  const name = 'policy';
  try {
    const nothing = { flags: new Set<never>(), texts: new Map(), lists: new Map(), rest: [] };
    const own = await policyFor('staged', nothing);
    const notes = own?.scan.notes ?? [];
    if (notes.length > 0)
      return {
        name,
        state: 'warning',
        text: notes.join('; '),
        mend: 'Commit it: git add, and no entry for it in .gitignore.',
      };
    return { name, state: 'ok', text: own?.policy.files.map(escapeText).join(', ') || 'none', mend: '' };
  } catch (error) {
    if (!(error instanceof HfleaksError)) throw error;
    return { name, state: 'problem', text: error.message, mend: error.hint };
  }
}

/** By digest alone, whatever a policy or a comment accepts. */
async function checkTokens(root: string): Promise<Check> {
  const name = 'own token';
  const rule = builtinRulebook().rules.find((one): one is TokenRule => one.id === 'hf-user-token') as TokenRule;
  const tokens = ownTokens(process.env, rule);
  const ids = new Map(tokens.flatMap(({ id, from }) => (id === null ? [] : [[id, from] as const])));
  if (ids.size === 0) return { name, state: 'ok', text: 'no token is stored on this machine', mend: '' };
  const reports = await scanAll(root, null, { history: true });
  const gate = createGate(reports[0] as (typeof reports)[number]);
  const found = reports
    .flatMap(({ findings, suppressed }) => [...findings, ...suppressed])
    .filter(({ credential }) => ids.has(credential?.id ?? ''));
  const froms = [...new Set(found.map(({ credential }) => ids.get(credential?.id ?? '')))].join(', ');
  if (found.length > 0) {
    const where = found.slice(0, 5).map((finding) => whereText(finding, gate, 'author'));
    const more = found.length > 5 ? `, and ${found.length - 5} more` : '';
    const mend = 'Revoke it first: https://huggingface.co/settings/tokens. Then: hfleaks scan, hfleaks history';
    return {
      name,
      state: 'problem',
      text: `your own token (${froms}) is in this repository: ${where.join(', ')}${more}`,
      mend,
    };
  }
  const looked = `${plural(ids.size, 'token')} of this machine: not in the files, nor in the history`;
  if (reports.every(({ complete }) => complete)) return { name, state: 'ok', text: looked, mend: '' };
  return {
    name,
    state: 'warning',
    text: `${looked} as far as it could be read`,
    mend: 'hfleaks history tells what is missing.',
  };
}
