// Functions that put texts together, cut them, or give them on in another form.

import { atUrlIn, filledIn, sliced } from '../pieces.ts';
import type { Knowledge, Site } from '../site.ts';
import { listed } from '../turns.ts';
import { loosened, shown, type Taint, tainted, UNKNOWN, union, type Value } from '../values.ts';
import { PATHS } from './files.ts';

export const texts: Knowledge = {
  isAbout: ({ names, path, name }) =>
    names.has('propagators', path) ||
    names.has('propagating-methods', name) ||
    /^(?:format|concat|format_map|join|slice|substring|substr)$/.test(name),
  result: passedOn,
};

function passedOn({ machine, names, object, args, path, name, node }: Site): Value | null {
  if (names.has('propagators', path)) return together(args.map(({ value }) => value));
  if (name === 'format' || name === 'concat' || name === 'format_map') {
    for (const arg of args) atUrlIn(machine, object.text, arg.value, node);
    const given = args.map(({ name: key, value }) =>
      key === '**' || name === 'format_map' ? filledIn(object.text, value) : value,
    );
    return together([object, ...given]);
  }
  if (name === 'join' && !PATHS.test(path)) {
    const parts = [listed(args[0]?.value ?? UNKNOWN), object].filter((one) => one.taints.length > 0 || one.box);
    return tainted(loosened(together(parts).taints));
  }
  if (/^(?:slice|substring|substr)$/.test(name) && object.taints.length > 0) return sliced(object, node);
  const isSame = object.taints.length > 0 && names.has('propagating-methods', name);
  return isSame ? { ...object, path: null, isKnown: true } : null;
}

const together = (values: readonly Value[]): Value =>
  tainted(values.map(writtenOf).reduce<readonly Taint[]>((a, b) => union(a, b, true), []));

/** Answers and errors are shown by what looks into them, not by a text of them. */
const writtenOf = (value: Value): readonly Taint[] => (value.box?.kind === 'client' ? value.taints : shown(value));
