// Says which parts of a file have to do with credentials, so that the others need not be walked unless they are given one.
import type { Import, Module } from '../syntax.ts';
import type { Names } from './names.ts';
import { givenBy, type Index, indexOf, type Unit, unitAt, unitsOf, wholeOf } from './units.ts';
import type { Code } from './values.ts';

/** Other sources than names: stores, prompts, files. */
const SOURCES = /secret|vault|dotenv|userdata|getpass|\binput\(|text_input|Prompt\.ask|\bprompt\(|_TOKEN_PATH/;
/** What is called by whoever makes an object. */
const MAKERS = /^(?:__init__|__new__|__post_init__|constructor)$/;
const MAX_NAMES = 400;
const MAX_ROUNDS = 12;

/** What of a file matters. */
export interface Relevance {
  /** Whether a function, what it mentions and what mentions it speak of no credential: it matters only if it is given one. */
  readonly isDull: (code: Code) => boolean;
  /** Whether a function changes what others see: attributes, globals. */
  readonly hasEffect: (code: Code) => boolean;
  /** Whether a name is used anywhere as a variable. */
  readonly isUsed: (name: string) => boolean;
}

/** What is asked to tell it. */
interface Questions {
  readonly names: Names;
  /** Whether a text names a source, or imports something that may hold one. */
  readonly isSource: (text: string) => boolean;
  /** Whether a name of another module has to do with a credential. */
  readonly gives: (module: string, name: string) => boolean;
  /** Names that are a credential by their role. */
  readonly roles: ReadonlySet<string>;
}

/** Of what nothing is known, everything matters. */
export const ALL: Relevance = { isDull: () => false, hasEffect: () => true, isUsed: () => true };

/** The relevance of the parts of `module`, whose text is `text`. */
export function relevanceOf(module: Module, text: string, questions: Questions): Relevance {
  const units = module.statements.flatMap(unitsOf);
  const index = indexOf(units, questions.names);
  const global = new Set(units.flatMap((unit) => (unit.name === null ? [...givenBy(unit).bound] : [])));
  const changesOthers = (unit: Unit): boolean => {
    const { changed, stored } = givenBy(unit);
    return stored.size > 0 || [...changed].some((name) => global.has(name));
  };
  const isUsed = (name: string): boolean => index.used.has(name);
  const spread = new Spread(units, index, global, changesOthers);
  for (const unit of units) if (speaks(unit, text, questions.isSource)) spread.mark(unit);
  for (const role of questions.roles) spread.say(role);
  if (!spread.run((statement) => importedBy(statement, text, questions, isUsed))) return { ...ALL, isUsed };
  const unitOf = ({ body: [first] }: Code): Unit | undefined => first && unitAt(units, first.start);
  const isDull = (code: Code): boolean => {
    if (code.body.length === 0) return true;
    const unit = unitOf(code);
    if (!unit || unit.isRelevant) return false;
    return code.what !== 'class' || !(unit.owner ?? unit).methods.some(({ isRelevant }) => isRelevant);
  };
  const hasEffect = (code: Code): boolean => {
    const unit = unitOf(code);
    return unit !== undefined && changesOthers(unit);
  };
  return { isDull, hasEffect, isUsed };
}

/** How relevance spreads from unit to unit: by the names that relevant ones say. */
class Spread {
  readonly #units: readonly Unit[];
  readonly #index: Index;
  readonly #global: ReadonlySet<string>;
  readonly #changesOthers: (unit: Unit) => boolean;
  readonly #said = new Set<string>();
  #fresh: Unit[] = [];
  #added: string[] = [];

  constructor(
    units: readonly Unit[],
    index: Index,
    global: ReadonlySet<string>,
    changesOthers: (unit: Unit) => boolean,
  ) {
    this.#units = units;
    this.#index = index;
    this.#global = global;
    this.#changesOthers = changesOthers;
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
    const { bound, changed, stored } = givenBy(unit);
    if (unit.statement.kind === 'import') for (const name of importedBy(unit.statement)) this.say(name);
    else if (unit.name === null) for (const name of bound) this.say(name);
    else if (!MAKERS.test(unit.name)) this.say(unit.name);
    for (const name of changed) if (unit.name === null || this.#global.has(name)) this.say(name);
    for (const name of stored) this.say(name);
    if (unit.owner && (stored.size > 0 || unit.usesSelf)) this.mark(unit.owner);
    if (unit.methods.length === 0) return;
    // An object that holds a credential: its fields, and whoever uses it whole.
    for (const name of bound) this.say(name);
    this.say(wholeOf(unit));
  }

  /** What is used beside a credential may be given it, and keep it: an object by its constructor, all else where it changes something. */
  #useBeside(unit: Unit, name: string): void {
    if (!this.#index.mentions.get(name)?.some((one) => one.isRelevant)) return;
    if (unit.statement.kind === 'definition' && unit.statement.what === 'class') {
      this.mark(unit);
      for (const method of unit.methods) if (MAKERS.test(method.name ?? '')) this.mark(method);
    } else if (this.#changesOthers(unit)) this.mark(unit);
  }
}

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

/** The names of an import that speak of a credential or have to do with one; all, where it is the module that speaks. */
function importedBy(
  { start, end, module, names }: Import,
  text: string,
  { names: known, isSource, gives }: Questions,
  isUsed: (name: string) => boolean,
): readonly string[] {
  const isTold = ({ name, as }: Import['names'][number]): boolean =>
    name !== null && (isSource(name) || (isUsed(as) && (name === '*' || gives(module, name))));
  const own = names.filter(isTold);
  const told = own.length > 0 || !known.isNamed(text.slice(start, end)) ? own : names;
  return told.map(({ as }) => as);
}
