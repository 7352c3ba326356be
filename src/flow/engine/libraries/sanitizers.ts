// Functions behind which nothing of a credential is left, or only what they keep.
import type { Call, Expression } from '../../syntax.ts';
import type { Callee, Knowledge, Site } from '../site.ts';
import { Box, boxed, CLEAN, shown, tainted, type Value } from '../values.ts';

/** What hides, counts, hashes or tests. */
export const sanitizers: Knowledge = {
  isAbout: (callee) =>
    isSanitizer(callee) ||
    callee.names.has('sanitizing-methods', callee.name) ||
    /^(?:stringify|replace|replaceAll)$/.test(callee.name),
  result: sanitized,
};

const isSanitizer = ({ names, path, name, isMethod }: Callee): boolean =>
  names.has('sanitizers', path) || names.matches('sanitizer', name) || (isMethod && names.has('others', name));

function sanitized(site: Site): Value | null {
  const { names, node, args, object, path, name } = site;
  if (isSanitizer(site)) return CLEAN;
  if (path === 'JSON.stringify' && args[0] && args[1]) return replaced(args[0].value, args[1].value, node);
  if (object.taints.length > 0 && names.has('sanitizing-methods', name)) return CLEAN;
  if ((name !== 'replace' && name !== 'replaceAll') || !args[0]) return null;
  return args[0].value.taints.length > 0 || isRegex(node.args[0]?.value) ? CLEAN : null;
}

const isRegex = (node: Expression | undefined): boolean => node?.kind === 'literal' && node.value.startsWith('/');

/** What `JSON.stringify` gives of a value beside a second argument: the entries that it lists; a function is there to hide some. */
function replaced(value: Value, by: Value, node: Call): Value | null {
  if (node.args[1]?.value.kind === 'literal' || (by.isKnown && !by.box && !by.code)) return null;
  const keys = by.box?.kind === 'list' ? [...by.box.entries.values()].map(({ text }) => text) : [];
  const picked = new Box('dict');
  for (const key of keys) {
    const entry = key !== null && value.box?.entries.get(key);
    if (entry) picked.entries.set(key, entry);
  }
  return tainted(shown(boxed(picked)));
}

/** Objects that show a credential to nobody who does not ask for it: `SecretStr(token)`. */
export const sealers: Knowledge = {
  isAbout: ({ names, path, name }) => names.has('sealers', path) || names.has('sealers', name),
  result: ({ args }) => ({ ...CLEAN, sealed: args.flatMap(({ value }) => value.taints) }),
};

/** What methods of such objects give; null for other objects. */
export function unsealed({ object, name }: Site): Value | null {
  if (object.sealed.length === 0) return null;
  return name === 'get_secret_value' ? tainted(object.sealed) : CLEAN;
}
