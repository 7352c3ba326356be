// What the parsers of all languages give: statements and expressions, only as fine as the flow of a value needs.

/** Positions in the text, in UTF-16 units, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `a`; also `this`, `self`, `$a` and `${a}` of a shell, without their signs. */
export interface Name extends Span {
  readonly kind: 'name';
  readonly name: string;
}

/** `a.b`, `a?.b`, `a->b`. */
export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly object: Expression;
  readonly name: string;
}

/** `a[b]`, `a?.[b]`; `a[1:4]` has a slice as its index. */
export interface Subscript extends Span {
  readonly kind: 'subscript';
  readonly object: Expression;
  readonly index: Expression;
}

export interface Slice extends Span {
  readonly kind: 'slice';
  /** Numbers where they are literals, negative ones too; null for what is left out or computed. */
  readonly from: number | null;
  readonly to: number | null;
  /** Whether it may give another order: `a[::-1]`. */
  readonly isStepped?: boolean;
  /** Whether how much it takes is computed: `a[:n]`, `a[-n:]`; not of what it leaves out. */
  readonly isShort?: boolean;
}

/** `f(a, k=b, *c, **d)`, `new F(a)`, `` f`…` ``. */
export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Argument[];
}

export interface Argument {
  /** The keyword, `*` or `**` (`...` in JavaScript is `*`); null for a plain one. */
  readonly name: string | null;
  readonly value: Expression;
}

/** A string literal, or several that stand side by side; f-strings and templates have expressions between their texts. */
export interface Text extends Span {
  readonly kind: 'text';
  readonly parts: readonly (string | Expression)[];
}

/** A number, `None`, `true`, a regex: no value of interest. */
export interface Literal extends Span {
  readonly kind: 'literal';
  readonly value: string;
}

/** An operator with its operands in order. `operator` is as written: `+`, `%`, `or`, `??`, `not`, `!`, `==`, `is not`, `in`, `await`, `...`. */
export interface Operation extends Span {
  readonly kind: 'operation';
  readonly operator: string;
  readonly operands: readonly Expression[];
}

/** `a if test else b`, `test ? a : b`. */
export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** List, tuple, set, array. */
export interface Sequence extends Span {
  readonly kind: 'sequence';
  readonly items: readonly Expression[];
}

/** Dict and object literals; an entry without a key is spread: `**a`, `...a`. `{ a }` has a key and the name as its value. */
export interface Mapping extends Span {
  readonly kind: 'mapping';
  readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
}

/** `[element for target in iterable if test]` and its kin. */
export interface Comprehension extends Span {
  readonly kind: 'comprehension';
  readonly element: Expression;
  readonly loops: readonly { readonly target: Expression; readonly iterable: Expression }[];
}

/** `lambda a: b`, `(a) => b`, `function (a) { … }`: an expression as body is one return. */
export interface FunctionExpression extends Span {
  readonly kind: 'function';
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export interface Parameter extends Span {
  /** A pattern in JavaScript: `{ token }`. */
  readonly target: Expression;
  readonly standard: Expression | null;
  /** The text of the annotation, `''` if there is none. */
  readonly annotation: string;
}

/** What is not understood, and what only holds other expressions (JSX elements): its parts count, itself says nothing. */
export interface Opaque extends Span {
  readonly kind: 'opaque';
  /** The name of a JSX element; else `''`. */
  readonly name: string;
  readonly parts: readonly Argument[];
}

export type Expression =
  | Name
  | Attribute
  | Subscript
  | Slice
  | Call
  | Text
  | Literal
  | Operation
  | Conditional
  | Sequence
  | Mapping
  | Comprehension
  | FunctionExpression
  | Opaque;

/** `a = b`, `a += b` (operator `+=`), `a: T = b`, `a := b` as a statement of its own kind inside expressions is an operation `:=`. */
export interface Assignment extends Span {
  readonly kind: 'assignment';
  /** Patterns (`a, b = …`, `const { a, b: [c] } = …`) are sequences and mappings. Several for `a = b = c`. */
  readonly targets: readonly Expression[];
  readonly operator: string;
  readonly value: Expression;
  /** The text of the annotation, `''` if there is none. */
  readonly annotation: string;
  /** Whether it makes a variable, as `const` does. */
  readonly isDeclared?: true;
}

export interface ExpressionStatement extends Span {
  readonly kind: 'expression';
  readonly value: Expression;
  /** Whether a `;` follows: it keeps a notebook from showing the value. */
  readonly isSilenced: boolean;
}

/** `return`, `yield`, `raise`, `throw`, `assert` (its message second), `del`, `export default`. */
export interface Exit extends Span {
  readonly kind: 'exit';
  readonly keyword: string;
  readonly values: readonly Expression[];
}

/** Anything with blocks: `if`, `while`, `for`, `with`, `try`, `except`, `switch`, `match`. Its own expressions come first. */
export interface Block extends Span {
  readonly kind: 'block';
  readonly keyword: string;
  /** `for target of iterable`, `with value as target`, `except E as target`: where it binds something. */
  readonly bindings: readonly { readonly target: Expression; readonly value: Expression }[];
  readonly tests: readonly Expression[];
  readonly bodies: readonly (readonly Statement[])[];
}

export interface Definition extends Span {
  readonly kind: 'definition';
  readonly what: 'function' | 'class';
  readonly name: string;
  readonly decorators: readonly Expression[];
  /** Base classes. */
  readonly bases: readonly Expression[];
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly isExported: boolean;
}

/** `import a.b as c`, `from .a import b as c`, `import c, { b as d } from './a'`, `const { b } = require('a')` is an assignment. */
export interface Import extends Span {
  readonly kind: 'import';
  /** `.a`, `./a`, `huggingface_hub`. */
  readonly module: string;
  /** `name` is `*` for all, `default`, or what is imported; null for the module itself. */
  readonly names: readonly { readonly name: string | null; readonly as: string }[];
}

/** A line that only a notebook or a shell understands: `!echo $X`, `%env X`. */
export interface Magic extends Span {
  readonly kind: 'magic';
  readonly text: string;
}

export type Statement = Assignment | ExpressionStatement | Exit | Block | Definition | Import | Magic;

/** What a parser gives: it never throws, whatever the text; what it cannot read becomes opaque expressions or is left out. */
export interface Module {
  readonly statements: readonly Statement[];
  /** Stretches that were not understood: nesting over the cap, broken syntax. */
  readonly gaps: readonly Span[];
}
