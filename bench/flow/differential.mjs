// Compares calls and assignments of a parser of ours with those of tree-sitter, span by span, over many files.
// Needs web-tree-sitter and @vscode/tree-sitter-wasm, here or in the folder that TREE_SITTER names.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const require = createRequire(join(process.env.TREE_SITTER ?? ROOT, 'package.json'));
const MAX_BYTES = 1 << 20;

/** A parser of tree-sitter for each of the languages, by its name. */
export async function oraclesFor(names) {
  const { Parser, Language } = await import(pathToFileURL(require.resolve('web-tree-sitter')).href);
  await Parser.init();
  const grammars = dirname(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter.wasm'));
  const oracles = {};
  for (const name of names) {
    oracles[name] = new Parser();
    oracles[name].setLanguage(await Language.load(join(grammars, `tree-sitter-${name}.wasm`)));
  }
  return oracles;
}

/** The module at `path` of the repository, with its types left out. */
export async function bundle(path) {
  const folder = mkdtempSync(join(tmpdir(), 'hfleaks-flow-'));
  try {
    const build = await rolldown({ input: join(ROOT, path), platform: 'node', logLevel: 'silent' });
    const file = join(folder, 'bundle.mjs');
    await build.write({ file, format: 'esm' });
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Compares the files below the folders of the command line, each content once, and prints what differs (with -v) and the sums. Of a
 * language: which names `files` matches, its `oracleOf(path)`, our `parse(text)`, and the two sides as
 * sets of `kind start-end`: `spansOf(module, text)` and `oracleSpans(root)`.
 */
export function compareFiles({ files, oracleOf, parse, spansOf, oracleSpans }) {
  const roots = process.argv.slice(2).filter((argument) => argument !== '-v');
  const total = {
    files: 0,
    bytes: 0,
    broken: 0,
    gaps: 0,
    calls: 0,
    assignments: 0,
    theirCalls: 0,
    theirAssignments: 0,
  };
  const differing = [];
  const seen = new Set();
  let ours = 0;
  for (const root of roots) for (const path of filesBelow(root)) compare(path);
  report(total, differing, ours);

  function compare(path) {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) return;
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (seen.has(text)) return;
    seen.add(text);
    total.files++;
    total.bytes += bytes.length;
    const began = performance.now();
    const module = parse(text);
    ours += performance.now() - began;
    const tree = oracleOf(path).parse(text);
    if (tree.rootNode.hasError) {
      total.broken++;
      tree.delete();
      return;
    }
    if (module.gaps.length > 0) total.gaps++;
    const mine = spansOf(module, text);
    const theirs = oracleSpans(tree.rootNode);
    tree.delete();
    const count = (set, kind) => [...set].filter((span) => span.startsWith(kind)).length;
    total.calls += count(mine, 'call');
    total.assignments += count(mine, 'assignment');
    total.theirCalls += count(theirs, 'call');
    total.theirAssignments += count(theirs, 'assignment');
    const missing = [...theirs].filter((span) => !mine.has(span));
    const surplus = [...mine].filter((span) => !theirs.has(span));
    if (missing.length + surplus.length + module.gaps.length > 0)
      differing.push({ path, text, missing, surplus, gaps: module.gaps });
  }

  function* filesBelow(root) {
    if (!statSync(root).isDirectory()) {
      yield root;
      return;
    }
    for (const entry of readdirSync(root, { withFileTypes: true })) {
      const path = join(root, entry.name);
      if (entry.isDirectory()) yield* filesBelow(path);
      else if (entry.isFile() && files.test(entry.name)) yield path;
    }
  }
}

function report(total, differing, ours) {
  const isVerbose = process.argv.includes('-v');
  for (const { path, text, missing, surplus, gaps } of isVerbose ? differing : []) {
    const line = (sign, span) => {
      const [kind, range] = span.split(' ');
      const [start, end] = range.split('-').map(Number);
      const number = text.slice(0, start).split('\n').length;
      console.log(`${sign} ${path}:${number} ${kind} ${end - start} ${JSON.stringify(text.slice(start, start + 70))}`);
    };
    for (const span of missing.slice(0, 3)) line('-', span);
    for (const span of surplus.slice(0, 3)) line('+', span);
    for (const { start, end } of gaps.slice(0, 3)) line('?', `gap ${start}-${end}`);
  }
  const whole = total.files - total.broken;
  console.log(
    `${total.files} files, ${(total.bytes / 1e6).toFixed(1)} MB; ${total.broken} of them broken in tree-sitter's view, left out`,
  );
  console.log(
    `calls ${total.calls}, tree-sitter ${total.theirCalls}; assignments ${total.assignments}, tree-sitter ${total.theirAssignments}`,
  );
  const wrong = differing.filter(({ missing, surplus }) => missing.length + surplus.length > 0).length;
  console.log(`${whole - wrong} of ${whole} files equal in every span; ${total.gaps} files with gaps`);
  console.log(`parse: ${(total.bytes / 1e3 / ours).toFixed(1)} MB/s`);
}
