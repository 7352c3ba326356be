// Tells whether git runs hfleaks in this work tree, and what keeps it from seeing everything. Reads files; runs none of them.
import { existsSync, lstatSync, readFileSync, type Stats, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { WINDOWS } from '../git/binary.ts';
import { escapeText } from '../path.ts';
import { HOOKS, type HookName, runningLine } from './hook-lines.ts';
import { INSTALL, isProgram, type Project } from './project.ts';

/** One thing that was looked at; texts are escaped. */
export interface Check {
  readonly name: string;
  /** A `problem` means that hfleaks does not work here; a `warning`, that it sees less than it could. */
  readonly state: 'ok' | 'warning' | 'problem';
  readonly text: string;
  /** What to do, `''` if nothing. */
  readonly mend: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Where programs with windows look, which know nothing of a shell's settings. */
const GUI_PATH: Readonly<Record<string, string>> = { darwin: '/usr/bin:/bin:/usr/sbin:/sbin' };
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MAKE_ACTIVE: Readonly<Record<Project['manager'], string>> = {
  husky: 'npm install (its prepare script makes .husky/_)',
  lefthook: 'lefthook install',
  'pre-commit': `pre-commit install ${HOOKS.map((hook) => `--hook-type ${hook}`).join(' ')}`,
  'simple-git-hooks': 'npm exec simple-git-hooks',
  plain: 'hfleaks init',
};

/** The checks of the hooks, of Node.js, and of the clone, in this order. */
export function checkProject(project: Project, variables: Variables, platform: string): readonly Check[] {
  const reached = HOOKS.map((hook) => [hook, reachHook(project, hook)] as const);
  const line = reached.map(([, { line }]) => line).find((one) => one !== '') ?? '';
  return [
    ...reached.map(([, { check }]) => check),
    checkProgram(project, line, variables),
    checkNode(project, line, variables, platform),
    ...checkClone(project),
    ...checkLfs(project),
  ];
}

/** Follows what git runs for a hook, to the line that runs hfleaks (`''` if there is none). */
function reachHook(project: Project, hook: HookName): { readonly check: Check; readonly line: string } {
  const { settings, root, manager, config, lintStaged } = project;
  const path = join(settings.hooks, hook);
  const name = escapeText(relative(root, path));
  const bad = (text: string, mend: string) => {
    const state = hook === 'pre-commit' ? 'problem' : 'warning';
    return { check: { name: hook, state, text, mend } as const, line: '' };
  };
  const isNamed = settings.values.has('core.hookspath');
  const folder = lookAtPlace(settings.hooks);
  if (isNamed && folder && !folder.isDirectory())
    return bad(
      `core.hooksPath names ${escapeText(settings.hooks)}, which is no folder: git runs no hook`,
      'git config --unset core.hooksPath (see git config --show-origin core.hooksPath), then hfleaks init',
    );
  if (isNamed && !folder)
    return bad(
      `core.hooksPath names ${escapeText(relative(root, settings.hooks))}, which is not in this work tree`,
      MAKE_ACTIVE[manager],
    );
  const stat = lookAtPlace(path);
  if (!stat?.isFile()) return bad(`git finds no hook: there is no ${name}`, MAKE_ACTIVE[manager]);
  if (!WINDOWS && (stat.mode & 0o111) === 0)
    return bad(`${name} is not executable, so git does not run it`, `chmod +x ${name}`);
  const texts = [lookAt(path)];
  if (manager === 'husky') texts.push(lookAt(join(root, '.husky', hook)));
  else if (config !== null && manager !== 'plain') {
    const text = lookAt(join(root, config));
    texts.push(
      manager === 'simple-git-hooks'
        ? ''
        : text.replaceAll('"', '\n').replaceAll('entry:', ' ').replaceAll('run:', ' '),
    );
  }
  if (lintStaged && texts.some((text) => text.includes('lint-staged')))
    texts.push(lookAt(join(root, lintStaged.file)).replaceAll('"', '\n'));
  const line = texts.map((text) => runningLine(text, hook)).find((one) => one !== '');
  if (line === undefined) return bad(`git runs ${name}, which does not run hfleaks`, 'hfleaks init');
  const ok = { name: hook, state: 'ok', text: `git runs ${escapeText(line)}`, mend: '' } as const;
  if (!/\bnpx\b/.test(line)) return { check: ok, line };
  return {
    check: { ...ok, state: 'warning', mend: 'Call node_modules/.bin/hfleaks: npx takes longer than the scan.' },
    line,
  };
}

/** Whether what the hook calls is there. */
function checkProgram({ root, isDependency }: Project, line: string, { PATH = '' }: Variables): Check {
  const name = 'program';
  if (line === '') return { name, state: 'ok', text: 'no hook calls one', mend: '' };
  const word =
    /(?:'([^']*hfleaks(?:\.cjs)?)'|([^\s"'|]*\bhfleaks(?:\.cjs)?))['"]?\s+(?:hook|staged)|'([^']*hfleaks-pre-commit\.sh)'|([^\s"'|]*\bhfleaks-pre-commit\.sh)/.exec(
      line,
    );
  const program = word?.slice(1).find((one) => one !== undefined) ?? '';
  const isThere = program.includes('/')
    ? existsSync(isAbsolute(program) ? program : join(root, program))
    : [join(root, 'node_modules/.bin'), ...PATH.split(delimiter)].some((folder) => isProgram(join(folder, program)));
  if (isThere) return { name, state: 'ok', text: `${escapeText(program)} is there`, mend: '' };
  const mend =
    /\.(?:cjs|sh)$/.test(program) && !program.startsWith('node_modules')
      ? 'hfleaks init'
      : isDependency
        ? 'npm install'
        : `${INSTALL}, or put hfleaks on PATH.`;
  return { name, state: 'problem', text: `the hook calls ${escapeText(program)}, which is not there`, mend };
}

function checkNode({ manager }: Project, line: string, { PATH = '', HOME = '' }: Variables, platform: string): Check {
  const name = 'node';
  const node = platform === 'win32' ? 'node.exe' : 'node';
  const finds = (path: string): boolean => path.split(delimiter).some((folder) => isProgram(join(folder, node)));
  const named = /command -v '?([^'|)]*node)/.exec(line)?.[1];
  if (!finds(PATH) && !(named && isProgram(named)))
    return { name, state: 'problem', text: 'Node.js is not on PATH', mend: 'Install Node.js, or put it on PATH.' };
  const init = join(HOME, '.config/husky/init.sh');
  const isSeen = (named && isProgram(named)) || platform === 'win32' || finds(GUI_PATH[platform] ?? USUAL_PATH);
  if (isSeen || (manager === 'husky' && existsSync(init)))
    return { name, state: 'ok', text: 'Node.js is found, also by programs with windows', mend: '' };
  return {
    ...{ name, state: 'warning', text: 'programs with windows do not find Node.js: they cannot commit here' },
    mend: manager === 'husky' ? 'Set PATH in ~/.config/husky/init.sh' : 'Install Node.js for the whole system.',
  } as const;
}

