// What a report with leaks ends with: what helps, in which order; after a blocked commit or push, also how to go on.
import type { Finding, Place, Report, Rule, TokenRule } from '../types.ts';
import { shellPath, shellWord, terminalPhrase } from './escape.ts';
import { type Gate, gatedPath } from './gate.ts';
import { plural } from './summary.ts';

const TOKENS_PAGE = 'https://huggingface.co/settings/tokens';
/** Paths for which a command is printed. */
const COMMANDS = 5;
/** Places that no file holds, which nothing can unstage. */
const NO_FILE: ReadonlySet<Place['kind']> = new Set(['message', 'header']);
/** Places beside which no comment can stand. */
const NO_COMMENT: ReadonlySet<Place['kind']> = new Set([...NO_FILE, 'name']);

/** The next steps, without line ends; empty if nothing blocks. Paths that cannot be pasted as they are get no command. */
export function nextSteps({ findings: all, scan, rules: { rules } }: Report, gate: Gate): string[] {
  // These say their own commands, and block nothing.
  const findings = all.filter(({ rule }) => rule.family !== 'gitignore');
  if (findings.length === 0) return [];
  const leaks = findings.filter(({ kind }) => kind === 'leak');
  if (leaks.length === 0) return ['To go on:', ...numbered([riskStep(), allowStep(findings, 'it is meant')])];
  const beyond = (kinds: ReadonlySet<Place['kind']>) =>
    leaks.filter(({ places: [place] }) => !place || !kinds.has(place.kind));
  const inFiles = beyond(NO_FILE);
  const removal =
    scan.mode === 'range'
      ? [rewriteStep()]
      : [unstageStep(inFiles, gate), inFiles.length < leaks.length ? messageStep() : []];
  const steps = [
    [`Revoke the credential and make a new one: ${linksOf(leaks, rules).join(', ')}`],
    ...removal,
    leaks.length < findings.length ? riskStep() : [],
    allowStep(beyond(NO_COMMENT), 'it is no credential'),
  ];
  return ['To go on:', ...numbered(steps)];
}

function numbered(steps: readonly (readonly string[])[]): string[] {
  return steps.filter((step) => step.length > 0).flatMap(([head, ...rest], at) => [`  ${at + 1}. ${head}`, ...rest]);
}

function riskStep(): string[] {
  return ['Change the code that shows a credential, as its fix says, and stage the file again.'];
}

/**
 * What helps after a leak, in the order that does, without line ends; empty without findings. `rules` are all that were looked for. History is
 * rewritten by the shapes of the rules, so that no file holds the credential.
 */
export function leakSteps(findings: readonly Finding[], rules: readonly Rule[]): string[] {
  const leaks = findings.filter(({ kind }) => kind === 'leak');
  if (leaks.length === 0) return [];
  const patterns = [...new Set(leaks.flatMap((finding) => tokenRulesOf(finding, rules)).map(shapeOf))].filter(Boolean);
  const file = '../hf-patterns.txt';
  return [
    'What helps, in this order:',
    `  1. Revoke it: ${linksOf(leaks, rules).join(', ')}`,
    '  2. Replace it by what reads the new one from the environment: hfleaks fix --dry-run shows what can be repaired.',
    '  3. If a commit has it, clean the history, in a new clone (what is encoded or packed: --invert-paths --path FILE):',
    `       printf '%s\\n' ${patterns.map((one) => shellWord(`regex:${one}==>REMOVED`)).join(' ')} > ${file}`,
    `       git filter-repo --sensitive-data-removal --replace-text ${file} --replace-message ${file}`,
    '       git push --force --mirror origin',
    '     Then have the host remove pull requests and forks that keep it, and everybody clone again.',
    '  4. Check what it was used for: commits, repositories, webhooks and members that are new, and model files that changed since.',
  ].map(terminalPhrase);
}

/** The rules of the credential's own kind; in a notebook another rule reports it. */
function tokenRulesOf({ rule, credential }: Finding, rules: readonly Rule[]): readonly TokenRule[] {
  if (rule.family === 'token') return [rule];
  return rules.filter((one): one is TokenRule => one.family === 'token' && one.type === credential?.type);
}

/** Where credentials of these kinds are revoked. */
function linksOf(findings: readonly Finding[], rules: readonly Rule[]): readonly string[] {
  const first = findings.flatMap((finding) => tokenRulesOf(finding, rules)[0]?.fix[0] ?? []);
  const links = first.map((text) => /https:\/\/huggingface\.co\/[\w/-]+/.exec(text)?.[0] ?? TOKENS_PAGE);
  return links.length > 0 ? [...new Set(links)] : [TOKENS_PAGE];
}

/**
 * The regex of a rule's credential alone, without what must stand around or in it, which other programs spell differently: Python takes no
 * lookbehind of several lengths. `''` for a rule without.
 */
export function shapeOf({ regex }: Pick<TokenRule, 'regex'>): string {
  let shape = '';
  const open: ('secret' | 'around' | 'group')[] = [];
  for (const [piece] of regex.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<secret>))?|./gs)) {
    const isOut = open.includes('around');
    const isOpener = piece.startsWith('(');
    if (isOpener) open.push(piece === '(?<secret>' ? 'secret' : /[=!]$/.test(piece) ? 'around' : 'group');
    const kind = isOpener ? open.at(-1) : piece === ')' ? open.pop() : 'group';
    if (piece === ')' && kind === 'secret') return shape.replace(/\(\?:\|*\)/g, '');
    if (kind === 'group' && !isOut) shape += piece;
  }
  return '';
}

function unstageStep(findings: readonly Finding[], gate: Gate): string[] {
  if (findings.length === 0) return [];
  const paths = stagedPaths(findings);
  const commands = paths
    .map((path) => (gatedPath(gate, path).masked ? null : unstageCommand(path)))
    .filter((command) => command !== null)
    .slice(0, COMMANDS);
  const others = paths.length - commands.length;
  return [
    'Take it out of the file and stage the file again; or leave the file out of this commit:',
    ...commands.map((command) => `       ${command}`),
    ...(others > 0
      ? [`       git restore --staged PATH (${plural(others, 'path')}${commands.length > 0 ? ' more' : ''})`]
      : []),
  ];
}

function messageStep(): string[] {
  return ['Take it out of the message, and out of its comments, which git may strip or keep, and commit again.'];
}

function rewriteStep(): string[] {
  return [
    'Rewrite the commits that hold it before they are pushed; a further commit that removes it leaves it in them:',
    '       git commit --amend (the last commit), or git rebase --interactive (older ones)',
  ];
}

function allowStep([first]: readonly Finding[], reason: string): string[] {
  if (!first) return [];
  return [
    `If ${reason}, say so in a comment on its line or the line above, with your reason:`,
    `       hfleaks:allow ${terminalPhrase(first.rule.id)} -- reason`,
  ];
}

/** The distinct paths, in the report's order, by their bytes. */
function stagedPaths(findings: readonly Finding[]): Uint8Array[] {
  const paths = new Map(findings.map(({ location }) => [Buffer.from(location.path).toString('latin1'), location.path]));
  return [...paths.values()];
}

/** A leading `-` or `:` and glob characters mean something to git, unless it is told that they do not (gitglossary(7), pathspec). */
function unstageCommand(path: Uint8Array): string | null {
  const word = shellPath(path);
  if (word === null) return null;
  const raw = Buffer.from(path).toString('utf8');
  return `git restore --staged ${/^[-:]|[*?[]/.test(raw) ? shellWord(`:(literal)${raw}`) : word}`;
}
