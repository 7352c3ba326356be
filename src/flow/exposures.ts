// Finds where a file of Python or JavaScript shows a credential of Hugging Face.
import type { LoggingRulebook } from 'hfleaks:logging';
import { scriptsOf } from './components.ts';
import { invoke, walk } from './engine/functions.ts';
import type { Machine } from './engine/machine.ts';
import { moved, rid } from './engine/modules.ts';
import { type Names, namesOf } from './engine/names.ts';
import { dottedName, isOfHub, outlookOf } from './engine/outlook.ts';
import { evaluate } from './engine/propagate.ts';
import { ALL, relevanceOf, submoduleOf } from './engine/relevance.ts';
import { Scope } from './engine/scopes.ts';
import { atPlace, isOnTrial, proven } from './engine/sinks.ts';
import { isWritten } from './engine/sources.ts';
import { execute } from './engine/statements.ts';
import { bind } from './engine/targets.ts';
import { CLEAN, type Code, type Outlook, shown, type Taint, type Value, WHOLE } from './engine/values.ts';
import type { CellSecret, Exposed } from './exposure.ts';
import { parseJavaScript } from './javascript/parse.ts';
import { parsePython } from './python/parse.ts';
import type { Module } from './syntax.ts';
import { isNamed } from './worth.ts';

/** A file, or the source of one notebook cell; `name` is its path with `/`. */
export interface CodeFile {
  readonly name: string;
  readonly text: string;
  readonly kind: 'python' | 'javascript' | 'cell';
  /** Variables of its environment that hold a credential, though they are not called so. */
  readonly environment?: ReadonlySet<string>;
}

/** What another module gives by name. */
export type ImportedNames = ReadonlyMap<string, Value>;
/**
 * Gives the names of `module`, as it is written in the import. Where `credentials` are wanted, null for a module that is not worth reading,
 * since nothing in it can be a credential; `whether` asks this alone. Else functions count as well.
 */
export type Imports = (module: string, wanted: 'whether' | 'credentials' | 'all') => ImportedNames | null;

/** Expressions and statements that are walked at most; a megabyte of code has some 300,000. */
const BUDGET = 400_000;
/** What is left of that. */
export interface Budget {
  left: number;
}
/** That of one file. */
export const fullBudget = (): Budget => ({ left: BUDGET });
/** Values that are compared before and behind loops. */
const COMPARED = 400_000;
/** Names that one cell hands to the next. */
const MAX_NAMES = 2000;

/**
 * The exposures in `file`, by place. Its rules are those of `rulebook` for its language. `imports` leads one step into other
 * files; without it their names speak for themselves. Texts that share a `budget` take no longer than one. Never throws for any text.
 */
export function exposuresOf(file: CodeFile, rulebook: LoggingRulebook, imports?: Imports, budget?: Budget): Exposed {
  return follow(file, rulebook, { imports, budget });
}

/** The same, and whether the file gives something to others. One that is not `isWorth` it is read for what others give it. */
export function lookInto(file: CodeFile, rulebook: LoggingRulebook, imports?: Imports, isWorth = true): Look {
  if (!isWorth && giversOf(file.text, imports).length === 0) return { exposures: [], isGiver: false, isWhole: true };
  const { exposures, names, returned, isWhole } = follow(file, rulebook, { imports });
  const language = languageOf(file);
  // What objects of classes hold is looked for in JavaScript: in Python too many import them.
  const isGiver = givesUnnamed(names, namesOf(rulebook, language), returned, language === 'javascript');
  return { exposures, isGiver, isWhole };
}

/** What one cell of a notebook shows, and the names that hold a credential before it and behind it. */
export interface CellLook extends Exposed {
  readonly secrets: readonly CellSecret[];
}

/** Where the output of a cell is thrown away, and what is seen nowhere else. */
const CAPTURED = /^\s*%%capture[ \t]*\n/;
const OUTPUTS = new Set(['print', 'container', 'namespace', 'env-dump', 'partial'].map((name) => `hf-log-py-${name}`));

/** The exposures in the code cells of a notebook, for each of them; what a cell binds holds in those after it. */
export function exposuresOfCells(
  cells: readonly string[],
  name: string,
  rulebook: LoggingRulebook,
  imports?: Imports,
): readonly CellLook[] {
  let before: ImportedNames = new Map();
  const isHub = cells.some(isOfHub);
  const budget = fullBudget();
  return cells.map((text) => {
    const options = { imports, before, isHub, budget };
    const { exposures, names, isWhole } = follow({ name, text, kind: 'cell' }, rulebook, options);
    const secrets = [...secretsOf(before), ...secretsOf(names).filter(({ at }) => at >= 0)];
    // Spans of what came before are negative: so far in front of the cell's beginning.
    before = new Map([...names].slice(0, MAX_NAMES).map(([own, value]) => [own, moved(value, -text.length)]));
    const shown = exposures.filter(({ rule }) => !CAPTURED.test(text) || !OUTPUTS.has(rule));
    return { exposures: shown, secrets, isWhole };
  });
}

const isAll = ({ label, strength, visible }: Taint): boolean =>
  label === 'credential' && strength < 3 && visible === WHOLE;

