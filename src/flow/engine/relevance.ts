// Says which parts of a file have to do with credentials, so that the others need not be walked unless they are given one.
import type { Import, Module } from '../syntax.ts';
import { isNamed } from '../worth.ts';
import { givenBy, type Index, indexOf, type Unit, unitAt, unitsOf } from './units.ts';
import type { Code } from './values.ts';

/** Other sources than names: stores, prompts, files, commands. */
const SOURCES =
  /secret|vault|dotenv|userdata|getpass|\binput\(|text_input|Prompt\.ask|\bprompt\(|_TOKEN_PATH|\(\[?["'](?:env|printenv)["' ]/;
/** What is called by whoever makes an object. */
const MAKERS = /^(?:__init__|__new__|__post_init__|constructor)$/;
const MAX_NAMES = 400;
const MAX_ROUNDS = 12;
/** Of so many parts, to tell which matter takes longer than to walk them. */
const MAX_UNITS = 20_000;

/** What of a file matters. */
export interface Relevance {
  /** Whether a function, what it mentions and what mentions it speak of no credential: it matters only if it is given one. */
  readonly isDull: (code: Code) => boolean;
  /** Whether, besides, nothing that has to do with one calls it for what it gives. */
  readonly isIdle: (code: Code) => boolean;
  /** Whether it may change what others see: variables of the module, attributes. */
  readonly changesOthers: (code: Code) => boolean;
  /** Whether a name is used anywhere as a variable. */
  readonly isUsed: (name: string) => boolean;
}

/** What is asked to tell it. */
interface Questions {
  /** Whether a text names a source, or imports something that may hold one. */
  readonly isSource: (text: string) => boolean;
  /** Whether a module of the project may hold one. */
  readonly mayGive: (module: string) => boolean;
  /** Whether an assignment can bind a variable of the module from within a function, as in JavaScript. */
  readonly bindsOuter: boolean;
  /** Names that are a credential by their role. */
  readonly roles: ReadonlySet<string>;
}

/** Of what nothing is known, everything matters. */
export const ALL: Relevance = {
  isDull: () => false,
  isIdle: () => false,
  changesOthers: () => true,
  isUsed: () => true,
};

/** The name of a module in a package: `from app import config`, `from . import config`. */
export const submoduleOf = (module: string, name: string): string =>
  module.endsWith('.') ? module + name : `${module}.${name}`;

/** The relevance of the parts of `module`, whose text is `text`. */
export function relevanceOf(module: Module, text: string, questions: Questions): Relevance {
  const units = module.statements.flatMap(unitsOf);
  if (units.length > MAX_UNITS) return ALL;
  const index = indexOf(units);
  const isUsed = (name: string): boolean => index.used.has(name);
  const spread = new Spread(units, index, questions.bindsOuter);
  for (const unit of units) if (speaks(unit, text, questions.isSource)) spread.mark(unit);
  for (const role of questions.roles) spread.say(role);
  if (!spread.run((statement) => importedBy(statement, text, questions, isUsed))) return { ...ALL, isUsed };
  const unitOf = ({ body: [first] }: Code): Unit | undefined => first && unitAt(units, first.start);
  const isDull = (code: Code): boolean => code.body.length === 0 || unitOf(code)?.isRelevant === false;
  spread.goDown();
  const isIdle = (code: Code): boolean => isDull(code) && unitOf(code)?.isCalled === false;
  const changesOthers = (code: Code): boolean => {
    const unit = unitOf(code);
    return unit === undefined || spread.changesOthers(unit);
  };
  return { isDull, isIdle, changesOthers, isUsed };
}

/** How relevance spreads from unit to unit: by the names that relevant ones say. */
class Spread {
  readonly #units: readonly Unit[];
  readonly #index: Index;
  /** The variables of the module. */
  readonly #global: ReadonlySet<string>;
  readonly #bindsOuter: boolean;
  readonly #said = new Set<string>();
  #fresh: Unit[] = [];
  #added: string[] = [];

  constructor(units: readonly Unit[], index: Index, bindsOuter: boolean) {
    this.#units = units;
    this.#index = index;
    this.#global = new Set(units.flatMap((unit) => (unit.name === null ? [...givenBy(unit).bound] : [])));
    this.#bindsOuter = bindsOuter;
  }

  mark(unit: Unit): void {
    if (unit.isRelevant) return;
    unit.isRelevant = true;
    this.#fresh.push(unit);
  }

  /** Whoever mentions `name` is relevant. */
  say(name: string): void {
    if (!this.#said.has(name)) this.#added.push(name);
    this.#said.add(name);
  }

  /** Until nothing is added; false if that is too much, and everything may be relevant. `importedBy` gives the names of an import that count. */
  run(importedBy: (statement: Import) => readonly string[]): boolean {
    for (let round = 0; this.#fresh.length > 0 || this.#added.length > 0; round++) {
      if (round > MAX_ROUNDS || this.#said.size > MAX_NAMES) return false;
      const fresh = this.#fresh;
      this.#fresh = [];
      for (const unit of fresh) this.#handOn(unit, importedBy);
      const added = this.#added;
      this.#added = [];
      for (const name of added) for (const unit of this.#index.mentions.get(name) ?? []) this.mark(unit);
      for (const unit of this.#units) if (!unit.isRelevant && unit.name !== null) this.#useBeside(unit, unit.name);
    }
    return true;
  }

  #handOn(unit: Unit, importedBy: (statement: Import) => readonly string[]): void {
    const { bound, stored } = givenBy(unit);
    if (unit.statement.kind === 'import') for (const name of importedBy(unit.statement)) this.say(name);
    else if (unit.name === null) for (const name of bound) this.say(name);
    else if (!MAKERS.test(unit.name)) this.say(unit.name);
    for (const name of this.#changedBy(unit)) if (unit.name === null || this.#global.has(name)) this.say(name);
    for (const name of stored) this.say(name);
    if (isClass(unit)) for (const name of bound) this.say(name);
    // An object that holds a credential has it in all of its methods.
    if (unit.owner) this.mark(unit.owner);
    for (const method of unit.methods) this.mark(method);
  }

  /** What relevant units mention, and what that mentions, gives them what they use: a logger, an empty list. */
  goDown(): void {
    const isOn = ({ isRelevant, isCalled }: Unit): boolean => isRelevant || isCalled;
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const unit of this.#units) {
        if (isOn(unit)) continue;
        const own = unit.name === null ? [...givenBy(unit).bound] : [unit.name];
        const isUsed = own.some((name) => this.#index.mentions.get(name)?.some((one) => one !== unit && isOn(one)));
        unit.isCalled = isUsed || (unit.owner !== null && isOn(unit.owner) && MAKERS.test(unit.name ?? ''));
        isMore ||= unit.isCalled;
      }
    }
  }

  /** What is used beside a credential may be given it, and keep it: an object by its constructor, all else where it changes something. */
  #useBeside(unit: Unit, name: string): void {
    if (!this.#index.mentions.get(name)?.some((one) => one.isRelevant)) return;
    if (isClass(unit) || this.changesOthers(unit)) this.mark(unit);
  }

  changesOthers(unit: Unit): boolean {
    return givenBy(unit).stored.size > 0 || this.#changedBy(unit).some((one) => this.#global.has(one));
  }

  /** Names whose content a unit changes, or which it may bind for others. */
  #changedBy(unit: Unit): readonly string[] {
    const { changed, bound } = givenBy(unit);
    return this.#bindsOuter ? [...changed, ...bound] : [...changed];
  }
}

const isClass = ({ statement }: Unit): boolean => statement.kind === 'definition' && statement.what === 'class';

/** Whether the text of a unit, without its methods, names a source. */
function speaks({ start, end, methods }: Unit, text: string, isSource: (text: string) => boolean): boolean {
  let from = start;
  const pieces = [...methods, { start: end, end }].map((next) => {
    const piece = text.slice(from, next.start);
    from = next.end;
    return piece;
  });
  return pieces.some((piece) => isSource(piece) || SOURCES.test(piece));
}

/** Of a module of the project all names that are used; of a package those that speak of a credential, or all, where its own does. */
function importedBy(
  { start, end, module, names }: Import,
  text: string,
  { isSource, mayGive }: Questions,
  isUsed: (name: string) => boolean,
): readonly string[] {
  const own = mayGive(module)
    ? names.filter(({ as }) => isUsed(as.split('.')[0] ?? as))
    : names.filter(({ name }) => name !== null && (isSource(name) || mayGive(submoduleOf(module, name))));
  const told = own.length > 0 || !isNamed(text.slice(start, end)) ? own : names;
  return told.map(({ as }) => as.split('.')[0] ?? as);
}
