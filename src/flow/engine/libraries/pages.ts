// Pages: what the server hands to the code of a browser, and what it writes into them.
import type { Expression, Opaque, Span } from '../../syntax.ts';
import type { Machine } from '../machine.ts';
import { called } from '../modules.ts';
import { dottedName } from '../outlook.ts';
import type { Scope } from '../scopes.ts';
import { atPlace } from '../sinks.ts';
import { shown, tainted, type Value } from '../values.ts';

/** Functions whose result goes to the browser with the page, by the file they stand in. */
const LOADERS: readonly (readonly [name: RegExp, file: RegExp])[] = [
  [/^get(?:ServerSide|Static|Initial)Props$/, /^/],
  [/^load$/, /(?:^|\/)\+(?:page|layout)(?:\.server)?\.[jt]s$/],
  [/^loader$/, /(?:^|\/)(?:routes\/[^\n]*|root)\.[jt]sx?$/],
];

/** What a page is made of. */
export function atPage(machine: Machine, name: string, value: Value | null, span: Span): void {
  if (value?.code && LOADERS.some(([own, file]) => own.test(name) && file.test(machine.file)))
    machine.invoke({ ...value.code, isRoute: true }, [], span);
}

/** Stores that the browser gets: `document.cookie = …`, `ctx.body = …` of Koa. */
export function atStore(machine: Machine, target: Expression, value: Value, span: Span): void {
  if (target.kind !== 'attribute') return;
  if (target.name === 'cookie') atPlace(machine, 'cookie', value, span, 'document.cookie');
  if (target.name === 'body' && /^ctx\.(?:response\.)?body$/.test(dottedName(target) ?? ''))
    atPlace(machine, 'route-return', value, span, 'the answer to a request');
}

/** An element of JSX: what a component of the browser is given by the server, and what is written into the page. */
export function atElement(machine: Machine, { name, parts }: Opaque, values: readonly Value[], scope: Scope): void {
  if (!values.some((value) => shown(value).length > 0)) return;
  const component = /^[A-Z]/.test(name) ? scope.lookup(name) : null;
  const isClient = component !== null && called(machine, component).code?.home.isClient === true;
  for (const [index, value] of values.entries()) {
    const part = parts[index];
    // Names alone may be those of a form in which people write their own.
    const proven = tainted(shown(value).filter(({ strength }) => strength === 1));
    const isWritten = /^[a-z]/.test(name) && (part?.name === null || part?.name === 'value');
    if (part && (isClient || isWritten)) atPlace(machine, 'page', isClient ? value : proven, part.value, `<${name}>`);
  }
}
