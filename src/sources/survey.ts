// What git would do with paths: asked of git itself, or, outside of a repository, read from the `.gitignore` files.
import { closeSync, lstatSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Ignore } from 'ignore';
import { ignoreLines } from '../git/ignored.ts';
import { GITLINK, indexEntries } from '../git/index-listing.ts';
import type { Repository } from '../git/repository.ts';
import { Git } from '../git/runner.ts';
import type { GitEnvironment, PathAnswer, Survey } from '../types.ts';
import { readFully } from './content.ts';
import { openPath } from './open.ts';
import { unlessTrapped } from './traps.ts';

export interface SurveyOptions {
  /** What reported paths are relative to; absolute, without links. */
  readonly base: string;
  /** The folders that were scanned; absolute. */
  readonly folders: readonly string[];
  readonly git: GitEnvironment;
  /** Whether every path that will be asked about is in the index. */
  readonly isStaged?: boolean;
}

const NAME = '.gitignore';
const FILE_LIMIT = 1 << 20;
const MOST_LINES = 2000;
const MOST_PATHS = 500;
const LONGEST = 1000;
/** More than three stars, in one glob, take too long. */
const TOO_MANY_STARS = /(?:\*+[^*]+){3}\*/;

/** Asks git in the shadow, once for all paths. Throws what git's listings throw, at `ask`. */
export function repositorySurvey(repository: Repository, options: SurveyOptions): Survey {
  const { base, folders, git: environment, isStaged = false } = options;
  const { workTree } = repository;
  const [up, down] = [latin1(relative(workTree, base)), latin1(relative(base, workTree))];
  const isBelow = up !== '' && up !== '..' && !up.startsWith('../');
  // A folder of the work tree is scanned, or what the work tree lies in.
  const inside = (path: string): string | null => {
    if (isBelow) return `${up}/${path}`;
    if (down === '') return path;
    return path.startsWith(`${down}/`) ? path.slice(down.length + 1) : null;
  };
  const outside = (path: string): string | null => {
    if (isBelow) return path.startsWith(`${up}/`) ? path.slice(up.length + 1) : null;
    return down === '' ? path : `${down}/${path}`;
  };
  const top = folders.some((folder) => folder === workTree || workTree.startsWith(folder + sep)) ? outside('') : null;
  return {
    isRepository: true,
    top,
    read: (path) => readText(base, path),
    async ask(paths) {
      const git = await Git.open(repository, environment);
      try {
        const wanted = paths.map(inside);
        const isReal = folderTest(workTree);
        const { tracked, submodules } = isStaged ? NOTHING : await indexed(git, new Set(wanted));
        const askable = new Set(
          wanted.filter((path) => path !== null && isReal(path) && !parents(path).some((one) => submodules.has(one))),
        );
        const answers = new Map<string, PathAnswer>();
        const lines = ignoreLines(git, [...askable] as string[], environment.excludesFile);
        for await (const { path, file, line, pattern } of unlessTrapped(lines, workTree))
          answers.set(path, {
            isTracked: isStaged || tracked.has(path),
            isIgnored: pattern !== '' && !pattern.startsWith('!'),
            by: file === '' ? null : { ...sourceOf(file), line },
          });
        return wanted.map((path) => (path === null ? null : (answers.get(path) ?? null)));
      } finally {
        git.close();
      }
    },
  };

  function sourceOf(file: string): Pick<NonNullable<PathAnswer['by']>, 'of' | 'file'> {
    if (file === latin1(environment.excludesFile ?? '')) return { of: 'global', file: null };
    // git names its own file by the git directory, which is the shadow.
    if (file !== NAME && !file.endsWith(`/${NAME}`)) return { of: 'exclude', file: null };
    return { of: 'gitignore', file: outside(file) };
  }
}

/** Reads the `.gitignore` files of a folder that is in no repository, as git would. */
export function folderSurvey({ base, folders: [folder = base] }: SurveyOptions): Survey {
  const down = latin1(relative(base, folder));
  const top = down === '' ? '' : `${down}/`;
  return ignoreSurvey({ top, isRepository: false, read: (path) => readText(base, path), isTracked: () => false });
}

/**
 * A survey of files that `read` gives: `.gitignore` files at `top` and below decide. Their globs become regexes, so a line with more than three
 * stars, lines beyond the first 2,000 of a file and paths beyond the first 500 are left out: whoever wrote them may be hostile.
 */
