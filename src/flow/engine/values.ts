// What the engine knows of a value: which credentials are in it, what it holds, what it is called.

import type { Step } from '../exposure.ts';
import type { Parameter, Span, Statement } from '../syntax.ts';

/** Secret characters of a token: all behind `hf_`. */
export const WHOLE = 34;
const MAX_TAINTS = 8;
const MAX_DEPTH = 6;
const MAX_TRAIL = 20;
/** Entries that one value may hold, and how many are looked at, in all that it holds, when two are joined or one is shown. */
const MAX_ENTRIES = 1000;
const MAX_VISITED = 100;

export type Form = 'value' | 'container' | 'namespace';

/** A credential, or the environment that holds it, inside of a value. */
export interface Taint {
  readonly label: 'credential' | 'environment';
  readonly strength: 1 | 2 | 3;
  /** How many of its secret characters are there. */
  readonly visible: number;
  readonly form: Form;
  readonly source: Step;
  readonly steps: readonly Step[];
}

/** Content that a list, mapping or object shares with all who hold it. */
export class Box {
  readonly entries: Map<string, Value>;
  readonly kind: 'list' | 'dict' | 'object' | 'client';
  /** Whether printing shows the content: a dataclass does, a plain Python object does not. */
  readonly isRecord: boolean;
  readonly form: Form;
  /** Fields that are not written when the object is, `repr=False`, and those that are left out where it becomes a mapping, `exclude=True`. */
  readonly silent: Set<string> = new Set();
  readonly left: Set<string> = new Set();
  /** Properties, which a method gives: they are read, but no fields of the object. */
  readonly computed: Set<string> = new Set();

  /** What its own `__repr__` or `__str__` writes of it. */
  written: readonly Taint[] | null = null;

  constructor(
    kind: 'list' | 'dict' | 'object' | 'client',
    isRecord = true,
    form: Form = 'container',
    entries?: Box['entries'],
  ) {
    this.kind = kind;
    this.isRecord = isRecord;
    this.form = form;
    this.entries = entries ?? new Map();
  }

  /** Adds to what may be at `key`; `*` is any place. */
  add(key: string, value: Value): void {
    const before = this.entries.get(key);
    if (this.entries.size < MAX_ENTRIES || before) this.entries.set(key, before ? join(before, value) : value);
  }

  /** Replaces what was at `key`. */
  set(key: string, value: Value): void {
    if (key === '*') this.add(key, value);
    else if (this.entries.size < MAX_ENTRIES || this.entries.has(key)) this.entries.set(key, value);
  }

  /** The same content, shared, as a mapping; of an object with properties a copy. */
  live(): Box {
    return this.computed.size > 0 ? this.copy('dict') : new Box('dict', true, this.form, this.entries);
  }

  /** The same content, not shared, `without` some of it; an object as it is, or as a mapping. */
  copy(kind: Box['kind'] = this.kind, without?: ReadonlySet<string>): Box {
    const isOut = (key: string): boolean => without?.has(key) || (kind === 'dict' && this.computed.has(key));
    const entries = new Map([...this.entries].filter(([key]) => !isOut(key)));
    const box = new Box(kind, kind === 'dict' || this.isRecord, this.form, entries);
    for (const name of kind === 'object' ? this.silent : []) box.silent.add(name);
    for (const name of this.left) box.left.add(name);
    for (const name of kind === 'object' ? this.computed : []) box.computed.add(name);
    if (kind === 'object') box.written = this.written;
    return box;
  }
}

/** A scope of a function or class, or a layer of one for a branch. */
export interface Frame {
  readonly values: Map<string, Value>;
  readonly parent: Frame | null;
  readonly kind: 'function' | 'class' | 'layer';
  /** What calls of this function give. */
  returned: Value | null;
  /** Names that belong to an outer scope: `global`, `nonlocal`. */
  readonly outer: Set<string>;
  /** Weak names that this function passes to the Hub, and those that follow `Bearer ` in it. */
  roles: ReadonlySet<string>;
  bearers: ReadonlySet<string>;
  /** Whether what it returns answers a request. */
  readonly isRoute: boolean;
}

