// Plans what puts hfleaks in place: which lines go into which files of a project. Changes nothing itself.
import { lstatSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { escapeText } from '../path.ts';
import { HOOKS, type HookName, hookCommand, SCRIPT, withHookLines } from './hook-lines.ts';
import { ignorePatch } from './ignore-entries.ts';
import type { FileEdit } from './journal.ts';
import { commandFor, type Program, type Project, readText, sharedCommand } from './project.ts';
import { readStructured, withEntry } from './structured.ts';

export type Ci = 'github' | 'gitlab';

export interface InitOptions {
  readonly ci: Ci | null;
  /** Whether to make a configuration. */
  readonly config: boolean;
  /** Lines for each `.gitignore`, by its path below the root. */
  readonly ignores: ReadonlyMap<string, readonly string[]>;
}

/** What would be done. */
export interface Plan {
  readonly edits: readonly FileEdit[];
  /** What hfleaks cannot or may not do itself, and what else to know; escaped. */
  readonly byHand: readonly string[];
  readonly notes: readonly string[];
}

const CONFIG = '.hfleaks.yml';
const CI_FILES: Readonly<Record<Ci, string>> = { github: '.github/workflows/hfleaks.yml', gitlab: '.gitlab-ci.yml' };

/** Throws `write-failed` for a file that may not be changed, saying why, and `config-invalid` for one that cannot be read. */
export function planInit(project: Project, program: Program, options: InitOptions): Plan {
  const draft = new Draft(project);
  PLANNERS[project.manager](draft, program);
  if (project.isDependency && !draft.isThere('node_modules/.bin/hfleaks'))
    draft.byHand.push('npm install: package.json names hfleaks, and node_modules does not have it yet');
  addIgnores(draft, options.ignores);
  if (options.ci) addCi(draft, program, options.ci);
  else noteCi(draft);
  if (options.config && !draft.isThere(CONFIG, '.hfleaks.yaml', '.hfleaks.json'))
    draft.put(CONFIG, '# See "hfleaks config" and the schema in the package.\nfail-on: error\n');
  return { edits: [...draft.edits.values()], byHand: draft.byHand, notes: [...new Set(draft.notes)] };
}

/** Edits to come, each on top of those before. */
class Draft {
  readonly project: Project;
  readonly edits = new Map<string, FileEdit>();
  readonly byHand: string[] = [];
  readonly notes: string[] = [];

  constructor(project: Project) {
    this.project = project;
  }

  isThere(...names: readonly string[]): boolean {
    return names.some((name) => lstatSync(join(this.project.root, name), { throwIfNoEntry: false }));
  }

  /** As the file will be; null for none. */
  text(path: string): string | null {
    const edit = this.edits.get(resolve(this.project.root, path));
    if (edit) return Buffer.from(edit.after ?? []).toString();
    return readText(this.project.root, path, foldersBeside(this.project));
  }

  put(path: string, after: string, executable = false): void {
    const full = resolve(this.project.root, path);
    const before = this.edits.get(full)?.before ?? this.text(path);
    if (before === after) return;
    this.edits.set(full, {
      ...{ path: full, after: Buffer.from(after), executable },
      before: typeof before === 'string' ? Buffer.from(before) : before,
    });
  }

  /** Adds an entry, or says that it has to be added by hand. */
  add(file: string, path: readonly string[], entry: { readonly key?: string; readonly value: unknown }): void {
    const after = /\.(?:json|ya?ml)$|rc$/.test(file) ? withEntry(this.text(file) ?? '', file, path, entry) : null;
    if (after !== null) return this.put(file, after);
    const value = JSON.stringify(entry.key === undefined ? entry.value : { [entry.key]: entry.value });
    this.byHand.push(escapeText(`${file}: add under ${path.join('.') || 'the top'}: ${value}`));
  }

  command(program: Program, own: boolean, hasBin: boolean): string {
    const { command, note } = commandFor(this.project, program, own, hasBin);
    if (note !== '') this.notes.push(note);
    return command;
  }
}

/** Whether the script that runs before Node.js is where a hook would call it. */
function isEarly({ project: { root, isDependency } }: Draft, { bundle }: Program): boolean {
  const folder = isDependency ? join(root, 'node_modules/hfleaks/dist') : dirname(bundle);
  return lstatSync(join(folder, SCRIPT), { throwIfNoEntry: false })?.isFile() === true;
}

/** Folders outside of the work tree that are this repository's all the same. */
function foldersBeside({ repository }: Project): readonly string[] {
  return [repository.gitDir, repository.commonDir];
}

type Planner = (draft: Draft, program: Program) => void;

const PLANNERS: Readonly<Record<Project['manager'], Planner>> = {
  husky: (draft, program) => {
    const command = draft.command(program, false, true);
    const early = isEarly(draft, program) ? draft.command(program, false, false) : command;
    for (const hook of HOOKS)
      addToScript(draft, program, `.husky/${hook}`, hook === 'pre-commit' ? early : command, hook);
    if (!draft.isThere('.husky/_')) draft.notes.push('husky is not active in this work tree yet: run npm install');
  },
  lefthook: (draft, program) => {
    const command = draft.command(program, false, false);
    const file = draft.project.config as string;
    const known = readKnown(draft, file);
    for (const hook of HOOKS) {
      if (isIn(known[hook])) continue;
      const run = { 'commit-msg': `${command} hook commit-msg {1}`, 'pre-push': `${command} hook pre-push {0}` };
      const value = {
        run: hook === 'pre-commit' ? hookCommand(command, hook, isEarly(draft, program)) : run[hook],
        ...(hook === 'pre-push' && { use_stdin: true }),
      };
      const jobs = (known[hook] as { jobs?: unknown } | undefined)?.jobs;
      if (jobs) draft.add(file, [hook, 'jobs'], { value: { name: 'hfleaks', ...value } });
      else draft.add(file, [hook, 'commands'], { key: 'hfleaks', value });
    }
    draft.notes.push('If lefthook is not active yet: lefthook install');
  },
  'pre-commit': (draft, program) => {
    const file = draft.project.config as string;
    if (isIn(readKnown(draft, file))) return;
    const command = draft.command(program, false, false);
    const hooks = HOOKS.map((hook) => ({
      id: hook === 'pre-commit' ? 'hfleaks' : `hfleaks-${hook}`,
      name: `hfleaks ${hook}`,
      language: 'system',
      entry: `${command} hook ${hook}${hook === 'pre-commit' ? ' --' : ''}`,
      ...(hook === 'pre-push' ? { pass_filenames: false, always_run: true } : { require_serial: true }),
      stages: hook === 'pre-commit' ? ['pre-commit', 'manual'] : [hook],
    }));
    draft.add(file, ['repos'], { value: { repo: 'local', hooks } });
    draft.notes.push(`To be run by git: pre-commit install ${HOOKS.map((hook) => `--hook-type ${hook}`).join(' ')}`);
  },
  'simple-git-hooks': (draft, program) => {
    const file = draft.project.config as string;
    const path = file === 'package.json' ? ['simple-git-hooks'] : [];
    const all = readKnown(draft, file);
    const known = (path.length > 0 ? all['simple-git-hooks'] : all) as Readonly<Record<string, unknown>>;
    const command = draft.command(program, false, false);
    const { lintStaged } = draft.project;
    for (const hook of HOOKS) {
      const there = String(known[hook] ?? '');
      if (isIn(there)) continue;
      if (lintStaged && there.includes('lint-staged')) addToLintStaged(draft, program, lintStaged);
      else draft.add(file, path, { key: hook, value: hookCommand(command, hook, isEarly(draft, program)) });
    }
    draft.notes.push('To be run by git: npm exec simple-git-hooks');
  },
  plain: (draft, program) => {
    const { root, settings, repository } = draft.project;
    const { hooks } = settings;
    const isOurs = [root, ...foldersBeside(draft.project)].some((folder) => `${hooks}${sep}`.startsWith(folder + sep));
    // A folder of the work tree is there for everybody.
    const isShared =
      isOurs && !`${hooks}${sep}`.startsWith(repository.commonDir + sep) && !hooks.startsWith(repository.gitDir);
    const command = draft.command(program, !isShared, false);
    for (const hook of HOOKS) {
      const path = join(hooks, hook);
      if (isOurs) addToScript(draft, program, path, command, hook);
      else
        draft.byHand.push(
          escapeText(
            `${path} (core.hooksPath) is not this repository's: add ${hookCommand(command, hook, isEarly(draft, program))}`,
          ),
        );
    }
  },
};

/** A file that is read by others, and which therefore must not be broken already. */
function readKnown(draft: Draft, file: string): Readonly<Record<string, unknown>> {
  const text = draft.text(file) ?? '';
  return /\.(?:json|ya?ml)$|rc$/.test(file) ? readStructured(text, file) : { text };
}

/** Whether hfleaks is in what a manager is told. */
function isIn(value: unknown): boolean {
  return /\bhfleaks\b/.test(JSON.stringify(value ?? null));
}

function addToScript(draft: Draft, program: Program, path: string, command: string, hook: HookName): void {
  const { root, settings } = draft.project;
  const full = resolve(root, path);
  const name = escapeText(relative(root, full));
  const after = withHookLines(draft.text(path), command, hook, isEarly(draft, program));
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (after === null)
    draft.byHand.push(`${name} is no plain shell script: have it run ${escapeText(hookCommand(command, hook))}`);
  else draft.put(path, after, true);
  if (dirname(full) === settings.hooks && stat && (stat.mode & 0o100) === 0)
    draft.byHand.push(`${name} is not executable, so git does not run it: chmod +x`);
}

function addToLintStaged(draft: Draft, program: Program, { file, path }: NonNullable<Project['lintStaged']>): void {
  const all = readKnown(draft, file);
  const known = path.length > 0 ? all[path[0] as string] : all;
  if (isIn(known)) return;
  draft.add(file, path, { key: '*', value: `${draft.command(program, false, true)} hook pre-commit --` });
}

function addIgnores(draft: Draft, ignores: InitOptions['ignores']): void {
  for (const [path, entries] of ignores) {
    const before = draft.text(path) ?? '';
    const patch = ignorePatch(before, entries);
    if (patch) draft.put(path, before + patch.text);
  }
}

/** What a hook does not see (another clone, --no-verify), a job does. */
function noteCi({ project, notes }: Draft): void {
  const url = project.settings.values.get('remote.origin.url') ?? '';
  const has = (name: string): boolean => lstatSync(join(project.root, name), { throwIfNoEntry: false }) !== undefined;
  for (const ci of ['github', 'gitlab'] as const) {
    const isUsed = has(ci === 'github' ? '.github' : CI_FILES.gitlab) || new RegExp(`\\b${ci}\\.`).test(url);
    if (isUsed && !has(CI_FILES.github)) notes.push(`Also in CI: hfleaks init --ci ${ci}`);
  }
}

function addCi(draft: Draft, program: Program, ci: Ci): void {
  const file = CI_FILES[ci];
  const before = draft.text(file);
  if (before !== null && (ci === 'github' || isIn(before))) return;
  const command = sharedCommand(draft.project, program, false);
  if (command === null) {
    draft.byHand.push(
      `${file}: a runner has no hfleaks; add it to package.json, or commit the bundle, and run init again`,
    );
    return;
  }
  const script = [...(draft.project.isDependency ? ['npm ci --ignore-scripts'] : []), `${command} history`];
  if (ci === 'github') return draft.put(file, githubCi(script));
  // A stage that is not among those of the file makes all of it invalid.
  const { stages } = before === null ? {} : (readKnown(draft, file) as { stages?: unknown });
  const stage = Array.isArray(stages) && !stages.includes('test') ? (stages[0] ?? 'test') : 'test';
  draft.add(file, [], {
    key: 'hfleaks',
    value: { stage, image: 'node:24', variables: { GIT_DEPTH: 0 }, script },
  });
}

function githubCi(commands: readonly string[]): string {
  return `name: hfleaks
on: [push, pull_request]
permissions:
  contents: read
jobs:
  hfleaks:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0
          persist-credentials: false
${commands.map((command) => `      - run: ${command}\n`).join('')}`;
}