export function ignoreSurvey({
  isTracked,
  ...known
}: Omit<Survey, 'ask' | 'top'> & {
  readonly top: string;
  readonly isTracked: (path: string) => boolean;
}): Survey {
  return {
    ...known,
    async ask(paths) {
      const { default: ignore } = await import('ignore');
      const files = new Map<string, Lines | null>();
      const fileAt = (folder: string): Lines | null => {
        let file = files.get(folder);
        if (file === undefined) {
          const text = known.read(folder + NAME);
          const lines = text === null ? [] : marked(text);
          file = text === null ? null : { all: ignore().add(lines), negative: lines.filter(isNegative) };
          files.set(folder, file);
        }
        return file;
      };
      const decide = (path: string): Omit<PathAnswer, 'isTracked'> => {
        // What stands in a folder says nothing of the folder itself.
        const folders = parents(path.replace(/\/$/, '')).map((one) => `${one}/`);
        for (const folder of [...folders, ''].filter((one) => one.startsWith(known.top))) {
          const [file, below] = [fileAt(folder), path.slice(folder.length)];
          const { ignored = false, unignored = false, rule } = file?.all.test(below) ?? {};
          if (!ignored && !unignored) continue;
          // The library does not say which line takes a path out again.
          const line = rule ?? file?.negative.findLast(({ pattern }) => ignore().add(pattern.slice(1)).ignores(below));
          return { isIgnored: ignored, by: { of: 'gitignore', file: folder + NAME, line: Number(line?.mark ?? 1) } };
        }
        return { isIgnored: false, by: null };
      };
      return paths.map((path, index) => {
        if (index >= MOST_PATHS || path.length > LONGEST) return null;
        // What is in an ignored folder cannot be taken out again.
        const way = [
          ...parents(path)
            .toReversed()
            .map((one) => `${one}/`),
          path,
        ];
        const decided = way.filter((one) => one.length > known.top.length).map(decide);
        const answer = decided.find(({ isIgnored }) => isIgnored) ?? decided.at(-1);
        return answer ? { ...answer, isTracked: isTracked(path) } : null;
      });
    },
  };
}

interface Line {
  readonly pattern: string;
  /** Its number, from 1. */
  readonly mark: string;
}

interface Lines {
  readonly all: Ignore;
  readonly negative: readonly Line[];
}

function isNegative({ pattern }: Line): boolean {
  return pattern.startsWith('!');
}

function marked(text: string): Line[] {
  const lines = text.split(/\r?\n/, MOST_LINES).map((pattern, index) => ({ pattern, mark: String(index + 1) }));
  return lines.filter(({ pattern }) => pattern.length <= LONGEST && !TOO_MANY_STARS.test(pattern));
}

const NOTHING: { readonly tracked: ReadonlySet<string>; readonly submodules: ReadonlySet<string> } = {
  tracked: new Set(),
  submodules: new Set(),
};

/** Which of `wanted` the index has, and where it has commits. */
async function indexed(git: Git, wanted: ReadonlySet<string | null>): Promise<typeof NOTHING> {
  const [tracked, submodules] = [new Set<string>(), new Set<string>()];
  for await (const { path, mode } of indexEntries(git, 'all')) {
    const text = path.toString('latin1');
    if (wanted.has(text)) tracked.add(text);
    if (mode === GITLINK) submodules.add(text);
  }
  return { tracked, submodules };
}

/** Whether no folder on the way to a path is a link: git asks nothing behind one. */
function folderTest(workTree: string): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const isPlain = (folder: string): boolean => {
    let plain = known.get(folder);
    if (plain === undefined) {
      const stat = lstatSync(fileAt(workTree, folder), { throwIfNoEntry: false });
      plain = stat === undefined || stat.isDirectory();
      known.set(folder, plain);
    }
    return plain;
  };
  return (path) => {
    try {
      return parents(path).every(isPlain);
    } catch {
      return false;
    }
  };
}

/** `a/b/c` gives `a/b`, `a`. */
function parents(path: string): string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) found.push(path.slice(0, at));
  return found;
}

function readText(base: string, path: string): string | null {
  const opened = openPath(fileAt(base, path));
  if (opened.kind !== 'file') return null;
  try {
    const bytes = Buffer.alloc(Math.min(opened.stat.size, FILE_LIMIT));
    return bytes.toString('utf8', 0, readFully(opened.fd, bytes, 0));
  } catch {
    return null;
  } finally {
    closeSync(opened.fd);
  }
}

function fileAt(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
}

function latin1(text: string): string {
  return Buffer.from(sep === '/' ? text : text.split(sep).join('/')).toString('latin1');
}
