// Cuts a module into parts that are walked or left out as a whole, and says what each mentions and changes.
import { type Node, visit } from '../nodes.ts';
import type { Definition, Expression, Statement } from '../syntax.ts';

/** Methods that change what they are called on. */
const CHANGES = /^(?:append|add|update|extend|set|setdefault|insert|push|unshift|assign|appendleft|add_row)$/;
const SELF = /^(?:self|cls|this)$/;
/** Longer strings are no keys. */
const MAX_KEY = 40;
/** Names of classes in an annotation. */
const RECORD = /\b[A-Z]\w{0,60}/g;

/** What is walked or left out as a whole: a statement at the top level, a method, or what a class has besides. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  /** The name of a function or class; null for what is executed at once. */
  readonly name: string | null;
  readonly roots: readonly Node[];
  /** The class whose method it is. */
  readonly owner: Unit | null;
  readonly methods: Unit[];
  readonly statement: Statement;
  isRelevant: boolean;
  /** Whether something relevant may call it, or use what it binds. */
  isCalled: boolean;
  given?: Given;
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

export interface Index {
  /** The units that mention a name: as a variable, an attribute, a keyword, a key. */
  readonly mentions: ReadonlyMap<string, readonly Unit[]>;
  /** The names of variables. */
  readonly used: ReadonlySet<string>;
}

/** The units of a statement of the top level, a class before its methods. */
export function unitsOf(statement: Statement): Unit[] {
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
    isRelevant: false,
    isCalled: false,
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
    isRelevant: false,
    isCalled: false,
  };
}

/** The innermost unit at a place. */
export function unitAt(units: readonly Unit[], at: number): Unit | undefined {
  let [low, high] = [0, units.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle] as Unit).start <= at) low = middle + 1;
    else high = middle;
  }
  const unit = units[low - 1];
  return unit?.owner && at >= unit.end ? unit.owner : unit;
}

/** Reads `units` once. */
export function indexOf(units: readonly Unit[]): Index {
  const used = new Set<string>();
  const index = new Map<string, Unit[]>();
  for (const unit of units) {
    const mention = (name: string): void => {
      const list = index.get(name);
      if (!list) index.set(name, [unit]);
      else if (list[list.length - 1] !== unit) list.push(unit);
    };
    visit(unit.roots, (node) => {
      if (node.kind === 'name' || node.kind === 'attribute') {
        mention(node.name);
        if (node.kind === 'name') used.add(node.name);
      } else if (node.kind === 'call') {
        for (const { name } of node.args) if (name !== null) mention(name);
      } else if (node.kind === 'definition') {
        for (const { annotation } of node.parameters) for (const name of annotation.match(RECORD) ?? []) mention(name);
      } else if (node.kind === 'text') {
        const [key] = node.parts;
        if (typeof key === 'string' && node.parts.length === 1 && key.length <= MAX_KEY) mention(key);
      } else if (node.kind === 'import')
        for (const { name, as } of node.names) {
          mention(as);
          if (name !== null) mention(name);
        }
    });
  }
  return { mentions: index, used };
}

/** What a unit hands on; it is found when it is first asked. */
export function givenBy(unit: Unit): Given {
  if (unit.given) return unit.given;
  const given: Given = { bound: new Set(), changed: new Set(), stored: new Set() };
  unit.given = given;
  visit(unit.roots, (node) => {
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
