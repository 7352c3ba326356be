// Says which functions of a file have nothing to do with credentials, so that they need not be walked unless they are given one.
import { type Node, visit } from '../nodes.ts';
import type { Definition, Expression, Import, Module, Statement } from '../syntax.ts';
import type { Names } from './names.ts';
import type { Code } from './values.ts';

/** Other sources than names: stores, prompts, files. */
const SOURCES = /secret|vault|dotenv|userdata|getpass|\binput\(|text_input|Prompt\.ask|\bprompt\(|_TOKEN_PATH/;
/** Methods that change what they are called on. */
const CHANGES = /^(?:append|add|update|extend|set|setdefault|insert|push|unshift|assign|appendleft)$/;
const SELF = /^(?:self|cls|this)$/;
/** What is called by whoever makes an object. */
const MAKERS = /^(?:__init__|__new__|__post_init__|constructor)$/;
/** Longer strings are no keys. */
const MAX_KEY = 40;
const MAX_NAMES = 400;
const MAX_ROUNDS = 12;

/** What is walked or left out as a whole: a statement at the top level, a method, or what a class has besides. */
interface Unit {
  readonly start: number;
  readonly end: number;
  /** The name of a function or class; null for what is executed at once. */
  readonly name: string | null;
  readonly roots: readonly Node[];
  /** The class whose method it is. */
  readonly owner: Unit | null;
  readonly methods: Unit[];
  readonly statement: Statement;
  /** Whether a method uses its object as a whole: `self` without an attribute. */
  usesSelf: boolean;
  isRelevant: boolean;
}

/** What a relevant unit hands on to others. */
interface Given {
  /** Names that it binds, at whatever depth. */
  readonly bound: Set<string>;
  /** Names whose content it changes: `a.b = 1`, `a[0] = 1`, `a.append(1)`, `global a`. */
  readonly changed: Set<string>;
  /** Attributes that it stores: `b` of `a.b = 1`. */
  readonly stored: Set<string>;
}

/**
 * A test for functions of `module`: whether neither they, nor what stands around them at the top level or in their class, nor anything these
 * mention, speak of a credential. `isSource` says so of a text, `isGiven` of the imports in it, or `roles` are mentioned.
 */
export function dullness(
  module: Module,
  text: string,
  { names, isSource, roles }: { names: Names; isSource: (text: string) => boolean; roles: ReadonlySet<string> },
): (code: Code) => boolean {
  const units = module.statements.flatMap(unitsOf);
  const mentions = indexOf(units, names);
  const global = new Set<string>();
  for (const unit of units) if (unit.name === null) for (const name of givenBy(unit).bound) global.add(name);
  const said = new Set<string>();
  let fresh: Unit[] = [];
  let added: string[] = [];
  const mark = (unit: Unit): void => {
    if (unit.isRelevant) return;
    unit.isRelevant = true;
    fresh.push(unit);
  };
  const say = (name: string): void => {
    if (!said.has(name)) added.push(name);
    said.add(name);
  };
  for (const unit of units) if (speaks(unit, text, isSource)) mark(unit);
  for (const role of roles) for (const unit of mentions.get(role) ?? []) mark(unit);
  for (let round = 0; fresh.length > 0; round++) {
    if (round > MAX_ROUNDS || said.size > MAX_NAMES) return () => false;
    const now = fresh;
    [fresh, added] = [[], []];
    for (const unit of now) {
      const { bound, changed, stored } = givenBy(unit);
      const imports = unit.statement.kind === 'import' && importedBy(unit.statement, text, isSource);
      const own = unit.name === null ? bound : MAKERS.test(unit.name) ? [] : [unit.name];
      for (const name of imports || own) say(name);
      for (const name of changed) if (unit.name === null || global.has(name)) say(name);
      for (const name of stored) say(name);
      if (unit.owner && (stored.size > 0 || unit.usesSelf)) mark(unit.owner);
      if (unit.methods.length === 0) continue;
      // An object that holds a credential: its fields, and whoever uses it whole.
      for (const name of bound) say(name);
      say(wholeOf(unit));
    }
    for (const name of added) for (const unit of mentions.get(name) ?? []) mark(unit);
    // An object that is given a credential has it wherever its constructor puts it.
    for (const unit of units)
      if (unit.methods.length > 0 && unit.name !== null && mentions.get(unit.name)?.some((one) => one.isRelevant)) {
        mark(unit);
        for (const method of unit.methods) if (MAKERS.test(method.name ?? '')) mark(method);
      }
  }
  return ({ what, body }) => {
    const [first] = body;
    if (!first) return true;
    const unit = unitAt(units, first.start);
    if (!unit || unit.isRelevant) return false;
    return what !== 'class' || !(unit.owner ?? unit).methods.some(({ isRelevant }) => isRelevant);
  };
}

function unitsOf(statement: Statement): Unit[] {
  const { start, end } = statement;
  if (statement.kind !== 'definition') return [plain(statement, null)];
  if (statement.what === 'function') return [{ ...plain(statement, null), name: statement.name }];
  const isMethod = (one: Statement): one is Definition => one.kind === 'definition' && one.what === 'function';
  const roots = [...statement.decorators, ...statement.bases, ...statement.body.filter((one) => !isMethod(one))];
  const methods: Unit[] = [];
  const own: Unit = {
    start,
    end,
    name: statement.name,
    roots,
    owner: null,
    methods,
    statement,
    usesSelf: false,
    isRelevant: false,
  };
  for (const one of statement.body.filter(isMethod)) methods.push({ ...plain(one, own), name: one.name });
  return [own, ...methods];
}

function plain(statement: Statement, owner: Unit | null): Unit {
  const { start, end } = statement;
  return {
    start,
    end,
    name: null,
    roots: [statement],
    owner,
    methods: [],
    statement,
    usesSelf: false,
    isRelevant: false,
  };
}

/** The innermost unit at a place. */
function unitAt(units: readonly Unit[], at: number): Unit | undefined {
  let [low, high] = [0, units.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle] as Unit).start <= at) low = middle + 1;
    else high = middle;
  }
  const unit = units[low - 1];
  return unit?.owner && at >= unit.end ? unit.owner : unit;
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

