// What the files of another scanner let pass, as far as a policy of ours can say it.
import { isCostly } from './config.ts';

/** A finding that is let pass, by what the other scanner knows of it. */
export interface Passed {
  readonly path: string;
  readonly line?: number | undefined;
  /** The full or short id of the commit that brought it. */
  readonly commit?: string | undefined;
  /** SHA-1 of the value, in hex. */
  readonly sha1?: string | undefined;
}

export interface Imported {
  readonly exclude: readonly string[];
  readonly passed: readonly Passed[];
  /** What cannot be carried over, in sentences. */
  readonly lost: readonly string[];
}

const SPECIAL = /[*?[\]{}()!+@|^$,]/;
/** `(?:^|/)name(?:/.*)?$`: a name at any depth, with all that is in it. */
const NAMED = /^\(\?:\^\|\/\)((?:[\w-]|\\\.)+)(?:\(\?:\/\.\*\)\?|\/)?\$?$/;
const ANY = String.raw`(?:\.\*\??|\(\.\*\??\))`;

/** A regex on paths as globs that leave out the same files, folders of such a name included; null if globs cannot say it. */
export function globOf(regex: string): string | null {
  const name = NAMED.exec(regex)?.[1];
  if (name !== undefined) return literal(name);
  const isFromTop = regex.startsWith('^') && !new RegExp(`^\\^${ANY}`).test(regex);
  const isToEnd = regex.endsWith('$') && !/(?:^|[^\\])(?:\\\\)*\\\$$/.test(regex);
  const body = regex
    .replace(/^\^/, '')
    .replace(isToEnd ? /\$$/ : /$^/, '')
    .replace(new RegExp(`^${ANY}`), '')
    .replace(isToEnd ? /$^/ : new RegExp(`${ANY}$`), '');
  const glob = globBody(body);
  if (glob === null || glob.replace(/[*/]/g, '') === '') return null;
  // `docs/**` would be `docs` itself, too.
  const end = isToEnd ? '' : glob.endsWith('/') ? '**/*' : '*';
  const whole = (isFromTop ? '' : '**/*') + glob + end;
  return isCostly(whole) ? null : whole;
}

/** Literal text, `[^/]*` and choices of literal texts. */
function globBody(body: string): string | null {
  const parts = body.split(/(\[\^\/\][*+]|\((?:\?:)?[^()]*\))/);
  const globs = parts.map((part, at) => {
    if (at % 2 === 0) return literal(part);
    if (part.startsWith('[')) return part.endsWith('+') ? '?*' : '*';
    const choices = part
      .replace(/^\((?:\?:)?|\)$/g, '')
      .split('|')
      .map(literal);
    return choices.includes(null) || choices.length < 2 ? null : `{${choices.join(',')}}`;
  });
  return globs.includes(null) ? null : globs.join('');
}

/** Text without anything that means more than itself; null if it does. */
function literal(regex: string): string | null {
  const text = regex.replace(/\\([^A-Za-z0-9])/g, (_, char: string) => (char === '.' ? '\0' : char));
  return text.includes('.') || text.includes('\\') || SPECIAL.test(text) ? null : text.replaceAll('\0', '.');
}
