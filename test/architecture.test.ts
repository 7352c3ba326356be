// The plan of the house, enforced: which folder may import which, and which doors lead outside.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseSync } from 'rolldown/utils';
import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

const GROUND = [
  'types',
  'secret',
  'errors',
  'ledger',
  'limit',
  'lower-bound',
  'path',
  'pauses',
  'nearest',
  'mistake',
  'version',
  'wasm',
  'webassembly',
];
const STAGES = ['sieve', 'decode', 'unpack', 'flow', 'detect', 'judge', 'locate'];
const BELOW = [
  ...STAGES,
  'git',
  'sources',
  'rulebook',
  'report',
  'scan',
  'engine',
  'forms',
  'sieves',
  'signs',
  'layers',
  'findings',
  'risks',
  'timeline',
  'check',
  'explain',
  'cache',
  'policy',
];

/** Folder or file of src/ -> what it may import besides itself and the ground. What is not named here is not in the plan. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [...GROUND, ...STAGES, 'timeline', 'git', 'net', 'report', 'rulebook', 'cache'].map((room) => [room, []]),
  ),
  sources: ['git', 'cache'],
  forms: ['decode'],
  signs: ['forms', 'judge', 'unpack'],
  sieves: ['forms', 'signs', 'sieve', 'decode', 'unpack', 'flow', 'rulebook'],
  scan: ['engine', 'detect', 'judge', 'risks', 'timeline', 'rulebook'],
  engine: ['sieves', 'signs', 'layers', 'unpack', 'detect', 'judge', 'findings', 'risks', 'rulebook'],
  thread: ['engine', 'sources'],
  layers: ['decode', 'detect', 'unpack'],
  findings: ['detect', 'judge', 'locate'],
  risks: ['flow', 'decode', 'detect', 'judge', 'locate'],
  check: ['scan', 'sources', 'rulebook'],
  policy: ['git', 'sources', 'rulebook'],
  explain: ['scan', 'layers', 'sources', 'decode', 'detect', 'judge', 'locate', 'report', 'rulebook'],
  index: BELOW,
  setup: BELOW,
  action: [...BELOW, 'net', 'setup'],
  audit: [...BELOW, 'net', 'setup'],
  cli: [...BELOW, 'net', 'setup', 'action', 'audit', 'index'],
};

/** What leads out of the pipeline -> the only places that may use it. */
const TOP = ['cli', 'action', 'audit'];
const MODULES: Readonly<Record<string, readonly string[]>> = {
  child_process: ['git'],
  worker_threads: ['sources', 'audit'],
  cluster: [],
  ...Object.fromEntries(
    ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'].map((name) => [name, ['net']]),
  ),
  // What V8 made of our own chunks runs there, and nothing else.
  ...Object.fromEntries(['vm', 'module'].map((name) => [name, ['cache/code']])),
  ...Object.fromEntries(['repl', 'inspector', 'inspector/promises'].map((name) => [name, []])),
  process: [...TOP, 'git/process', 'git/origin'], // kill(-pid): git and its children end together
  console: TOP,
};
const GLOBALS: Readonly<Record<string, readonly string[]>> = {
  fetch: ['net'],
  WebSocket: ['net'],
  EventSource: ['net'],
  console: TOP,
  process: TOP,
  eval: [],
  Function: [],
  require: [],
  global: [],
  globalThis: [],
};
const REVEALS = ['detect', 'judge', 'net', 'report/gate', 'setup/replace'];
const WRITES = [
  'git/shadow',
  'git/self-test',
  'git/own',
  'cache',
  'setup',
  'report/write',
  'action/outputs',
  'audit/store',
];
const FS_WRITE =
  /^(?:writev?|writeFile|appendFile|createWriteStream|mkdir|mkdtemp|mkdtempDisposable|rm|rmdir|unlink|rename|copyFile|cp|l?chmod|fchmod|[lf]?chown|link|symlink|f?truncate|[lf]?utimes)(?:Sync)?$/;