/** The units that mention a name: as a variable, an attribute, a keyword, a key. */
function indexOf(units: readonly Unit[], names: Names): ReadonlyMap<string, readonly Unit[]> {
  const index = new Map<string, Unit[]>();
  for (const unit of units) {
    const mention = (name: string): void => {
      const list = index.get(name);
      if (!list) index.set(name, [unit]);
      else if (list[list.length - 1] !== unit) list.push(unit);
    };
    let selves = 0;
    visit(unit.roots, (node) => {
      if (node.kind === 'name' || node.kind === 'attribute') {
        mention(node.name);
        if (isSelf(node)) selves++;
        else if (node.kind === 'attribute' && isSelf(node.object) && !names.has('dumpers', `*.${node.name}`)) selves--;
      } else if (node.kind === 'call') {
        for (const { name } of node.args) if (name !== null) mention(name);
      } else if (node.kind === 'text') {
        const [key] = node.parts;
        if (typeof key === 'string' && node.parts.length === 1 && key.length <= MAX_KEY) mention(key);
      } else if (node.kind === 'import')
        for (const { name, as } of node.names) {
          mention(as);
          if (name !== null) mention(name);
        }
    });
    unit.usesSelf = selves > 0;
    if (unit.owner && unit.usesSelf) mention(wholeOf(unit.owner));
  }
  return index;
}

const isSelf = (node: Node): boolean => node.kind === 'name' && SELF.test(node.name);
/** What says in the index that a class's objects are used whole; no name looks like it. */
const wholeOf = ({ start }: Unit): string => `self ${start}`;

function givenBy({ roots }: Unit): Given {
  const given: Given = { bound: new Set(), changed: new Set(), stored: new Set() };
  visit(roots, (node) => {
    switch (node.kind) {
      case 'assignment':
        for (const target of node.targets) stores(target, given);
        return;
      case 'operation':
        if (/^(?::|\+|\?\?|\|\||&&)?=$/.test(node.operator) && node.operands[0]) stores(node.operands[0], given);
        return;
      case 'block':
        for (const { target } of node.bindings) stores(target, given);
        return;
      case 'definition':
        given.bound.add(node.name);
        return;
      case 'import':
        for (const { as } of node.names) given.bound.add(as.split('.')[0] ?? as);
        return;
      case 'exit':
        if (node.keyword === 'global' || node.keyword === 'nonlocal')
          for (const value of node.values) if (value.kind === 'name') given.changed.add(value.name);
        return;
      case 'call': {
        const { callee, args } = node;
        if (callee.kind !== 'attribute' || !CHANGES.test(callee.name)) return;
        change(callee.object, given);
        if (callee.name === 'assign' && args[0]) change(args[0].value, given);
      }
    }
  });
  return given;
}

/** What an assignment to `target` binds and changes. */
function stores(target: Expression, given: Given): void {
  if (target.kind === 'name') given.bound.add(target.name);
  else if (target.kind === 'sequence') for (const item of target.items) stores(item, given);
  else if (target.kind === 'mapping') for (const { value } of target.entries) stores(value, given);
  else if (target.kind === 'operation') for (const operand of target.operands) stores(operand, given);
  else change(target, given);
}

/** What holds the changed content: in `a.b[0].c` all of `a`, `b` and `c`. */
function change(expression: Expression, { changed, stored }: Given): void {
  let at = expression;
  while (at.kind === 'attribute' || at.kind === 'subscript') {
    if (at.kind === 'attribute') stored.add(at.name);
    at = at.object;
  }
  if (at.kind === 'name' && !SELF.test(at.name)) changed.add(at.name);
}

/** Of a module of the project all names; of a package those that say it. */
function importedBy(
  { start, end, names }: Import,
  text: string,
  isSource: (text: string) => boolean,
): readonly string[] {
  const own = names.filter(({ name }) => name !== null && isSource(name)).map(({ as }) => as);
  return own.length > 0 || !isSource(text.slice(start, end)) ? own : names.map(({ as }) => as);
}
