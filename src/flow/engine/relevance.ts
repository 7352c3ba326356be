// Says which functions of a file have nothing to do with credentials, so that they need not be walked unless they are given one.
import type { Import, Module, Statement } from '../syntax.ts';
import type { Code } from './values.ts';

/** Other sources than names: stores, prompts, files. */
const SOURCES = /secret|vault|dotenv|userdata|getpass|\binput\(|text_input|Prompt\.ask|\bprompt\(|_TOKEN_PATH/;
/** Names that a statement at the top level binds, and what it or a function changes: `a.b = 1`, `a[0] = 1`, `a.append(1)`, `global a`. */
const BOUND =
  /(?:^|[\n;,(])[ \t]*(?:export |const |let |var )*([A-Za-z_$][\w$]*)[ \t]*(?::[^=\n]{0,80})?(?:=(?!=)|:=|\+=)|\b(?:def|class|function|import|as)\s+([A-Za-z_$][\w$]*)/g;
const CHANGED =
  /(?<![\w$.\]])([A-Za-z_$][\w$]*)(?:\.[\w$]+|\[[^\]\n]{0,200}\]){1,8}[ \t]*(?:=(?!=)|\+=)|([A-Za-z_$][\w$]*)(?:\.[\w$]+)?\.(?:append|add|update|extend|set|setdefault|insert|push|unshift|assign)\(|\b(?:global|nonlocal)[ \t]+([A-Za-z_$][\w$]*)/g;
const MAX_NAMES = 400;
const MAX_ROUNDS = 12;

interface Unit {
  readonly start: number;
  readonly text: string;
  /** The name of a function or class, the names of an import that matter; of what else is executed at once, null. */
  readonly name: string | null;
  readonly imported: readonly string[] | null;
  readonly isClass: boolean;
  isRelevant: boolean;
}

/**
 * A test for functions of `module`: whether neither they, nor what stands around them at the top level, nor anything these mention, speak
 * of a credential. `isSource` says so of a text, or `roles` are in it.
 */
export function dullness(
  module: Module,
  text: string,
  isSource: (text: string) => boolean,
  roles: ReadonlySet<string>,
): (code: Code) => boolean {
  const units = module.statements.map((node: Statement): Unit => {
    const own = text.slice(node.start, node.end);
    const name = node.kind === 'definition' ? node.name : null;
    const isClass = node.kind === 'definition' && node.what === 'class';
    return {
      start: node.start,
      text: own,
      name,
      isClass,
      imported: node.kind === 'import' ? importedBy(node, own, isSource) : null,
      isRelevant: isSource(own) || SOURCES.test(own) || mentions(own, roles),
    };
  });
  const global = new Set(units.flatMap((unit) => (unit.name === null ? [...bound(unit.text, BOUND)] : [])));
  let fresh = units.filter(({ isRelevant }) => isRelevant);
  const names = new Set<string>();
  for (let round = 0; fresh.length > 0; round++) {
    const added = new Set<string>();
    for (const unit of fresh) {
      const changed = bound(unit.text, CHANGED);
      const own = unit.imported ?? (unit.name === null ? [...bound(unit.text, BOUND), ...changed] : [unit.name]);
      for (const name of [...own, ...changed.filter((one) => global.has(one))]) if (!names.has(name)) added.add(name);
    }
    for (const name of added) names.add(name);
    if (round > MAX_ROUNDS || names.size > MAX_NAMES) return () => false;
    // An object that is given a credential has it in all of its methods.
    const given = fresh.map((unit) => unit.text).join('\n');
    fresh = units.filter(
      (unit) =>
        !unit.isRelevant &&
        (mentions(unit.text, added) || (unit.isClass && unit.name !== null && mentions(given, new Set([unit.name])))),
    );
    for (const unit of fresh) unit.isRelevant = true;
  }
  return ({ body }) => {
    const [first] = body;
    if (!first) return true;
    const unit = units.findLast(({ start }) => start <= first.start);
    return unit !== undefined && !unit.isRelevant;
  };
}

/** Of a module of the project all names; of a package those that say it. */
function importedBy({ names }: Import, text: string, isSource: (text: string) => boolean): string[] {
  const own = names.filter(({ name }) => name !== null && isSource(name)).map(({ as }) => as);
  return own.length > 0 || !isSource(text) ? own : names.map(({ as }) => as);
}

function bound(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), (found) => found.slice(1).find((one) => one) ?? '').filter(
    (name) => name !== '' && name !== 'self' && name !== 'this',
  );
}

function mentions(text: string, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const all = [...names].map((name) => name.replace(/\W/g, '\\$&'));
  return new RegExp(`(?<![\\w$])(?:${all.join('|')})(?![\\w$])`).test(text);
}
