// The writers of reports: whatever stands in a repository, the output is a text of its format, and has nothing of a credential.
import { formats, render } from '../../src/report/index.ts';
import type { Report } from '../../src/types.ts';
import {
  finding,
  historyPlaces,
  PLANTED,
  reason,
  report,
  spellings,
  suppressed,
  timeline,
} from '../../test/report/material.ts';
import { type Input, must, STRETCH, type Target } from '../target.ts';

const OPTIONS = { color: false, excerpt: true, elapsedMs: 1, quiet: false, hook: true, version: '0.1.0' };
const NOT_PLAIN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\udb40/;
const AS_JSON = ['json', 'sarif', 'rdjson', 'gitlab-secret-detection', 'gitlab-code-quality'];
/** Pieces of a credential that are as long are masked, in characters. */
const WINDOW = 12;
const WINDOWS = Array.from({ length: PLANTED.length - WINDOW + 1 }, (_, at) => PLANTED.slice(at, at + WINDOW));
const TEXTS = [
  ...[
    'app.py',
    'a/b c.py',
    '\n::error file=x::y',
    '##[add-mask]e',
    '##vso[task.complete]',
    '\u001b[2J\u001b]8;;x\u001b\\',
  ],
  ...['\u202egnp.exe', '"},{"a":"b"', '<script>alert(1)</script>', '[text](https://evil.example)', '| a | b |', '=1+1'],
  ...[
    '../../etc/passwd',
    'a\\b\\x41',
    '\u{1f600}\u{e0041}',
    '%0A::error::x',
    '$(touch x)',
    '-rf',
    '日本語.py',
    'a,b;"c"',
  ],
];

export function reports(): Target {
  const words = [...TEXTS, ...spellings(PLANTED), PLANTED.slice(0, 20), PLANTED.slice(15)].map((text) =>
    Buffer.from(text),
  );
  let turn = 0;
  return {
    name: 'reports',
    seeds: words.map((word): Input => ({ label: '', parts: [word, Buffer.from('x = 1\n')] })),
    words,
    async run({ parts: [path = Buffer.alloc(0), said = path] }) {
      const format = formats[(turn >> 1) % formats.length] ?? 'text';
      turn = (turn + 1) % STRETCH;
      const isHistory = turn % 2 === 0;
      const output = await render(format, isHistory ? history(path, said) : tree(path, said), OPTIONS);
      must(!NOT_PLAIN.test(output), `${format}: characters that are not plain`);
      must(output === '' || output.endsWith('\n'), `${format}: no end of line`);
      must(Buffer.from(output, 'utf8').toString('utf8') === output, `${format}: half a character`);
      for (const window of WINDOWS) must(!output.includes(window), `${format}: a piece of a credential`);
      if (AS_JSON.includes(format)) JSON.parse(output);
      if (format === 'jsonl') for (const line of output.trimEnd().split('\n')) JSON.parse(line);
      return `${format} ${output.includes('[masked]')} ${output.includes('\\x')}`;
    },
  };
}

function tree(path: Buffer, said: Buffer): Report {
  const text = said.toString('utf8');
  const half = Math.floor(text.length / 2);
  return report({
    scan: { mode: 'staged', target: text },
    findings: [
      finding({
        message: `Token ${text}`,
        location: { path, trail: [text, 'cell 1'], lineHash: 'ab:1' },
        excerpt: { text, start: half, end: half + 1 },
        places: [
          { kind: 'staged', path, stage: 1 },
          { kind: 'gitfile', path: said },
        ],
      }),
    ],
    suppressed: [suppressed('allow', text, { location: { path } })],
    ledger: { skipped: [{ ...reason('gitignored', 2, 3), examples: [path, said] }] },
  });
}

function history(path: Buffer, said: Buffer): Report {
  const text = said.toString('utf8');
  const places = historyPlaces(path, text);
  const life = timeline({ refs: [path, said], refsTotal: 30 });
  return report({
    scan: { mode: 'range', target: text, commits: 0 },
    findings: places.map((place, at) =>
      finding({
        location: { path: place.path, trail: [text] },
        places: [place],
        ...(at % 2 === 0 && { timeline: life }),
      }),
    ),
  });
}