/** Facts of a file that are gathered before its values are followed. */
export interface Outlook {
  /** Names that are passed as token to the Hub, by the body of the function they stand in; null for the top level. */
  readonly roles: ReadonlyMap<object | null, ReadonlySet<string>>;
  /** Names that follow `Bearer ` in a file that speaks of the Hub. */
  readonly bearers: ReadonlyMap<object | null, ReadonlySet<string>>;
  /** Options of command lines that hold a credential, as attributes: `hf_token`. */
  readonly options: ReadonlyMap<string, Span>;
  /** Options that are a credential only by their role: `token`, where `args.token` is passed to the Hub. */
  readonly lent: ReadonlyMap<string, Span>;
  /** The last parts of all names that are passed to the Hub: `token` of `args.token`. */
  readonly given: ReadonlySet<string>;
  /** The same of those that follow `Bearer `. */
  readonly borne: ReadonlySet<string>;
  /** The expressions that are passed, or follow it. */
  readonly passed: ReadonlyMap<object, 'token' | 'bearer'>;
  /** By variable, the keys by which credentials are read from it. */
  readonly reads: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Names whose annotation is a `SecretStr`. */
  readonly sealed: ReadonlySet<string>;
  readonly isHub: boolean;
  /** Whether it runs in browsers, whoever imports it: `"use client"`. */
  readonly isClient: boolean;
}

/** A function or class of the file. */
export interface Code {
  readonly what: 'function' | 'class';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** Where it was defined. */
  readonly scope: Frame;
  /** The object whose method it is, or whose class. */
  readonly self: Box | null;
  readonly isRoute: boolean;
  readonly isStatic: boolean;
  /** Whether its class has it, not only an object of that. */
  readonly isOfClass?: boolean;
  /** Functions of the file that wrap it. */
  readonly wrappers?: readonly Code[];
  /** Whether it is called with the options of a command line. */
  readonly isCommand?: boolean;
  /** Whether to read it is to call it. */
  readonly isGetter?: boolean;
  /** The file it was read in, as its outlook. */
  readonly home: Outlook;
}

export interface Value {
  readonly taints: readonly Taint[];
  readonly box: Box | null;
  /** Its name through imports and calls: `logging.getLogger()`. */
  readonly path: string | null;
  /** The content of a literal string. */
  readonly text: string | null;
  /** Whether it is certain what it is; only of what is not do names speak. */
  readonly isKnown: boolean;
  /** Comes from a variable that is named after something else. */
  readonly isForeign: boolean;
  /** In a `SecretStr`. */
  readonly sealed: readonly Taint[];
  readonly code: Code | null;
  /** Where it got its first name. */
  readonly at: Span | null;
  /** What it is called in which other file, which was not read yet. */
  readonly from?: { readonly module: string; readonly name: string };
  /** Whether it is the key of the one entry that is looked at: its `text` decides tests. */
  readonly isKey?: true;
  /** Whether it is the key of whatever variable of the environment. */
  readonly isAny?: true;
}

export const UNKNOWN: Value = {
  taints: [],
  box: null,
  path: null,
  text: null,
  isKnown: false,
  isForeign: false,
  sealed: [],
  code: null,
  at: null,
};
/** Whether nothing is known of what a value is or holds, so that names may speak of it. */
export const isUncertain = ({ isKnown, taints, sealed, code, box }: Value): boolean =>
  !isKnown && taints.length === 0 && sealed.length === 0 && !code && !box;

export const CLEAN: Value = { ...UNKNOWN, isKnown: true };

export const tainted = (taints: readonly Taint[]): Value => (taints.length === 0 ? CLEAN : { ...CLEAN, taints });
export const boxed = (box: Box): Value => ({ ...CLEAN, box });

/** A list of which only this is known: that its entries are like `value`. */
export function listOf(value: Value): Value {
  const list = new Box('list');
  list.add('*', value);
  return boxed(list);
}

/** A list of which each entry is known by its place. */
export function tupleOf(values: readonly Value[]): Value {
  const tuple = new Box('list');
  for (const [at, value] of values.entries()) tuple.add(String(at), value);
  return boxed(tuple);
}

/** An object of a class, whose objects share one box. */
export const instanceOf = (box: Box, { name }: Code): Value => ({ ...boxed(box), path: `${name}()` });

/** What an object holds, or a class as one: `vars(CFG)`. */
export const heldIn = ({ box, code }: Value): Box | null => box ?? (code?.what === 'class' ? code.self : null);