function checkClone({ repository, settings }: Project): readonly Check[] {
  const isPartial = [...settings.values].some(
    ([key, value]) => /^extensions\.partialclone$|^remote\..*\.promisor$/.test(key) && value !== 'false',
  );
  return [
    existsSync(join(repository.commonDir, 'shallow'))
      ? {
          name: 'clone',
          state: 'warning',
          text: 'the clone is shallow: older commits are not here to be scanned',
          mend: 'git fetch --unshallow',
        }
      : { name: 'clone', state: 'ok', text: 'all commits are here', mend: '' },
    ...(isPartial
      ? [
          {
            name: 'objects',
            state: 'warning',
            text: 'the clone is partial: what is not here is not scanned',
            mend: 'git fetch --refetch --no-filter',
          } as const,
        ]
      : []),
  ];
}

function checkLfs({ root, repository, settings }: Project): readonly Check[] {
  if (!/\bfilter=lfs\b/.test(lookAt(join(root, '.gitattributes')))) return [];
  const name = 'lfs';
  const push = [join(settings.hooks, 'pre-push'), join(root, '.husky/pre-push')].map(lookAt).join('');
  if (settings.values.has('core.hookspath') && !/git[ -]lfs|lefthook/.test(push))
    return [
      {
        name,
        state: 'warning',
        text: 'core.hooksPath keeps git from running the pre-push hook of Git LFS',
        mend: 'Add to that hook: git lfs pre-push "$@"',
      },
    ];
  if (existsSync(join(repository.commonDir, 'lfs/objects')))
    return [{ name, state: 'ok', text: 'Git LFS is used; objects that are here are scanned', mend: '' }];
  return [{ name, state: 'warning', text: 'no objects of Git LFS are here to be scanned', mend: 'git lfs pull' }];
}

/** What a path leads to; undefined for nothing, also where its way leads through a file or in a circle. */
function lookAtPlace(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** `''` for what cannot be read. */
function lookAt(path: string): string {
  try {
    const stat = lstatSync(path);
    return statSync(path).isFile() && stat.size < 1 << 20 ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
