// Compares calls and assignments of the Python parser with those of tree-sitter: `node bench/flow/differential-python.mjs [-v] FOLDER…`.
// Needs web-tree-sitter and @vscode/tree-sitter-wasm, here or in the folder that TREE_SITTER names.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const require = createRequire(join(process.env.TREE_SITTER ?? ROOT, 'package.json'));
const roots = process.argv.slice(2).filter((argument) => argument !== '-v');
const isVerbose = process.argv.includes('-v');
const MAX_BYTES = 1 << 20;

const { parsePython } = await bundle('src/flow/python/parse.ts');
const { Parser, Language } = await import(pathToFileURL(require.resolve('web-tree-sitter')).href);
await Parser.init();
const oracle = new Parser();
oracle.setLanguage(await Language.load(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-python.wasm')));

const total = { files: 0, bytes: 0, broken: 0, gaps: 0, calls: 0, assignments: 0, theirCalls: 0, theirAssignments: 0 };
const differing = [];
let ours = 0;
const seen = new Set();
for (const root of roots) for (const path of pythonFiles(root)) compare(path);
report();

/** One file: both sides as sets of `kind start-end`. */
function compare(path) {
  const bytes = readFileSync(path);
  if (bytes.length > MAX_BYTES) return;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (seen.has(text)) return;
  seen.add(text);
  const tree = oracle.parse(text);
  total.files++;
  total.bytes += bytes.length;
  const began = performance.now();
  const module = parsePython(text);
  ours += performance.now() - began;
  if (tree.rootNode.hasError) {
    total.broken++;
    tree.delete();
    return;
  }
  if (module.gaps.length > 0) total.gaps++;
  const mine = spansOf(module);
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

function report() {
  for (const { path, text, missing, surplus, gaps } of isVerbose ? differing : []) {
    const line = (sign, span) => {
      const [kind, from] = span.split(' ');
      const start = Number(from.split('-')[0]);
      const number = text.slice(0, start).split('\n').length;
      console.log(`${sign} ${path}:${number} ${kind} ${JSON.stringify(text.slice(start, start + 70))}`);
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

/** Declared: no annotations in ours, so theirs are not gone into; `print x` is a call only to us; `a = b = c` is two assignments to them. */
function oracleSpans(root) {
  const spans = new Set();
  const cursor = root.walk();
  const skipped = new Set(['type', 'type_parameter', 'type_alias_statement']);
  for (;;) {
    const { nodeType, startIndex, endIndex } = cursor;
    if (nodeType === 'call' || nodeType === 'print_statement' || nodeType === 'exec_statement')
      spans.add(`call ${startIndex}-${endIndex}`);
    if (nodeType === 'assignment' || nodeType === 'augmented_assignment')
      spans.add(`assignment ${startIndex}-${endIndex}`);
    if (!skipped.has(nodeType) && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete();
        return spans;
      }
    }
  }
}

function spansOf(module) {
  const spans = new Set();
  const stack = [...module.statements];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === null || typeof node !== 'object') continue;
    if (node.kind === 'call') spans.add(`call ${node.start}-${node.end}`);
    if (node.kind === 'assignment') {
      spans.add(`assignment ${node.start}-${node.end}`);
      for (const target of node.targets.slice(1)) spans.add(`assignment ${target.start}-${node.end}`);
    }
    for (const value of Array.isArray(node) ? node : Object.values(node))
      if (typeof value === 'object') stack.push(value);
  }
  return spans;
}

function* pythonFiles(root) {
  if (!statSync(root).isDirectory()) {
    yield root;
    return;
  }
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (entry.isDirectory()) yield* pythonFiles(path);
    else if (entry.isFile() && entry.name.endsWith('.py')) yield path;
  }
}

/** The module at `path` of the repository, with its types left out. */
async function bundle(path) {
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