const FOLDERS_THAT_SAY_NOTHING = /(?:^|\/)(?:utils?|helpers?|common|shared|core|managers?)(?:\/|\.ts$)/;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Everything in `files` (path below src/ -> text) that breaks the plan, as sentences. */
function violations(files: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const graph = new Map<string, readonly string[]>();
  for (const [file, text] of files) {
    const say = (what: string) => found.push(`${file}: ${what}`);
    if (!/^(?:#!.*\n)?\/\/ \S/.test(text)) say('does not open with a comment that says what it is for');
    if (FOLDERS_THAT_SAY_NOTHING.test(file)) say('has a name that says nothing');
    if (!(roomOf(file) in ARROWS)) say(`${roomOf(file)} is not in the plan`);
    if (file.endsWith('.d.ts')) continue;
    const imports = outward(file, text, say);
    graph.set(file, imports);
    for (const target of imports) {
      if (!files.has(target)) say(`imports ${target}, which does not exist`);
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from !== to && !GROUND.includes(to) && !ARROWS[from]?.includes(to)) say(`may not import ${target}`);
    }
  }
  return [...found, ...circles(graph)];
}

/** The files that `file` imports, in any way; tells `say` of each door it may not use. */
function outward(file: string, text: string, say: (what: string) => void): readonly string[] {
  const { program, errors } = parseSync(file, text, { lang: 'ts' });
  if (errors.length > 0) say('cannot be parsed');
  const imports: string[] = [];
  const writes: string[] = [];
  let usesFs = false;
  const into = (source: unknown) => {
    const specifier = (source as Node | null)?.value;
    if (typeof specifier !== 'string') return say('imports what no literal names');
    if (specifier.startsWith('.')) return void imports.push(posix.join(posix.dirname(file), specifier));
    const name = specifier.replace(/^node:/, '');
    usesFs ||= name === 'fs' || name === 'fs/promises';
    const places = MODULES[name];
    if (places && !isIn(file, places)) say(`may not import ${specifier}`);
  };
  walk(program as unknown as Node, (node, parent, key, own) => {
    if (/^(?:ImportDeclaration|ImportExpression|TSImportType|ExportAllDeclaration)$/.test(node.type)) into(node.source);
    if (node.type === 'ExportNamedDeclaration' && node.source) into(node.source);
    if (node.type === 'TSImportEqualsDeclaration') say('uses import = require()');
    if (node.type === 'ImportSpecifier') writes.push(nameOf(node.imported));
    if (node.type === 'CallExpression') writes.push(nameOf((node.callee as Node).property ?? node.callee));
    if (node.type !== 'Identifier') return;
    const name = nameOf(node);
    const isProperty = (key === 'property' || key === 'key') && !parent.computed;
    if (name === 'reveal' && key === 'property' && !isIn(file, REVEALS)) say('may not reveal a secret');
    const places = isProperty || own.has(name) || !Object.hasOwn(GLOBALS, name) ? undefined : GLOBALS[name];
    if (places && !isIn(file, places)) say(`may not use ${name}`);
  });
  const write = usesFs && !isIn(file, WRITES) && writes.find((name) => FS_WRITE.test(name));
  if (write) say(`may not write files (${write})`);
  return imports;
}

type Visit = (node: Node, parent: Node, key: string, own: ReadonlySet<string>) => void;

/** Calls `visit` for every node, with the names that the file itself declares around it. */
function walk(node: Node, visit: Visit, parent = node, at = '', own: ReadonlySet<string> = new Set()): void {
  const names = 'params' in node || node.type === 'Program' ? new Set([...own, ...declared(node)]) : own;
  visit(node, parent, at, names);
  for (const [key, child] of childrenOf(node)) walk(child, visit, node, key, names);
}

/** Names of parameters and variables of a function, or of a file's top level; those of inner functions are not told apart. */
function declared(scope: Node): string[] {
  if (scope.type === 'ImportDeclaration') return [];
  if (scope.type === 'VariableDeclarator') return namesIn(scope.id as Node);
  const inner =
    scope.type === 'Program'
      ? childrenOf(scope).filter(([, { type }]) => !/Function|Class/.test(type))
      : childrenOf(scope);
  return inner.flatMap(([key, child]) => (/^params?$/.test(key) ? namesIn(child) : declared(child)));
}

/** The names that a pattern binds. */
function namesIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [nameOf(pattern)];
  return childrenOf(pattern).flatMap(([key, child]) =>
    /^(?:key|right|typeAnnotation)$/.test(key) ? [] : namesIn(child),
  );
}

function childrenOf(node: Node): (readonly [string, Node])[] {
  return Object.entries(node).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((child) => typeof child?.type === 'string')
      .map((child) => [key, child as Node] as const),
  );
}

/** `name` of an identifier, the text of a literal, or nothing. */
function nameOf(node: unknown): string {
  const { name, value } = node as { name?: unknown; value?: unknown };
  return String(name ?? value ?? '');
}

function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file)) return [`${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}: a circle`];
    if (done.has(file)) return [];
    const found = (graph.get(file) ?? []).flatMap((target) => visit(target, [...trail, file]));
    done.add(file);
    return found;
  };
  return [...graph.keys()].flatMap((file) => visit(file, []));
}

const roomOf = (file: string): string => (file.split('/')[0] ?? '').replace(/(?:\.d)?\.ts$/, '');
const isIn = (file: string, places: readonly string[]): boolean =>
  places.some((place) => file === `${place}.ts` || file.startsWith(`${place}/`));

