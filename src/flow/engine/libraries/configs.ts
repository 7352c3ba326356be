// Configurations of what builds pages: the parts that are written into the code that browsers load.
import type { Expression, Span } from '../../syntax.ts';
import type { Machine } from '../machine.ts';
import type { Scope } from '../scopes.ts';
import { atPlace } from '../sinks.ts';
import type { Callee, Knowledge, Site } from '../site.ts';
import { credential, named } from '../sources.ts';
import { shown, tainted, type Value } from '../values.ts';

/** Parts that are public, by the name of the file. */
const PUBLIC: readonly (readonly [file: RegExp, parts: readonly string[]])[] = [
  [/(?:^|\/)next\.config\.\w+$/, ['env', 'publicRuntimeConfig']],
  [/(?:^|\/)nuxt\.config\.\w+$/, ['env', 'publicRuntimeConfig', 'runtimeConfig.public']],
  [/(?:^|\/)[\w.-]+\.config\.\w+$/, ['define', 'vite.define', 'source.define']],
];
const BUNDLERS = /^(?:esbuild|vite|rolldown|Bun)\.(?!defineConfig)\w+$/;

/** What a file gives as its configuration, also by a function, or handed to a plugin: `withMDX(config)`. */
export function atConfig(machine: Machine, config: Expression, span: Span, scope: Scope): void {
  const parts = PUBLIC.flatMap(([file, own]) => (file.test(machine.file) ? own : []));
  if (parts.length === 0) return;
  const given = config.kind === 'call' ? config.args.map(({ value }) => value) : [config];
  for (const one of given) {
    const value = machine.evaluate(one, scope);
    const made = value.code ? machine.invoke(value.code, [], span) : value;
    // A suppression is written where the configuration is, not where it is given.
    const from = one.kind === 'name' && value.at ? { start: value.at.start, end: span.end } : span;
    for (const part of parts) atPart(machine, made, part, from, value.at ?? span);
  }
}

/** `loadEnv(mode, folder, '')` of vite, without a prefix, gives all of the environment. */
export const loaders: Knowledge = {
  isAbout: ({ language, path }) => language === 'javascript' && path === 'vite.loadEnv',
  result: ({ machine, args, node }) => (args[2]?.value.text === '' ? named(machine, 'process.env', node) : null),
};

/** Whether what is called so builds pages. */
export const isBundler = ({ language, path, name }: Callee): boolean =>
  language === 'javascript' && (BUNDLERS.test(path) || name === 'EnvironmentPlugin');

/** The same where a bundler is called; and names of variables that are written out: `new EnvironmentPlugin(['HF_TOKEN'])`. */
export function atBundler({ machine, args, path, name, node }: Site): void {
  if (BUNDLERS.test(path)) for (const { value } of args) atPart(machine, value, 'define', node, node);
  if (name !== 'EnvironmentPlugin') return;
  for (const { value } of args) {
    const { kind, entries } = value.box ?? {};
    const names =
      kind === 'list' ? [...(entries?.values() ?? [])].map(({ text }) => text ?? '') : [...(entries?.keys() ?? [])];
    const secret = names.find(machine.names.isCredential);
    if (secret) atPlace(machine, 'client-env', tainted([credential(1, node, secret)]), node, name);
  }
}

/** Tells of what is in a part, where the value is read if that is `within` the configuration, else at `span`. */
function atPart(machine: Machine, config: Value, part: string, within: Span, span: Span): void {
  let value: Value | undefined = config;
  for (const key of part.split('.')) value = value?.box?.entries.get(key);
  for (const taint of value ? shown(value) : []) {
    const { start, end } = taint.source.span;
    const place = start >= within.start && end <= within.end ? taint.source.span : span;
    atPlace(machine, 'client-env', tainted([taint]), place, `${part} of the configuration`);
  }
}
