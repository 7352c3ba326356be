// What a blocked commit or push ends with: revoke, take it out, or say why it is allowed.
import type { Finding, Place, Report } from '../types.ts';
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
export function nextSteps({ findings: all, scan }: Report, gate: Gate): string[] {
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
    [`Revoke the credential and make a new one: ${TOKENS_PAGE}`],
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
  return ['Take it out of the message, and out of its comments, and commit again.'];
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
