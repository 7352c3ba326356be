// A call with all that is known of it, and what is wrong about it whatever it gives.
import type { Call } from '../syntax.ts';
import type { Argument, Machine } from './machine.ts';
import type { Scope } from './scopes.ts';
import { atOnce, atPlace } from './sinks.ts';
import type { Value } from './values.ts';

const WRITES = /^(?:write|write_text|writelines|write_bytes|writerows?)$/;

/** Whether a file that is named so lies in the project. */
export const isHere = (text: string | null): boolean =>
  text !== null && text !== '' && !/^[~/]|tmp|temp|home|\.cache|HF_TOKEN_PATH/i.test(text);

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

/** What is wrong whatever the value: options that show locals, tokens kept by git; and writes, which depend on the place. */
export function notice({ machine, node, object, args, path, name }: Site): void {
  const isOn = (key: string): boolean =>
    node.args.some(
      ({ name: keyword, value }) => keyword === key && value.kind === 'literal' && /^True$/.test(value.value),
    );
  if (isOn('show_locals') || (isOn('diagnose') && name === 'add') || path === 'cgitb.enable')
    atOnce(machine, 'hf-log-py-traceback-locals', node, name);
  if (isOn('add_to_git_credential')) atOnce(machine, 'hf-log-py-git-credential', node, name);
  const isDump = /^(?:json|yaml|pickle|toml)\.(?:dump|safe_dump)$/.test(path);
  const isWrite = WRITES.test(name) && object.path?.endsWith('()');
  const file = path === 'print' ? args.find((arg) => arg.name === 'file')?.value : null;
  // `config.write(file)`, of an object that holds what is written.
  const isConfig = name === 'write' && object.box !== null && args[0]?.value.path?.endsWith('()') === true;
  const target = isDump ? args[1]?.value : isConfig ? args[0]?.value : isWrite ? object : file;
  if (!target || (file && !target.path?.endsWith('()'))) return;
  const data = isDump ? args.slice(0, 1) : args.filter((arg) => arg.name !== 'file');
  for (const value of isConfig ? [object] : data.map((arg) => arg.value))
    atPlace(machine, isHere(target.text) ? 'write-here' : 'write-elsewhere', value, node, name, target.text ?? '');
}
