// What the visitor of a page entered and the page keeps for that visitor alone: shown again in a field, it is shown to nobody else.
import type { Argument, Machine } from './machine.ts';
import { isUncertain, join, shown, type Value } from './values.ts';

/** Whether what is called `words` comes from the visitor of a page: `streamlit.session_state.hf_token`, `streamlit.text_input()`. */
export function isVisitors({ names }: Machine, words: string): boolean {
  const holder = words.slice(0, Math.max(words.lastIndexOf('.'), words.lastIndexOf('(')));
  return names.has('visitors', holder) || names.has('visitors', words);
}

/** What is kept under `key` of `holder` and did not come from the visitor. */
export function keptAt({ kept, names }: Machine, holder: string | null, key: string): Value | null {
  return holder !== null && names.has('visitors', holder) ? (kept.get(`${holder}.${key}`) ?? null) : null;
}

/** Keeps it; functions run in any order, so what was kept there before may still be, but for what the page itself does. */
export function keep(machine: Machine, holder: string | null, key: string | null, value: Value): void {
  if (holder === null || key === null || !machine.names.has('visitors', holder)) return;
  const place = `${holder}.${key}`;
  if (machine.running.size === 0) machine.kept.delete(place);
  if (!isOthers(machine, value)) return;
  const before = machine.kept.get(place);
  machine.kept.set(place, before ? join(before, value) : value);
}

const isOthers = (machine: Machine, value: Value): boolean =>
  shown(value).some(({ source }) => !isVisitors(machine, source.words));

/** Notes that what keeps a visitor's own values, `holder`, is given something that may be someone else's. */
export function fill(machine: Machine, holder: string | null, key: string | null, value: Value): void {
  if (holder === null || machine.isFilled || !machine.names.has('visitors', holder)) return;
  const isOpen = isUncertain(value) && value.text === null && !isVisitors(machine, value.path ?? '');
  const isCredential = isOpen && machine.names.isCredential(key ?? '');
  machine.isFilled = isCredential || isOthers(machine, value);
}

/** The same of what its method `method` is given: under the name of the argument, or what the first one says. */
export function fillBy(machine: Machine, holder: string | null, method: string, args: readonly Argument[]): void {
  if (holder === null || !machine.names.has('visitors', holder)) return;
  for (const { name, value } of args) {
    const key = name ?? args[0]?.value.text ?? null;
    fill(machine, holder, key, value);
    if (/^(?:setdefault|update)$/.test(method)) keep(machine, holder, key, value);
    if (method === 'update') for (const [own, entry] of value.box?.entries ?? []) keep(machine, holder, own, entry);
  }
}
