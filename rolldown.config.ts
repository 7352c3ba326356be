// What is bundled from what: one CommonJS build with four entries, the command line, the Action, its threads and the library.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { prefilterPlugin } from './build/prefilter-plugin.ts';
import { rulesPlugin } from './build/rules-plugin.ts';
import { wasmPlugin } from './build/wasm-plugin.ts';

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: object };

/** The package of ours that a module belongs to; packages that are only needed by another one join its chunk. */
function vendor(id: string): string | null {
  const name = /^(?!.*\/node_modules\/.*\/node_modules\/).*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(
    id.replaceAll('\\', '/'),
  )?.[1];
  return name && name in devDependencies ? name.replace('/', '-') : null;
}

/** Half the size, and less to compile at each start. What is committed is compared with a new build, so nobody has to read it. */
const minify: Plugin = {
  name: 'minify',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      // What runs from kept code has no loader for these; see src/cache/code.ts.
      if (chunk.dynamicImports.some((name) => name.startsWith('node:')))
        throw new Error(`${chunk.fileName} imports late`);
      const { code, errors } = minifySync(chunk.fileName, chunk.code, { compress: true, mangle: { toplevel: true } });
      if (errors.length > 0) throw new Error(`${chunk.fileName} cannot be minified`);
      chunk.code = inAscii(code);
    }
  },
};

/** One letter beyond Latin-1, and V8 keeps two bytes for each of a chunk. */
function inAscii(code: string): string {
  if (/\\[^\0-\x7f]/.test(code)) throw new Error('A backslash stands before a letter that is not ASCII.');
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Tables of Unicode's classes, for `\\p{…}`, of which rules of users have none: a quarter of the engine that runs these. */
const withoutUnicodeClasses: Plugin = {
  name: 'without-unicode-classes',
  transform: {
    filter: { id: /\/re2js\// },
    handler(code) {
      const slim = code.replace(/(static (?:FOLD_)?(?:CATEGORIES|SCRIPTS?) = new LazyMap\(\{)[^}]*\}/g, '$1}');
      if (slim.length > code.length - 40_000) throw new Error('The tables of re2js are not where they were.');
      return slim;
    },
  },
};

/** Help is plain text: yargs gets ours in the place of three packages that know the width of every character there is. */
const PLAIN = { 'string-width': 'stringWidth', 'strip-ansi': 'stripAnsi', 'wrap-ansi': 'wrapAnsi' };
const plainHelp: Plugin = {
  name: 'plain-help',
  resolveId: {
    filter: { id: /^(?:string-width|strip-ansi|wrap-ansi)$/ },
    handler: (id) => `\0${id}`,
  },
  load: {
    filter: { id: /^\0(?:string-width|strip-ansi|wrap-ansi)$/ },
    handler: (id) => {
      const name = PLAIN[id.slice(1) as keyof typeof PLAIN];
      return `export { ${name} as default } from ${JSON.stringify(resolve('build/help-text.ts'))};`;
    },
  },
};

/** What every run of a hook needs, by the beginning of its path below src/. In one file: each further one costs half a millisecond. */
const HOOK = [
  ...[
    'scan.',
    'engine.',
    'forms.',
    'sieves.',
    'signs.',
    'wasm.',
    'ledger.',
    'nearest.',
    'path.',
    'errors.',
    'secret.',
    'version.',
    'cli/main',
    'cli/arguments',
    'cli/scan-commands',
    'cli/outputs',
    'cli/cache-place',
    'cli/terminal',
    'cli/options',
    'rulebook/option',
    'cli/sources',
    'cli/own-repository',
    'cli/policy.',
    'policy/gate',
  ],
  ...[
    'git/batch',
    'git/binary',
    'git/files',
    'git/index-listing',
    'git/objects',
    'git/records',
    'git/refs',
    'git/repository',
    'git/runner',
    'git/shadow',
    'git/self-test',
    'cache/marks',
    'sieve/',
    'decode/index',
    'decode/decoder',
    'decode/plain',
    'decode/wide',
    'decode/escapes',
    'decode/base64',
    'decode/json',
    'detect/pattern',
    'detect/overlap',
    'detect/credential',
    'locate/',
  ],
  ...[
    'sources/staged',
    'sources/content',
    'sources/file',
    'sources/open',
    'sources/lfs',
    'sources/old-sides',
    'sources/pauses',
  ],
  ...['rulebook/load', 'rulebook/sample', 'rulebook/shape', 'rulebook/measure'],
  ...[
    'report/index',
    'report/text',
    'report/frame',
    'report/provenance',
    'report/summary',
    'report/next-steps',
    'report/gate',
    'report/escape',
  ],
];

/** What follows code, but for that of shells and workflows. */
const RISKS = /\/src\/(?:risks|flow\/(?:engine|python|javascript))\//;

/** What the command line needs before all else. */
const START = /\/src\/(?:version|cache\/(?:place|reading)|cli\/compiling)\.ts$/;

// File names carry no hash: a new version of a chunk is a change of the same file. Library and command line share all
// chunks (`build/build.mjs` puts an ES module in front of index.cjs), and whatever is behind `import()` in the source is
// loaded only when it is needed: a commit hook reads none of the vendor chunks.
export default defineConfig({
  input: {
    hfleaks: 'src/cli/start.ts',
    'hfleaks-action': 'src/action/main.ts',
    'hfleaks-thread': 'src/thread.ts',
    index: 'src/index.ts',
  },
  platform: 'node',
  preserveEntrySignatures: 'strict',
  plugins: [rulesPlugin(), wasmPlugin(), withoutUnicodeClasses, plainHelp, minify, prefilterPlugin()],
  // The order of some output follows the modules' paths: these stay inside of the folder even where node_modules is a link.
  // What globs are made of is there once: fast-glob's is an older version with the same functions.
  resolve: { symlinks: false, alias: { picomatch: resolve('node_modules/picomatch') } },
  transform: { target: 'node20.19' },
  // yargs asks import.meta.resolve() for presets that configuration files extend, which no command of ours reads. And what the library
  // imports at once, the command line may still load late.
  checks: { emptyImportMeta: false, bundlerTimings: false, ineffectiveDynamicImport: false },
  onLog(level, log) {
    if (level === 'warn') throw new Error(log.message);
  },
  output: {
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    banner: (chunk) => (chunk.isEntry && chunk.name === 'hfleaks' ? '#!/usr/bin/env node' : ''),
    comments: false,
    codeSplitting: {
      groups: [
        { name: 'picomatch', test: /\/node_modules\/picomatch\//, priority: 1 },
        { name: vendor, debugName: 'vendors', test: /node_modules/ },
        { name: 'yargs', test: /\/build\/help-text\.ts$|^\0(?:string-width|strip-ansi|wrap-ansi)$/ },
        { name: 'samples', test: /\/src\/rulebook\/(?:sample|shape|measure|chars)\.ts$/, priority: 1 },
        { name: 'start', test: START, priority: 1 },
        { name: 'risks', test: RISKS },
        {
          name: 'core',
          test: (id) => HOOK.some((path) => id.replaceAll('\\', '/').includes(`/src/${path}`)),
          priority: 1,
        },
      ],
    },
  },
});
