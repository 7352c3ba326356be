// Finds the files that a module imports, one step far, in what is scanned.
import { logging } from 'hfleaks:logging';
import { type CodeFile, type ImportedNames, type Imports, importedModules, namesIn } from '../flow/exposures.ts';
import { moduleKind } from '../flow/reading.ts';
import { mayGive } from '../flow/worth.ts';
import { latin1 } from '../path.ts';
import type { Beside, Sieve } from '../types.ts';

/** Modules of one file that are looked for; folders above it in which they can lie. */
const MODULES = 60;
const FOLDERS = 8;
/** Characters of modules that are kept, of which what was read in them takes several times as much. */
const KEPT = 4 << 20;
/** Folders whose names are kept. */
const KEPT_FOLDERS = 20_000;
/** Folders in one another: what lies deeper imports nothing. */
const DEEP = 100;
const SCRIPTS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js'];
const PYTHON = ['.py', '/__init__.py'];

/** What everybody installs, so that nobody looks for it among the files. */
const KNOWN: ReadonlySet<string> = new Set(
  [
    '__future__ abc accelerate aiohttp argparse ast asyncio base64 bitsandbytes collections contextlib copy csv dataclasses',
    'datasets datetime dotenv enum fastapi fire flask functools gc glob gradio hashlib httpx huggingface_hub inspect io',
    'itertools json langchain langchain_community langchain_core langchain_huggingface langchain_openai logging math',
    'matplotlib mlflow multiprocessing numpy openai operator os pandas pathlib peft pickle PIL pydantic pytest random re',
    'requests rich safetensors scipy shutil signal sklearn socket streamlit string subprocess sys tempfile tensorflow',
    'threading time torch torchvision tqdm traceback transformers typer types typing unittest urllib uuid uvicorn wandb',
    'warnings yaml zipfile',
  ].flatMap((line) => line.split(' ')),
);

const NOTHING: ImportedNames = new Map();
const EMPTY: ReadonlySet<string> = new Set();

interface Known {
  readonly file: CodeFile;
  names?: ImportedNames;
  readonly isWorth: boolean;
}

interface Text {
  readonly name: string;
  readonly text: string;
}

/** Reads other files, each once as long as there is room. */
export class Importer {
  readonly #beside: Beside | undefined;
  readonly #isRisky: NonNullable<Sieve['isRisky']>;
  readonly #known = new Map<string, Known>();
  readonly #folders = new Map<string, ReadonlySet<string>>();
  #room = KEPT;

  constructor(beside: Beside | undefined, isRisky: NonNullable<Sieve['isRisky']>) {
    this.#beside = beside;
    this.#isRisky = isRisky;
  }