/** How many more entries may be visited. */
interface Room {
  left: number;
}

/** What a value may be that is one or the other. */
export function join(a: Value, b: Value): Value {
  return joined(a, b, 0, { left: MAX_VISITED });
}

function joined(a: Value, b: Value, depth: number, room: Room): Value {
  if (a === b) return a;
  return {
    taints: union(a.taints, b.taints),
    box: joinBoxes(a.box, b.box, depth, room),
    path: a.path ?? b.path,
    text: a.isKey || b.isKey ? null : (a.text ?? b.text),
    isKnown: a.isKnown && b.isKnown,
    isForeign: a.isForeign || b.isForeign,
    sealed: union(a.sealed, b.sealed),
    code: a.code ?? b.code,
    at: a.at ?? b.at,
  };
}

function joinBoxes(a: Box | null, b: Box | null, depth: number, room: Room): Box | null {
  if (!a || !b || a === b || depth > 3 || room.left <= 0) return a ?? b;
  const both = new Box(a.kind, a.isRecord, a.form);
  for (const { entries } of [a, b])
    for (const [key, value] of entries) {
      if (room.left-- <= 0) return both;
      const before = both.entries.get(key);
      both.entries.set(key, before ? joined(before, value, depth + 1, room) : value);
    }
  return both;
}

/** The taints of either; of one source only the one that shows more. */
export function union(a: readonly Taint[], b: readonly Taint[], isSum = false): readonly Taint[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const all = [...a];
  for (const taint of b) {
    const at = all.findIndex((one) => isSame(one, taint));
    const before = all[at];
    if (!before) all.push(taint);
    else if (isSum) all[at] = { ...before, visible: Math.min(WHOLE, before.visible + taint.visible) };
    else if (taint.visible > before.visible) all[at] = taint;
  }
  return all.length > MAX_TAINTS ? all.sort((one, two) => one.strength - two.strength).slice(0, MAX_TAINTS) : all;
}

const isSame = (a: Taint, b: Taint): boolean =>
  a.source.span.start === b.source.span.start && a.label === b.label && a.form === b.form;

/** All that a value shows where it is printed, what it holds included. */
export function shown(value: Value, isForced = false): readonly Taint[] {
  return inside(value, isForced, 0, new Set(), { left: MAX_VISITED });
}

function inside(value: Value, isForced: boolean, depth: number, seen: Set<Box>, room: Room): readonly Taint[] {
  const { box } = value;
  if (!box || depth > MAX_DEPTH || seen.has(box)) return value.taints;
  if (!isForced && box.written) return union(value.taints, box.written);
  if (box.kind === 'client') return value.taints;
  if (!isForced && !box.isRecord) return value.taints;
  seen.add(box);
  let taints: readonly Taint[] = [];
  const hidden = isForced ? box.left : box.silent;
  for (const [key, entry] of box.entries) {
    if (room.left-- <= 0) break;
    if (hidden.has(key) || box.computed.has(key) || isPrivate(key, box)) continue;
    taints = union(
      taints,
      inside(entry, false, depth + 1, seen, room).map((taint) => ({
        ...taint,
        form: taint.form === 'value' || box.form === 'namespace' ? box.form : taint.form,
      })),
    );
  }
  return union(value.taints, taints);
}

/** `#token` of an object in JavaScript: nothing that prints the object shows it. */
const isPrivate = (key: string, { kind }: Box): boolean => key.charCodeAt(0) === 35 && kind === 'object';

/** The same taints, as parts of a text. */
export const loosened = (taints: readonly Taint[]): readonly Taint[] =>
  taints.map((taint) => (taint.form === 'container' ? { ...taint, form: 'value' } : taint));

/** The same value, one step further. */
export function stepped(value: Value, step: Step): Value {
  const go = (taint: Taint): Taint => {
    const last = taint.steps.at(-1) ?? taint.source;
    if (taint.steps.length >= MAX_TRAIL || last.span.start === step.span.start) return taint;
    return { ...taint, steps: [...taint.steps, step] };
  };
  if (value.taints.length === 0 && value.sealed.length === 0) return value;
  return { ...value, taints: value.taints.map(go), sealed: value.sealed.map(go) };
}
