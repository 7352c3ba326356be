// What the parts of the engine share while they walk one file.
import type { LoggingRule } from 'hfleaks:logging';
import type { Exposure, Step } from '../exposure.ts';
import type { Expression, Span, Statement } from '../syntax.ts';
import type { Names } from './names.ts';
import type { Relevance } from './relevance.ts';
import type { Scope } from './scopes.ts';
import type { Code, Outlook, Taint, Value } from './values.ts';

export interface Argument {
  readonly name: string | null;
  readonly value: Value;
  readonly span: Span;
}

/** Arguments without names. */
export const positional = (values: readonly Value[], span: Span): readonly Argument[] =>
  values.map((value) => ({ name: null, value, span }));

export interface Machine {
  readonly names: Names;
  /** That of the file whose code is walked. */
  outlook: Outlook;
  readonly file: string;
  readonly language: 'python' | 'notebook' | 'javascript';
  /** Variables of the environment that were given a credential. */
  readonly environment: ReadonlySet<string>;
  /** The names that a file gives; where only `credentials` are wanted, null for one that speaks of none. */
  readonly importedFrom: (module: string, wanted: 'credentials' | 'all') => ReadonlyMap<string, Value> | null;
  /** What of the file has to do with credentials. */
  readonly relevance: Relevance;
  readonly found: Map<string, Found>;
  /** What is left to do: each expression, statement and call costs one. */
  budget: number;
  /** How many loops are walked twice around what is walked now. */
  loops: number;
  /** How many more values may be compared to see whether a loop must be walked twice. */
  compared: number;
  /** How many turns of single entries are under way. */
  turns: number;
  /** The call that led into a function of another file; what it shows is told of there, if it came from here. */
  visit: { readonly span: Span; readonly sources: ReadonlySet<Step> } | null;
  /** Where weak names are bound, and whether what they are bound to there was seen to be passed to the Hub. */
  readonly trials: Map<number, boolean>;
  /** Whether what is kept for a visitor may be someone else's: `st.session_state.hf_token = os.environ["HF_TOKEN"]`. */
  isFilled: boolean;
  /** What is kept for visitors though it is not theirs, by its place: `streamlit.session_state.key`. */
  readonly kept: Map<string, Value>;
  /** What is caught from now on: it knows the last request of the `try` with a credential, and its headers. */
  caught: Value;
  depth: number;
  readonly running: Set<unknown>;
  readonly results: Map<string, Value>;
  /** Functions that are walked once on their own, when their scope is complete. */
  readonly pending: { readonly code: Code; readonly key: unknown }[];
  readonly evaluate: (expression: Expression, scope: Scope) => Value;
  readonly execute: (statements: readonly Statement[], scope: Scope) => boolean;
  readonly invoke: (code: Code, args: readonly Argument[], span: Span) => Value;
  readonly bind: (target: Expression, value: Value, scope: Scope, isDeclared: boolean) => void;
}

export interface Found {
  readonly rule: LoggingRule;
  readonly taint: Taint;
  readonly sink: Step;
  readonly exposure: Exposure;
}
