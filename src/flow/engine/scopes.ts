// Which value a name has: scopes of functions and classes, and layers of them for the branches of a block.
import { type Frame, join, UNKNOWN, type Value } from './values.ts';

const NONE: ReadonlySet<string> = new Set();

/** A scope, or a layer of one. Names that are bound in a layer are joined into the scope when its branch ends. */
export class Scope implements Frame {
  readonly values: Map<string, Value> = new Map();
  readonly parent: Frame | null;
  readonly kind: Frame['kind'];
  returned: Value | null = null;
  readonly outer: Set<string> = new Set();
  roles: ReadonlySet<string>;
  bearers: ReadonlySet<string>;
  readonly isRoute: boolean;
  /** Names that are empty outside of this branch: `args.token` in `if args.token:`. */
  guarded: readonly string[] = [];

  constructor(parent: Frame | null, kind: Frame['kind'], isRoute = false) {
    this.parent = parent;
    this.kind = kind;
    this.roles = (kind !== 'function' && parent?.roles) || NONE;
    this.bearers = (kind !== 'function' && parent?.bearers) || NONE;
    this.isRoute = isRoute || (kind === 'layer' && (parent?.isRoute ?? false));
  }

  /** The innermost value of `name` that can be seen from here; null if nothing binds it. */
  lookup(name: string): Value | null {
    let isInner = false;
    for (let scope: Frame | null = this; scope; scope = scope.parent) {
      if (scope.kind === 'class' && isInner) continue;
      const value = scope.values.get(name);
      if (value) return value;
      if (scope.kind !== 'layer') isInner = true;
    }
    return null;
  }

  /** Whether the variable `dotted` is one of `of` in the function that binds it, or in one around this. */
  isOneOf(of: 'roles' | 'bearers', dotted: string): boolean {
    for (let scope: Frame | null = this; scope; scope = scope.parent) {
      if (scope[of].has(dotted)) return true;
      if (scope.values.has(dotted)) return false;
    }
    return false;
  }

  bind(name: string, value: Value): void {
    this.holder(name).values.set(name, value);
  }

  /** Whether the function that runs binds `name` itself. */
  holds(name: string): boolean {
    for (const { values } of this.frames()) if (values.has(name)) return true;
    return false;
  }

  /** The layers of the function that runs, innermost first, and its own scope. */
  *frames(): Generator<Frame> {
    for (let scope: Frame | null = this; scope; scope = scope.kind === 'layer' ? scope.parent : null) yield scope;
  }

  /** The names that the function that runs has bound, each once, with what it sees by them. */
  *bound(): Generator<readonly [name: string, value: Value]> {
    const seen = new Set<string>();
    for (const { values } of this.frames())
      for (const entry of values) {
        if (seen.has(entry[0])) continue;
        seen.add(entry[0]);
        yield entry;
      }
  }

  /** Binds where the name lives already, as an assignment without a declaration does in JavaScript. */
  rebind(name: string, value: Value): void {
    let crossed = false;
    for (let scope: Frame | null = this; scope; scope = scope.parent) {
      if (scope.values.has(name)) {
        const before = scope.values.get(name) ?? UNKNOWN;
        scope.values.set(name, crossed ? join(before, value) : value);
        return;
      }
      if (scope.kind !== 'layer') crossed = true;
    }
    this.bind(name, value);
  }

  /** The scope of the function, behind all layers. */
  get base(): Frame {
    let scope: Frame = this;
    while (scope.kind === 'layer' && scope.parent) scope = scope.parent;
    return scope;
  }

  /** Merges the branches of a block; `isTotal` if one of them is always taken. */
  merge(branches: readonly Scope[], isTotal: boolean): void {
    const names = new Set(branches.flatMap(({ values }) => [...values.keys()]));
    for (const name of names) {
      const before = this.lookup(name);
      const values = branches.map((branch) => branch.values.get(name) ?? before);
      if (!isTotal) values.push(before);
      const known = values.filter((value) => value !== null);
      const [first = UNKNOWN] = known;
      this.values.set(
        name,
        known.slice(1).reduce((a, b) => join(a, b), first),
      );
    }
  }

  private holder(name: string): Frame {
    if (!this.base.outer.has(name)) return this;
    for (let scope = this.base.parent; scope; scope = scope.parent)
      if (scope.values.has(name) || !scope.parent) return scope;
    return this;
  }
}