  /** What `file` imports, ready to be asked, and the modules that were looked for, as it names them. */
  async of(file: Text): Promise<{ readonly imports: Imports; readonly modules: readonly string[] }> {
    const found = new Map<string, Known>();
    const modules = this.#namedIn(file);
    for await (const [module, known] of this.#modulesOf(file, modules)) found.set(module, known);
    const imports: Imports = (module, wanted) => {
      const known = found.get(module);
      if (!known || (wanted !== 'all' && !known.isWorth)) return null;
      if (wanted === 'whether') return NOTHING;
      return (known.names ??= namesIn(known.file, logging));
    };
    return { imports, modules };
  }

  /** Whether `file` imports one of the modules at `paths`; `words` are their names. */
  async imports(file: Text, paths: readonly string[], words: readonly string[]): Promise<boolean> {
    const modules = this.#namedIn(file).filter((module) => words.some((word) => module.includes(word)));
    for await (const [, known] of this.#modulesOf(file, modules)) if (paths.includes(known.file.name)) return true;
    return false;
  }

  #namedIn({ name, text }: Text): readonly string[] {
    if (!this.#beside || name.split('/', DEEP + 1).length > DEEP) return [];
    return importedModules(text)
      .filter((module) => !KNOWN.has(module.split('.', 1)[0] as string))
      .slice(0, MODULES);
  }

  async *#modulesOf({ name }: Text, modules: readonly string[]): AsyncGenerator<readonly [string, Known]> {
    for (const module of modules) {
      for (const path of this.#candidatesOf(module, name)) {
        const known = path === name ? null : await this.#read(path);
        if (!known) continue;
        yield [module, known];
        break;
      }
    }
  }

  /** Paths of files at which a module can lie, likeliest first: `.config` and `app.config` of Python, `./config` and `@/config` of JavaScript. */
  *#candidatesOf(module: string, importer: string): Generator<string> {
    const { roots, ends } = placesOf(module, importer);
    for (const root of roots) {
      const names = this.#namesIn(root);
      for (const end of ends) {
        const slash = end.indexOf('/');
        if (names.has(slash < 0 ? end : end.slice(0, slash)) && (slash < 0 || this.#isThere(root + end)))
          yield root + end;
      }
    }
  }

  #isThere(path: string): boolean {
    const slash = path.lastIndexOf('/') + 1;
    return this.#namesIn(path.slice(0, slash)).has(path.slice(slash));
  }

  /** Names in a folder, `''` or with `/` at its end; of one that is not there, without asking. */
  #namesIn(folder: string): ReadonlySet<string> {
    const known = this.#folders.get(folder);
    if (known) return known;
    if (this.#folders.size >= KEPT_FOLDERS) this.#folders.clear();
    const isThere = folder === '' || this.#isThere(folder.slice(0, -1));
    const names = (isThere && this.#beside?.names(folder)) || EMPTY;
    this.#folders.set(folder, names);
    return names;
  }

  async #read(path: string): Promise<Known | null> {
    const before = this.#known.get(path);
    if (before !== undefined) return before;
    const kind = moduleKind(path);
    const bytes = kind && (await this.#beside?.read(path));
    if (!kind || !bytes) return null;
    if (this.#room < 0) {
      this.#known.clear();
      this.#room = KEPT;
    }
    const text = latin1(bytes);
    const isWorth = this.#isRisky(Buffer.from(path, 'latin1'), bytes) || mayGive(text);
    const known = { file: { name: path, text, kind }, isWorth };
    this.#room -= bytes.length;
    this.#known.set(path, known);
    return known;
  }
}

/** Folders, `''` or with `/` at their ends, and what may stand there, for a module that is imported. */
function placesOf(
  module: string,
  importer: string,
): { readonly roots: readonly string[]; readonly ends: readonly string[] } {
  const folder = importer.split('/').slice(0, -1);
  if (moduleKind(importer) === 'javascript') {
    const name = module.replace(/^(?:[@~#]\/?|\$)/, '');
    const own = /\.[cm]?jsx?$/.test(name) ? [name, name.replace(/js(x?)$/, 'ts$1')] : SCRIPTS.map((end) => name + end);
    if (module.startsWith('.')) return { roots: [''], ends: own.flatMap((one) => joined(folder, one) ?? []) };
    return { roots: above(folder).flatMap((at) => ['', 'src/', 'app/'].map((inner) => at + inner)), ends: own };
  }
  const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(module) ?? [];
  const inner = name.replaceAll('.', '/');
  if (dots === '') return { roots: above(folder), ends: PYTHON.map((end) => inner + end) };
  if (dots.length > folder.length + 1) return { roots: [], ends: [] };
  const at = folder
    .slice(0, folder.length + 1 - dots.length)
    .map((one) => `${one}/`)
    .join('');
  return { roots: [at], ends: inner === '' ? ['__init__.py'] : PYTHON.map((end) => inner + end) };
}

/** `a/b/` of `a/b`, then `a/`, then the top. */
function above(folder: readonly string[]): string[] {
  const all = folder.map((_, index) => `${folder.slice(0, folder.length - index).join('/')}/`);
  return [...all.slice(0, FOLDERS), ''];
}

/** `folder/path` without `.` and `..`; null for what leads outside. */
export function joined(folder: readonly string[], path: string): string | null {
  const parts = [...folder];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
