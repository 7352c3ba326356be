// The parsers of code and what follows values through it: whatever the text, they end, and name places that it has.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, lookAt } from '../../src/risks/code.ts';
import { token } from '../../test/tokens.ts';
import { type Input, must, type Target } from '../target.ts';

const FOLDER = 'bench/flow/labelled';
const WORDS = [
  ...[
    'hf_token',
    'HF_TOKEN',
    'print(',
    'console.log(',
    'echo ',
    '$HF_TOKEN',
    '$' + '{HF_TOKEN}',
    'f"{',
    '`$' + '{',
    '"""',
    "'''",
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '/*',
    '*/',
    '//',
    '#',
    '<<EOF\n',
    'EOF\n',
    '\n',
    '\n    ',
    '\t',
    ' if a else ',
    'lambda: ',
  ],
  ...[
    '=> ',
    'async ',
    'await ',
    'class A:\n',
    'def f(a, *b):\n',
    'return ',
    'import ',
    'from . import ',
    '<a b={c}>',
    '</a>',
  ],
  ...[
    '? : ',
    '.a',
    '(a)',
    ': |\n',
    ': >-\n',
    '$' + '{{ secrets.HF_TOKEN }}',
    'run: ',
    'env:\n',
    '  - ',
    '&a ',
    '*a',
    '<<: ',
  ],
  ...[
    '%env ',
    '!ls ',
    'set -x\n',
    '\\\n',
    ';',
    '&&',
    '|',
    '$(',
    '`',
    '"',
    "'",
    '\0',
    'case ',
    'match x:\n',
    'FROM a\n',
    'RUN ',
    '```',
  ],
];

export function code(): Target {
  return {
    name: 'code',
    seeds: samples(),
    words: WORDS.map((word) => Buffer.from(word)),
    async run({ label, parts: [bytes = Buffer.alloc(0)] }) {
      const read = codeOf(Buffer.from(label), bytes);
      if (read === null || read === 'too-large') return `${label} ${read}`;
      const { exposures } = await lookAt(read);
      for (const { source, path, sink } of exposures)
        for (const { span } of [source, ...path, sink]) {
          must(
            span.start >= 0 && span.start <= span.end && span.end <= read.text.length,
            'a place is outside of the text',
          );
          const at = read.offset(span.start);
          must(at >= 0 && at <= bytes.length, 'a place is outside of the file');
        }
      return `${label} ${exposures
        .map(({ rule, shown }) => rule + shown)
        .join()
        .slice(0, 100)}`;
    },
  };
}

/** The labelled samples, under names that say their language. */
function samples(): Input[] {
  const secret = token('hf-user-token', 4);
  return readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tmpl'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({
      label: path
        .slice(FOLDER.length + 1)
        .replace(/\.tmpl$/, '')
        .replaceAll(/(^|\/)dot-/g, '$1.')
        .replace(/^\w+\/\d+\//, ''),
      parts: [Buffer.from(readFileSync(path, 'utf8').replaceAll(/\{\{token[^}]*\}\}/g, secret))],
    }));
}
