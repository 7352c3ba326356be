// Finds the files that a module imports, one step far, in what is scanned.
import { logging } from 'hfleaks:logging';
import {
  type CodeFile,
  type ImportedNames,
  type Imports,
  importedModules,
  mayExpose,
  namesIn,
} from '../flow/exposures.ts';
import { moduleKind } from '../flow/reading.ts';
import { latin1 } from '../path.ts';
import type { Beside } from '../types.ts';

/** Modules of one file that are looked for; folders above it in which they can lie. */
const MODULES = 60;
const FOLDERS = 8;
/** Characters of modules that are kept, of which what was read in them takes several times as much; and what one that is not there takes. */
const KEPT = 4 << 20;
const ABSENT = 200;
const SCRIPTS = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.tsx', '/index.js'];
const PYTHON = ['.py', '/__init__.py'];

/** What everybody installs, so that nobody looks for it among the files. */
const KNOWN =
  /^(?:__future__|abc|argparse|ast|asyncio|base64|collections|contextlib|copy|csv|dataclasses|datetime|enum|functools|gc|glob|hashlib|inspect|io|itertools|json|logging|math|multiprocessing|operator|os|pathlib|pickle|PIL|random|re|shutil|signal|socket|string|subprocess|sys|tempfile|threading|time|traceback|types|typing|unittest|urllib|uuid|warnings|zipfile|accelerate|aiohttp|bitsandbytes|datasets|dotenv|fastapi|fire|flask|gradio|huggingface_hub|httpx|langchain\w*|matplotlib|mlflow|numpy|openai|pandas|peft|pydantic|pytest|requests|rich|safetensors|scipy|sklearn|streamlit|tensorflow|torch|torchvision|tqdm|transformers|typer|uvicorn|wandb|yaml)\b/;

const NOTHING: ImportedNames = new Map();

interface Known {
  readonly file: CodeFile;
  names?: ImportedNames;
  isWorth?: boolean;
}

interface Text {
  readonly name: string;
  readonly text: string;
}

/** Reads other files, each once as long as there is room. */
export class Importer {
  readonly #beside: Beside | undefined;
  readonly #known = new Map<string, Known | null>();
  #room = KEPT;

  constructor(beside: Beside | undefined) {
    this.#beside = beside;
  }

  /** What `file` imports, ready to be asked. */
  async of(file: Text): Promise<Imports> {
    const found = new Map<string, Known>();
    for await (const [module, known] of this.#modulesOf(file)) found.set(module, known);
    return (module, wanted) => {
      const known = found.get(module);
      if (!known || (wanted !== 'all' && !(known.isWorth ??= mayExpose(known.file, logging)))) return null;
      if (wanted === 'whether') return NOTHING;
      return (known.names ??= namesIn(known.file, logging));
    };
  }

  /** Whether `file` imports one of the modules at `paths`; `words` are their names. */
  async imports(file: Text, paths: readonly string[], words: readonly string[]): Promise<boolean> {
    for await (const [, known] of this.#modulesOf(file, words)) if (paths.includes(known.file.name)) return true;
    return false;
  }

  async *#modulesOf({ name, text }: Text, words?: readonly string[]): AsyncGenerator<readonly [string, Known]> {
    const modules = this.#beside ? importedModules(text).filter((module) => !KNOWN.test(module)) : [];
    for (const module of modules.slice(0, MODULES)) {
      if (words && !words.some((word) => module.includes(word))) continue;
      for (const path of candidatesOf(module, name)) {
        const known = path === name ? null : await this.#read(path);
        if (!known) continue;
        yield [module, known];
        break;
      }
    }
  }

  async #read(path: string): Promise<Known | null> {
    const before = this.#known.get(path);
    if (before !== undefined) return before;
    const kind = moduleKind(path);
    const bytes = kind && (await this.#beside?.read(path));
    if (this.#room < 0) {
      this.#known.clear();
      this.#room = KEPT;
    }
    const known = kind && bytes ? { file: { name: path, text: latin1(bytes), kind } } : null;
    this.#room -= ABSENT + (known ? known.file.text.length : path.length);
    this.#known.set(path, known);
    return known;
  }
}

/** Paths at which a module can lie, likeliest first: `.config` and `app.config` of Python, `./config` and `@/config` of JavaScript. */
function candidatesOf(module: string, importer: string): string[] {
  const folder = importer.split('/').slice(0, -1);
  if (moduleKind(importer) === 'javascript') {
    const name = module.replace(/^[@~#]\/?/, '');
    const own = /\.[cm]?jsx?$/.test(name) ? [name, name.replace(/js(x?)$/, 'ts$1')] : SCRIPTS.map((end) => name + end);
    if (module.startsWith('.')) return own.map((one) => joined(folder, one)).filter((one) => one !== null);
    return above(folder).flatMap((at) => ['', 'src/', 'app/'].flatMap((inner) => own.map((one) => at + inner + one)));
  }
  const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(module) ?? [];
  const inner = name.replaceAll('.', '/');
  if (dots === '') return above(folder).flatMap((at) => PYTHON.map((end) => at + inner + end));
  const at = dots.length > folder.length + 1 ? null : folder.slice(0, folder.length + 1 - dots.length);
  if (at === null) return [];
  const base = [...at, ...(inner === '' ? [] : [inner])].join('/');
  return base === '' ? ['__init__.py'] : inner === '' ? [`${base}/__init__.py`] : PYTHON.map((end) => base + end);
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