describe('the checker catches', () => {
  const planted: readonly (readonly [string, string, string, string])[] = [
    ['a stage that imports a stage', 'judge/a.ts', "import { b } from '../detect/b.ts';", 'may not import detect/b.ts'],
    ['a type import', 'judge/a.ts', "import type { b } from '../detect/b.ts';", 'may not import detect/b.ts'],
    ['an import type expression', 'judge/a.ts', "let b: import('../detect/b.ts').B;", 'may not import detect/b.ts'],
    ['a lazy import', 'judge/a.ts', "await import('../detect/b.ts');", 'may not import detect/b.ts'],
    ['a re-export', 'judge/a.ts', "export * from '../detect/b.ts';", 'may not import detect/b.ts'],
    ['a named re-export', 'judge/a.ts', "export { b } from '../detect/b.ts';", 'may not import detect/b.ts'],
    ['an arrow that goes up', 'detect/a.ts', "import { scan } from '../scan.ts';", 'may not import scan.ts'],
    ['the ground on a stage', 'ledger.ts', "import { b } from './detect/b.ts';", 'may not import detect/b.ts'],
    ['the network from scan', 'scan.ts', "import { b } from './net/b.ts';", 'may not import net/b.ts'],
    ['a report inside scan', 'scan.ts', "import { b } from './report/b.ts';", 'may not import report/b.ts'],
    ['an import of nothing', 'judge/a.ts', "import { c } from './c.ts';", 'does not exist'],
    ['a child process', 'sources/a.ts', "import { spawn } from 'node:child_process';", 'node:child_process'],
    ['a child process without node:', 'sources/a.ts', "import { spawn } from 'child_process';", 'child_process'],
    ['a thread', 'detect/a.ts', "import { Worker } from 'node:worker_threads';", 'node:worker_threads'],
    ['a socket', 'report/a.ts', "import { connect } from 'node:net';", 'node:net'],
    ['a fetch', 'cli/a.ts', "await fetch('https://example.org');", 'may not use fetch'],
    ['a written file', 'report/json.ts', "import { writeFileSync } from 'node:fs';", 'may not write files'],
    [
      'a file written by a method',
      'cli/a.ts',
      "import * as fs from 'node:fs';\nfs.rmSync('x');",
      'may not write files',
    ],
    [
      'a file handle',
      'cli/a.ts',
      "import { open } from 'node:fs/promises';\n(await open('x', 'w')).writeFile('');",
      'may not write',
    ],
    ['a revealed secret', 'report/text.ts', 'export const a = (b) => b.reveal();', 'may not reveal'],
    ['a revealed secret behind ?.', 'report/text.ts', 'export const a = (b) => b?.reveal();', 'may not reveal'],
    ['console in a stage', 'judge/a.ts', "console.log('');", 'may not use console'],
    ['process in a stage', 'git/a.ts', 'export const a = process.env;', 'may not use process'],
    [
      'process beside a function that has its own',
      'git/a.ts',
      'const a = (process: A) => process.b;\nprocess.exit();',
      'may not use process',
    ],
    ['process by import', 'git/a.ts', "import { env } from 'node:process';", 'may not import node:process'],
    ['process by globalThis', 'git/a.ts', 'export const a = globalThis.process;', 'may not use globalThis'],
    ['eval', 'cli/a.ts', "eval('1');", 'may not use eval'],
    ['a function made of text', 'cli/a.ts', "new Function('1');", 'may not use Function'],
    ['a computed import', 'cli/a.ts', 'await import(name);', 'no literal'],
    ['require', 'cli/a.ts', "require('x');", 'may not use require'],
    ['a script', 'cache/a.ts', "import { Script } from 'node:vm';", 'node:vm'],
    ['a made require', 'cli/a.ts', "import { createRequire } from 'node:module';", 'node:module'],
    ['a room outside of the plan', 'magic/a.ts', '', 'not in the plan'],
    ['a folder called utils', 'detect/utils/a.ts', '', 'says nothing'],
    ['a file called helpers', 'detect/helpers.ts', '', 'says nothing'],
    ['a circle', 'detect/b.ts', "import { b } from './c.ts';", 'a circle'],
  ];
  const innocent = ['scan.ts', 'net/b.ts', 'report/b.ts', 'detect/b.ts'].map((file) => [file, '// Fine.\n'] as const);

  test.each(planted)('%s', (_, file, text, message) => {
    const files = new Map<string, string>([...innocent, [file, `// Planted.\n${text}`]]);
    if (message === 'a circle') files.set('detect/c.ts', "// The other half.\nimport { b } from './b.ts';");
    expect(violations(files)).toEqual([expect.stringContaining(message)]);
  });

  test('a file without an opening comment', () => {
    expect(violations(new Map([['scan.ts', 'export {};']]))).toEqual([expect.stringContaining('comment')]);
  });

  test('nothing in a small house that follows the plan', () => {
    const house = new Map<string, string>([
      ...innocent,
      [
        'cli/main.ts',
        "#!/usr/bin/env node\n// Fine.\nimport '../scan.ts';\nprocess.exitCode = await import('../report/b.ts');",
      ],
      [
        'detect/c.ts',
        "// Says console, process. and eval( only here.\nexport const a = 'process.env', b = { process: 1 }.process;",
      ],
      [
        'sources/a.ts',
        "// Fine.\nimport { open } from 'node:fs/promises';\nexport const a = [open].map((b) => b.name);",
      ],
    ]);
    expect(violations(house)).toEqual([]);
  });
});

test('src/ follows the plan', () => {
  const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const files = new Map(names.map((name) => [name.split(sep).join('/'), readFileSync(join(SRC, name), 'utf8')]));
  expect(files.size).toBeGreaterThan(GROUND.length);
  expect(violations(files)).toEqual([]);
});
