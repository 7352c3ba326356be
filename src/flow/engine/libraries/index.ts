// What is known of functions of libraries: for each, what a call gives, or what it does whatever it gives.
import type { Names } from '../names.ts';
import type { Callee, Knowledge, Site } from '../site.ts';
import type { Value } from '../values.ts';
import { answered, requests } from './axios.ts';
import { callbacks } from './callbacks.ts';
import { commandLines } from './command-lines.ts';
import { commands } from './commands.ts';
import { atBundler, isBundler, loaders } from './configs.ts';
import { containers } from './containers.ts';
import { attributes, getters, givers, readers, required, schemas, stores, tokenFiles } from './credentials.ts';
import { atFile, files, isWriter } from './files.ts';
import { iterables } from './iterables.ts';
import { mappings } from './mappings.ts';
import { bound, clients, columns, locals, widgets } from './objects.ts';
import { fields, makers, parsers } from './options.ts';
import { parsed } from './parsed.ts';
import { sanitizers, sealers } from './sanitizers.ts';
import { texts } from './texts.ts';
import { web } from './web.ts';

/** The first one that knows what a call gives counts. */
const RESULTS: readonly Knowledge[] = [
  ...[bound, answered, callbacks, requests, commandLines, web, parsed, loaders, widgets, commands, clients, makers],
  ...[required, readers, givers, stores, parsers, getters, attributes, tokenFiles],
  ...[sanitizers, iterables, containers, columns, locals, mappings, texts, sealers, fields, schemas, files],
];

/** What is known of a function by its name. */
export interface Known {
  /** Each may know what a call gives, the first one counts. */
  readonly results: readonly ((site: Site) => Value | null)[];
  /** What a call of it shows besides, whatever it gives. */
  readonly shows: readonly ((site: Site) => void)[];
}

const MAX_KEY = 300;
const MAX_KEYS = 10_000;
const asked = new WeakMap<Names, Map<string, Known>>();

/** What is known of `callee`; asked once for each name. */
export function knownOf(callee: Callee): Known {
  const { names, path, name, isMethod } = callee;
  const key = `${isMethod ? '.' : ''}${name} ${path}`;
  const all = asked.get(names) ?? new Map<string, Known>();
  const before = all.get(key);
  if (before) return before;
  const known = {
    results: RESULTS.filter(({ isAbout }) => isAbout(callee)).map(({ result }) => result),
    shows: [...(isWriter(callee) ? [atFile] : []), ...(isBundler(callee) ? [atBundler] : [])],
  };
  if (key.length <= MAX_KEY && all.size < MAX_KEYS) asked.set(names, all.set(key, known));
  return known;
}
