// Options that are wrong whatever the value: they show locals, or have git keep a token.
import type { Call } from '../../syntax.ts';
import { atOnce } from '../sinks.ts';
import type { Site } from '../site.ts';

/** Tells of such options of a call. */
export function atOptions({ machine, node, path, name }: Site): void {
  if (isOn(node, 'show_locals') || (name === 'add' && isOn(node, 'diagnose')) || path === 'cgitb.enable')
    atOnce(machine, 'shown-locals', node, name);
  if (isOn(node, 'add_to_git_credential')) atOnce(machine, 'git-credential', node, name);
}

const isOn = ({ args }: Call, option: string): boolean =>
  args.some(({ name, value }) => name === option && value.kind === 'literal' && value.value === 'True');