const secretsOf = (names: ImportedNames): readonly CellSecret[] =>
  [...names].flatMap(([name, { taints, text }]) => {
    const taint = taints.find(isAll);
    const at = taint?.steps.at(-1)?.span.start ?? taint?.source.span.start ?? -1;
    return taint ? { name, isUrl: /^https?:\/\//.test(text ?? ''), at } : [];
  });

/** What one look into a file gives. */
export interface Look extends Exposed {
  /** Whether others get a credential from it under a name that does not say so. */
  readonly isGiver: boolean;
}

const IMPORTED =
  /\bfrom\s+([\w.]{1,200})\s+import\b(?:[ \t]*\(?\s*([\w, \t]{1,200}))?|\bimport(?<=^[ \t]*import)\s+([\w.]{1,200})|\b(?:from|require\(|import\()\s*['"]([.@~#$][^'"\n]{0,200})['"]/gm;

/** Modules that a file imports and that can give it a credential. */
const giversOf = (text: string, imports: Imports | undefined): readonly string[] =>
  imports ? importedModules(text).filter((module) => imports(module, 'whether') !== null) : [];

/** The modules that a text of Python or JavaScript imports, as they are written, then those that names may be; packages of JavaScript are left out. */
export function importedModules(text: string): readonly string[] {
  const modules = new Set<string>();
  const inner: string[] = [];
  for (const [, python, names = '', plain, script] of text.matchAll(IMPORTED)) {
    modules.add(python ?? plain ?? script ?? '');
    // Modules have names in lower case.
    for (const [name] of names.matchAll(/(?<=^|,[ \t]*)[a-z_]\w*/g)) inner.push(submoduleOf(python ?? '', name));
  }
  return [...new Set([...modules, ...inner])];
}

/** What `file` gives to those who import it; reads it whatever it holds. */
export function namesIn(file: CodeFile, rulebook: LoggingRulebook): ImportedNames {
  return follow(file, rulebook, { isWanted: true }).names;
}

/** Whether others get a credential under a name that does not say so: they must be read to see what they do with it. `returned` has what functions give. */
function givesUnnamed(
  given: ImportedNames,
  names: Names,
  returned: ReadonlyMap<Code, Value | null>,
  hasClasses: boolean,
): boolean {
  // A token that is written out is found where it stands, and roles are too weak to read all files for.
  const isCredential = (taint: Taint): boolean =>
    taint.label === 'credential' && taint.strength < 3 && !isWritten(taint);
  const isHidden = (name: string, { taints, box, code }: Value, depth: number): boolean => {
    const result = code && returned.get(code);
    const own = [...taints, ...(result ? shown(result) : [])];
    if (own.some(isCredential) && !names.isCredential(name)) return true;
    const held = hasClasses && code?.what === 'class' ? code.self : box;
    return depth < 3 && [...(held?.entries ?? [])].some(([key, entry]) => isHidden(key, entry, depth + 1));
  };
  return [...given].some(([name, value]) => isHidden(name, value, 0));
}

/** What following a file's values gives: also the names it binds, and what its functions return. */
interface Followed extends Exposed {
  readonly names: ImportedNames;
  readonly returned: ReadonlyMap<Code, Value | null>;
}

const NOTHING: Followed = { exposures: [], names: new Map(), returned: new Map(), isWhole: true };

interface FollowOptions {
  readonly imports?: Imports | undefined;
  /** What cells before it have bound. */
  readonly before?: ImportedNames | undefined;
  /** Whether others want the names that it gives: what it shows itself is not looked for. */
  readonly isWanted?: boolean;
  /** Whether it speaks of the Hub; of a cell the whole notebook does. */
  readonly isHub?: boolean;
  /** What is left for all that is followed with it. */
  readonly budget?: Budget | undefined;
}

function follow(
  file: CodeFile,
  rulebook: LoggingRulebook,
  { imports, before, isWanted = false, isHub = isOfHub(file.text), budget = fullBudget() }: FollowOptions = {},
): Followed {
  if (budget.left < 0) return { ...NOTHING, isWhole: false };
  const language = languageOf(file);
  const names = namesOf(rulebook, language);
  const module: Module =
    language === 'javascript'
      ? parseJavaScript(scriptsOf(file.name, file.text))
      : parsePython(file.text, { notebook: language === 'notebook' });
  const outlook = {
    ...outlookOf(module, file.text, names, language === 'javascript'),
    isHub,
    isClient: isClient(module),
  };
  const roles = shownRoles(outlook, file.text);
  const givers = giversOf(file.text, imports);
  const { environment = new Set() } = file;
  const speaks = isNamed(file.text) || environment.size > 0;
  if (!isWanted && !before && !speaks && outlook.options.size + outlook.lent.size + roles.size === 0)
    if (givers.length === 0) return NOTHING;
  const isGiven = (text: string): boolean =>
    environment.size > 0 && (text.match(/\w+/g) ?? []).some((word) => environment.has(word));
  const isSource = (text: string): boolean =>
    (speaks && (isNamed(text) || isGiven(text))) ||
    (givers.length > 0 && importedModules(text).some((from) => givers.includes(from)));
  const machine: Machine = {
    names,
    outlook,
    file: file.name,
    language,
    environment,
    importedFrom: (from, wanted) => imports?.(from, wanted) ?? null,
    relevance: before
      ? ALL
      : relevanceOf(module, file.text, {
          isSource,
          mayGive: (from) => givers.includes(from),
          bindsOuter: language === 'javascript',
          roles: new Set([...roles, ...outlook.options.keys(), ...outlook.lent.keys()]),
        }),
    found: new Map(),
    budget: budget.left,
    loops: 0,
    compared: COMPARED,
    turns: 0,
    visit: null,
    caught: CLEAN,
    depth: 0,
    running: new Set(),
    results: new Map(),
    trials: new Map(),
    isFilled: false,
    kept: new Map(),
    pending: [],
    evaluate: (expression, scope) => evaluate(machine, expression, scope),
    execute: (statements, scope) => execute(machine, statements, scope),
    invoke: (code, args, span) => invoke(machine, code, args, span),
    bind: (target, value, scope, isDeclared) => bind(machine, target, value, scope, isDeclared),
  };
  const top = new Scope(null, 'function');
  top.roles = machine.outlook.roles.get(null) ?? top.roles;
  top.bearers = machine.outlook.bearers.get(null) ?? top.bearers;
  for (const [name, value] of before ?? []) top.bind(name, value);
  execute(machine, module.statements, top);
  if (language === 'notebook') echo(machine, module, top);
  const { relevance } = machine;
  const done = new Set<unknown>();
  const returned = new Map<Code, Value | null>();
  // Walking one adds others behind it.
  for (const next of machine.pending) {
    if (done.has(next.code) || machine.budget < 0 || relevance.isDull(next.code)) continue;
    if (next.key && done.has(next.key)) continue;
    // What others call is walked for them.
    if (isWanted && !relevance.changesOthers(next.code)) continue;
    done.add(next.code).add(next.key);
    machine.caught = CLEAN;
    returned.set(next.code, walk(machine, next.code, null, next.code));
  }
  budget.left = machine.budget;
  const exposures = proven(machine).map(({ exposure }) => exposure);
  exported(machine, module, top);
  // What is dull has nothing to give.
  const given = isWanted
    ? top.values
    : new Map([...top.values].filter(([, { code }]) => !code || !relevance.isDull(code)));
  const isOut = (taint: Taint): boolean => isOnTrial(machine, taint);
  return {
    exposures: exposures.sort((a, b) => a.sink.span.start - b.sink.span.start),
    names: machine.trials.size === 0 ? given : new Map([...given].map(([name, value]) => [name, rid(value, isOut)])),
    returned,
    isWhole: machine.budget >= 0,
  };
}

/** Whether the first statement is `"use client"`. */
function isClient({ statements: [first] }: Module): boolean {
  const value = first?.kind === 'expression' ? first.value : null;
  return value?.kind === 'text' && value.parts[0] === 'use client';
}

/** The names that are passed to the Hub as token and also put into a text, or handed to something else: `hub_token` of `args.hub_token`. */
function shownRoles({ roles, bearers }: Outlook, text: string): ReadonlySet<string> {
  const dotted = [...roles.values(), ...bearers.values()].flatMap((own) => [...own]);
  const names = new Set(dotted.map((name) => name.replace(/^.*\./, '').replace(/\W/g, '')));
  const shown = [...names].filter((name) =>
    new RegExp(`(?:[({\\[+%]|, )\\s*(?:\\w+\\.){0,4}${name}\\b(?!\\s*(?:=(?!=)|[:("']))`).test(text),
  );
  return new Set(shown);
}

/** What `module.exports`, `exports.a` and `export default` give, by name. */
function exported(machine: Machine, module: Module, top: Scope): void {
  if (machine.language !== 'javascript') return;
  for (const node of module.statements) {
    if (node.kind === 'exit' && node.keyword === 'export default' && node.values[0])
      top.bind('default', evaluate(machine, node.values[0], top));
    if (node.kind !== 'assignment') continue;
    for (const target of node.targets) {
      const found = /^(?:module\.)?exports(?:\.(\w+))?$/.exec(dottedName(target) ?? '');
      if (!found) continue;
      const [, name] = found;
      const value = evaluate(machine, node.value, top);
      if (name) top.bind(name, value);
      else for (const [key, entry] of value.box?.entries ?? [['default', value]]) top.bind(key, entry);
    }
  }
}

const languageOf = ({ kind }: CodeFile): 'python' | 'notebook' | 'javascript' => (kind === 'cell' ? 'notebook' : kind);

/** A notebook shows the value of a cell's last expression, unless a `;` follows. */
function echo(machine: Machine, module: Module, scope: Scope): void {
  const last = module.statements.at(-1);
  if (last?.kind !== 'expression' || last.isSilenced) return;
  if (!/^(?:function|opaque|literal|slice)$/.test(last.value.kind))
    atPlace(machine, 'cell-echo', evaluate(machine, last.value, scope), last, 'the output of the cell');
}
