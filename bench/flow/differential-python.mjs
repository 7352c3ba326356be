// Compares calls and assignments of the Python parser with those of tree-sitter: `node bench/flow/differential-python.mjs [-v] FOLDER…`.
import { bundle, compareFiles, oraclesFor } from './differential.mjs';

const { parsePython } = await bundle('src/flow/python/parse.ts');
const { python } = await oraclesFor(['python']);

compareFiles({ files: /\.py$/, oracleOf: () => python, parse: parsePython, spansOf, oracleSpans });

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
