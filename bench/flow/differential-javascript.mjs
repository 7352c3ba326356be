// Compares calls and assignments of the JavaScript parser with those of tree-sitter: `node bench/flow/differential-javascript.mjs [-v] FOLDER…`.
import { bundle, compareFiles, oraclesFor } from './differential.mjs';

const { parseJavaScript } = await bundle('src/flow/javascript/parse.ts');
const oracles = await oraclesFor(['javascript', 'typescript', 'tsx']);

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

compareFiles({
  files: /^(?!.*\.d\.[mc]?ts$).*\.[mc]?[jt]sx?$/,
  oracleOf: (path) => oracles[/\.[mc]?ts$/.test(path) ? 'typescript' : path.endsWith('.tsx') ? 'tsx' : 'javascript'],
  parse: parseJavaScript,
  spansOf,
  oracleSpans,
});

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
