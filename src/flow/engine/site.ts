// A call with all that is known of it, and what is wrong about it whatever it gives.
import type { Call } from '../syntax.ts';
import type { Argument, Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import { atOnce } from './sinks.ts';
import type { Value } from './values.ts';
import { fill } from './visitors.ts';

/** A call. */
export interface Site {
  readonly machine: Machine;
  readonly node: Call;
  readonly scope: Scope;
  /** The value whose method is called. */
  readonly object: Value;
  readonly args: readonly Argument[];
  /** The name of the callee through imports; `''` if it has none. */
  readonly path: string;
  /** The last part of the name as written. */
  readonly name: string;
}

/** What is wrong whatever the value: options that show locals, tokens kept by git. */
export function notice({ machine, node, object, args, path, name }: Site): void {
  for (const { name: key, value } of args) fill(machine, object.path, key ?? args[0]?.value.text ?? null, value);
  const isOn = (key: string): boolean =>
    node.args.some(
      ({ name: keyword, value }) => keyword === key && value.kind === 'literal' && /^True$/.test(value.value),
    );
  if (isOn('show_locals') || (isOn('diagnose') && name === 'add') || path === 'cgitb.enable')
    atOnce(machine, 'hf-log-py-traceback-locals', node, name);
  if (isOn('add_to_git_credential')) atOnce(machine, 'hf-log-py-git-credential', node, name);
}
