// What a project has already: its hook manager, its package.json, and what can run hfleaks there.
import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs';
import { delimiter, join, relative, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { type OwnSettings, ownSettings } from '../git/own-settings.ts';
import { locateRepository, type Repository, type Variables } from '../git/repository.ts';
import { escapeText } from '../path.ts';
import { quoted } from './hook-lines.ts';
import { readEditable } from './journal.ts';
import { readStructured } from './structured.ts';

export type Manager = 'husky' | 'lefthook' | 'pre-commit' | 'simple-git-hooks' | 'plain';

/** The programs that run now; absolute, without links. */
export interface Program {
  readonly node: string;
  readonly bundle: string;
}

export interface Project {
  readonly repository: Repository;
  /** The top folder, absolute. */
  readonly root: string;
  readonly settings: OwnSettings;
  readonly manager: Manager;
  /** The manager's own file, relative to the root; null where it has none, or none that lines can be added to. */
  readonly config: string | null;
  /** What package.json says; null if there is none. */
  readonly manifest: Readonly<Record<string, unknown>> | null;
  /** Whether npm puts hfleaks here. */
  readonly isDependency: boolean;
  /** Whether PATH leads to a program hfleaks that lasts. */
  readonly isOnPath: boolean;
  /** Where lint-staged is configured: the file, and the way to it in there; null if it is not. */
  readonly lintStaged: { readonly file: string; readonly path: readonly string[] } | null;
}

const LEFTHOOK = ['', '.'].flatMap((dot) =>
  ['yml', 'yaml', 'json', 'toml'].map((ending) => `${dot}lefthook.${ending}`),
);
const PRE_COMMIT = ['.pre-commit-config.yaml', '.pre-commit-config.yml', 'prek.toml'];
const SIMPLE = ['.simple-git-hooks.json', 'simple-git-hooks.json', '.simple-git-hooks.cjs', '.simple-git-hooks.js'];
const LINT_STAGED = ['.lintstagedrc.json', '.lintstagedrc', '.lintstagedrc.yaml', '.lintstagedrc.yml'];

/** Looks around in the repository of `cwd`; runs nothing of it. Throws `not-a-repository`, `config-invalid` for a broken package.json, and what git throws. */
export async function projectAt(cwd: string, variables: Variables): Promise<Project> {
  const repository = locateRepository(cwd, variables);
  if (!repository || repository.bare)
    throw new HfleaksError(
      'not-a-repository',
      'There is no work tree of git here, so nothing was changed.',
      'Go to the project, or make it one: git init',
    );
  const root = repository.workTree;
  const settings = await ownSettings(repository, variables);
  const has = (path: string): boolean => lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  const text = has('package.json') ? readText(root, 'package.json') : null;
  const manifest = text === null ? null : readStructured(text, 'package.json');
  const dependencies = Object.assign({}, manifest?.dependencies, manifest?.devDependencies) as object;
  const first = (names: readonly string[]): string | null => names.find(has) ?? null;
  const isHusky = has('.husky') || 'husky' in dependencies;
  const [lefthook, preCommit] = [first(LEFTHOOK), first(PRE_COMMIT)];
  const simple = manifest && 'simple-git-hooks' in manifest ? 'package.json' : first(SIMPLE);
  const [manager, config] = isHusky
    ? (['husky', null] as const)
    : lefthook !== null
      ? (['lefthook', lefthook] as const)
      : preCommit !== null
        ? (['pre-commit', preCommit] as const)
        : simple !== null
          ? (['simple-git-hooks', simple] as const)
          : (['plain', null] as const);
  const lint = manifest && 'lint-staged' in manifest ? 'package.json' : first(LINT_STAGED);
  return {
    ...{ repository, root, settings, manager, config, manifest },
    isDependency: 'hfleaks' in dependencies || existsSync(join(root, 'node_modules/.bin/hfleaks')),
    isOnPath: (variables.PATH ?? '')
      .split(delimiter)
      .some((folder) => !isTemporary(folder) && isProgram(join(folder, 'hfleaks'))),
    lintStaged: lint === null ? null : { file: lint, path: lint === 'package.json' ? ['lint-staged'] : [] },
  };
}

/** The text of a file that may be changed, a character for each UTF-8 one; null if there is none. Throws what `readEditable` throws, and `config-invalid`. */
export function readText(root: string, path: string, also: readonly string[] = []): string | null {
  const bytes = readEditable({ root, also }, resolve(root, path));
  if (bytes === null) return null;
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  throw new HfleaksError('config-invalid', `${path} is not UTF-8; nothing was changed.`, 'Save it as UTF-8.');
}

/** How a project gets hfleaks, which no registry has: the README says the same. */
export const INSTALL = 'npm install --save-dev ../hfleaks (a checkout of it)';

/** How hfleaks is called where everybody who has the project has it: npm's copy, else the bundle that is committed here; null for neither. */
export function sharedCommand(project: Project, { bundle }: Program, hasBin: boolean): string | null {
  const path = relative(project.root, bundle);
  if (project.isDependency) return hasBin ? 'hfleaks' : 'node_modules/.bin/hfleaks';
  return path.startsWith('..') || path.split(sep).includes('node_modules') ? null : `node ${quoted(path)}`;
}

/**
 * How a hook calls hfleaks, as everybody can, else as it works on this machine: `own` for hooks that are not committed; in those that are, by the
 * bare name if PATH knows it, or by the way from here to the bundle. `hasBin`: whether the manager puts node_modules/.bin on PATH. The note says
 * what that takes, `''` for nothing. Throws `usage` where npx runs hfleaks, from a place that does not last.
 */
export function commandFor(
  project: Project,
  program: Program,
  own: boolean,
  hasBin: boolean,
): { readonly command: string; readonly note: string } {
  const { node, bundle } = program;
  const shared = sharedCommand(project, program, hasBin);
  if (shared !== null) return { command: shared, note: '' };
  if (!own && project.isOnPath)
    return { command: 'hfleaks', note: 'Everybody who commits here needs hfleaks on PATH.' };
  if (isTemporary(bundle))
    throw new HfleaksError(
      'usage',
      'npx keeps hfleaks in a temporary place, which no hook can rely on; nothing was changed.',
      `Install it: ${INSTALL}`,
    );
  // Programs with windows are started without the shell's PATH, so that node may be nowhere.
  if (own) return { command: `"$(command -v ${quoted(node)} || echo node)" ${quoted(bundle)}`, note: '' };
  const path = relative(project.root, bundle);
  return {
    command: `node ${quoted(path)}`,
    note: `Everybody who commits here needs ${escapeText(path)}, or hfleaks in package.json: ${INSTALL}`,
  };
}

/** Whether npx made it. */
function isTemporary(path: string): boolean {
  return path.split(sep).includes('_npx');
}

/** Whether a file is there that the user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
