// Files: by which path they are opened, and what is written into them.
import { atPlace } from '../sinks.ts';
import type { Callee, Knowledge, Site } from '../site.ts';
import { UNKNOWN, type Value } from '../values.ts';

/** What puts the parts of a path together. */
export const PATHS = /^(?:os\.)?path\.(?:posix\.)?(?:join|resolve)$/;

const OPENS = /^(?:open|io\.open|pathlib\.Path|Path|os\.path\.expanduser)$/;
const WRITES = /^(?:write|write_text|writelines|write_bytes|writerows?)$/;
/** In JavaScript the file comes first: `fs.writeFileSync('.env', text)`, `Bun.write(…)`. */
const SAVES = /^(?:(?:write|append|output)(?:File|Text|TextFile|Json|JSON)(?:Sync)?|Bun\.write)$/;
/** What lies in the project in any case; of other folders nothing is known. */
const ROOTS = /^(?:process\.cwd\(\)|Deno\.cwd\(\)|__dirname|import\.meta\.dirname)$/;
/** The folder of the program, and the one it runs in, whatever leads there: `Path(__file__).resolve().parent`. */
export const PROJECT = 'os.getcwd()';
/** Of longer paths the beginning says enough; one that grows in a loop is copied each time. */
const MAX_LENGTH = 1000;
const PLACES = /^(?:pathlib\.Path|os\.path\.(?:dirname|abspath|realpath))$/;
const DUMPS = /^(?:json|yaml|pickle|toml)\.(?:dump|safe_dump)$/;

/** `set_key('.env', 'HF_TOKEN', token)` */
const SETS = 'dotenv.set_key';

/** Whether a file that is named so lies in the project. */
export const isHere = (text: string | null): boolean =>
  text !== null && text !== '' && !/^[~/]|tmp|temp|home|\.cache|HF_TOKEN_PATH/i.test(text);

const isOpened = ({ path, name }: Callee): boolean => OPENS.test(path) || name === 'open' || PATHS.test(path);

/** Files that are opened keep their name as text, so that reads and writes can be judged. */
export const files: Knowledge = {
  isAbout: (callee) =>
    isOpened(callee) ||
    PLACES.test(callee.path) ||
    callee.path === 'pathlib.Path.home' ||
    /^(?:expanduser|resolve|absolute|joinpath)$/.test(callee.name),
  result: fileOf,
};

function fileOf(site: Site): Value | null {
  const { names, language, object, args, path, name } = site;
  if (path === 'pathlib.Path.home') return { ...UNKNOWN, path: 'pathlib.Path()', text: '~' };
  if (object.path === 'pathlib.Path()' && /^(?:expanduser|resolve|absolute)$/.test(name)) return object;
  if (PLACES.test(path) && args[0]?.value.path === PROJECT) return args[0].value;
  if (name === 'joinpath') return below([object, ...args.map(({ value }) => value)]);
  if (!isOpened(site)) return null;
  if (path === 'pathlib.Path' && args.length === 0) return { ...UNKNOWN, path: PROJECT };
  const nameOf = ({ text, path: own }: Value): string | null => {
    if (text !== null) return text;
    if (own?.endsWith('HF_TOKEN_PATH')) return 'HF_TOKEN_PATH';
    return language === 'javascript' && PATHS.test(path) && !ROOTS.test(own ?? '') ? '~' : null;
  };
  const text = [object.text, ...args.map(({ value }) => nameOf(value))];
  const made = path === '' ? null : names.canonical(`${path}()`);
  return {
    ...UNKNOWN,
    path: made || 'open()',
    text: text.filter((one) => one && !/^[rwab+]{1,3}$/.test(one)).join('/'),
  };
}

/** A path of pathlib, `folder / 'a.json'`; what is unknown lies somewhere else. */
export function below(values: readonly Value[]): Value {
  const text = values.map((value) => value.text ?? (value.path === PROJECT ? '.' : '~')).join('/');
  return { ...UNKNOWN, path: 'pathlib.Path()', text: text.slice(0, MAX_LENGTH) };
}

/** Whether what is called so may write into a file. */
export const isWriter = ({ language, path, name }: Callee): boolean =>
  language === 'javascript'
    ? SAVES.test(name) || SAVES.test(path) || path === 'fs.createWriteStream().write'
    : path === 'print' || path === SETS || WRITES.test(name) || DUMPS.test(path);

/** Tells of what a call of such a function writes, by the place of the file. */
export function atFile(site: Site): void {
  const { language, object, args, path, name } = site;
  if (language === 'javascript') {
    const [file, data] =
      WRITES.test(name) && path !== 'Bun.write' ? [object, args[0]?.value] : args.map((arg) => arg.value);
    if (data) written(site, file?.text ?? null, data);
    return;
  }
  if (path === SETS) return written(site, args[0]?.value.text ?? null, args[2]?.value ?? UNKNOWN);
  const isDump = DUMPS.test(path);
  const isWrite = WRITES.test(name) && object.path?.endsWith('()');
  const file = path === 'print' ? args.find((arg) => arg.name === 'file')?.value : null;
  // `config.write(file)`, of an object that holds what is written.
  const isConfig = name === 'write' && object.box !== null && args[0]?.value.path?.endsWith('()') === true;
  const target = isDump ? args[1]?.value : isConfig ? args[0]?.value : isWrite ? object : file;
  if (!target || (file && !target.path?.endsWith('()'))) return;
  const data = isDump ? args.slice(0, 1) : args.filter((arg) => arg.name !== 'file');
  for (const value of isConfig ? [object] : data.map((arg) => arg.value)) written(site, target.text, value);
}

function written({ machine, node, name }: Site, file: string | null, value: Value): void {
  atPlace(machine, isHere(file) ? 'write-here' : 'write-elsewhere', value, node, name, file ?? '');
}
