// Compares calls and assignments of the JavaScript parser with those of tree-sitter: `node bench/flow/differential-javascript.mjs [-v] FOLDER…`.
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

const { parseJavaScript } = await bundle('src/flow/javascript/parse.ts');
const { Parser, Language } = await import(pathToFileURL(require.resolve('web-tree-sitter')).href);
await Parser.init();
const oracles = {};
for (const name of ['javascript', 'typescript', 'tsx']) {
  oracles[name] = new Parser();
  oracles[name].setLanguage(
    await Language.load(require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`)),
  );
}

/** Calls of tree-sitter; `new A` is one of ours, too. */
const CALLS = new Set(['call_expression', 'new_expression']);
const ASSIGNMENTS = new Set(['assignment_expression', 'augmented_assignment_expression']);
/** With a value these are assignments to us. */
const DECLARATORS = new Set(['variable_declarator', 'public_field_definition', 'field_definition']);
/** Declared: types are stepped over, and so is what only declares. */
const SKIPPED = new Set([
  ...['type_annotation', 'type_arguments', 'type_parameters', 'type_alias_declaration', 'interface_declaration'],
  ...['ambient_declaration', 'implements_clause', 'asserts_annotation', 'type_predicate_annotation', 'object_type'],
]);

const total = { files: 0, bytes: 0, broken: 0, gaps: 0, calls: 0, assignments: 0, theirCalls: 0, theirAssignments: 0 };
const differing = [];
const seen = new Set();
let ours = 0;
for (const root of roots) for (const path of scripts(root)) compare(path);
report();

/** One file: both sides as sets of `kind start-end`. */
function compare(path) {
  const bytes = readFileSync(path);
  if (bytes.length > MAX_BYTES) return;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (seen.has(text)) return;
  seen.add(text);
  total.files++;
  total.bytes += bytes.length;
  const began = performance.now();
  const module = parseJavaScript(text);
  ours += performance.now() - began;
  const name = /\.[mc]?ts$/.test(path) ? 'typescript' : path.endsWith('.tsx') ? 'tsx' : 'javascript';
  const tree = oracles[name].parse(text);
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

function report() {
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

function oracleSpans(root) {
  const spans = new Set();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { type, endIndex } = node;
    if (SKIPPED.has(type)) continue;
    const start = CALLS.has(type) ? startOf(node) : -1;
    if (start >= 0) spans.add(`call ${start}-${endIndex}`);
    const field = DECLARATORS.has(type) ? node.childForFieldName('value') : null;
    if (ASSIGNMENTS.has(type) || field) {
      const from = type.endsWith('definition')
        ? (node.childForFieldName('name') ?? node.childForFieldName('property'))
        : node;
      spans.add(`assignment ${from.startIndex}-${endIndex}`);
    }
    // `import('a').B` after `as` is a type.
    const { namedChildren } = node;
    const isCast = type === 'as_expression' || type === 'satisfies_expression';
    for (const child of isCast ? namedChildren.slice(0, 1) : namedChildren) if (child) stack.push(child);
  }
  return spans;
}

/** Where a call begins; -1 if it is none. Declared: tree-sitter takes `await f<T>()` for `(await f)<T>()`, and `await (a)` for a call of `await`. */
function startOf(call) {
  for (let node = call.firstNamedChild; node?.startIndex === call.startIndex; node = node.firstNamedChild) {
    if (node.type === 'await_expression') return node.firstNamedChild?.startIndex ?? call.startIndex;
    if (node.type !== 'identifier' || node.text !== 'await') continue;
    return node.parent?.id === call.id ? -1 : (node.nextNamedSibling?.startIndex ?? call.startIndex);
  }
  return call.startIndex;
}

function spansOf(module, text) {
  const spans = new Set();
  const stack = [{ node: module.statements, isPattern: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, isPattern } = top;
    if (node === null || typeof node !== 'object') continue;
    if (node.kind === 'call') spans.add(`call ${node.start}-${node.end}`);
    // `export { a as b }` and `constructor(private a)` assign without saying so.
    const isWritten = node.kind === 'assignment' && /=/.test(text.slice(node.start, node.end));
    if (isWritten) addAssignments(spans, node, node.targets);
    if (node.kind === 'operation' && /^(?:[^=<>!]|[<>*&|?]{2,3})?=$/.test(node.operator) && !isPattern)
      addAssignments(spans, node, node.operands.slice(0, -1));
    // A default in a pattern is no assignment; what is inside of the default may be.
    if (node.kind === 'operation' && isPattern) {
      for (const [at, operand] of node.operands.entries()) stack.push({ node: operand, isPattern: at === 0 });
      continue;
    }
    const goesOn = isPattern && (Array.isArray(node) || ['sequence', 'mapping', undefined].includes(node.kind));
    for (const [key, value] of Object.entries(node))
      stack.push({ node: value, isPattern: key === 'targets' || key === 'target' || (goesOn && key !== 'key') });
  }
  return spans;
}

/** `a = b = c` is two assignments to tree-sitter. */
function addAssignments(spans, { start, end }, targets) {
  for (const [at, target] of targets.entries()) spans.add(`assignment ${at === 0 ? start : target.start}-${end}`);
}

function* scripts(root) {
  if (!statSync(root).isDirectory()) {
    yield root;
    return;
  }
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const path = join(root, entry.name);
    if (entry.isDirectory()) yield* scripts(path);
    else if (entry.isFile() && /\.[mc]?[jt]sx?$/.test(entry.name) && !/\.d\.[mc]?ts$/.test(entry.name)) yield path;
  }
}

async function bundle(path) {
  const build = await rolldown({ input: join(ROOT, path), platform: 'node', logLevel: 'silent' });
  const folder = mkdtempSync(join(tmpdir(), 'differential-'));
  try {
    const file = join(folder, 'parse.mjs');
    await build.write({ file, format: 'esm' });
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
