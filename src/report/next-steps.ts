// What a blocked commit ends with: revoke, take it out, or say why it is allowed.
import type { Finding } from '../types.ts';
import { shellPath, shellWord, terminalPhrase } from './escape.ts';
import { type Gate, gatedPath } from './gate.ts';
import { plural } from './summary.ts';

const TOKENS_PAGE = 'https://huggingface.co/settings/tokens';
/** Paths for which a command is printed. */
const COMMANDS = 5;

/** The three next steps, without line ends; empty if nothing blocks. Paths that cannot be pasted as they are get no command. */
export function nextSteps(findings: readonly Finding[], gate: Gate): string[] {
  const [first] = findings;
  if (!first) return [];
  const paths = stagedPaths(findings);
  const commands = paths
    .map((path) => (gatedPath(gate, path).masked ? null : unstageCommand(path)))
    .filter((command) => command !== null)
    .slice(0, COMMANDS);
  const others = paths.length - commands.length;
  return [
    'To go on:',
    `  1. Revoke the credential and make a new one: ${TOKENS_PAGE}`,
    '  2. Take it out of the file and stage the file again; or leave the file out of this commit:',
    ...commands.map((command) => `       ${command}`),
    ...(others > 0
      ? [`       git restore --staged PATH (${plural(others, 'path')}${commands.length > 0 ? ' more' : ''})`]
      : []),
    '  3. If it is no credential, say so in a comment on its line or the line above, with your reason:',
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
