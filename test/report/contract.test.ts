// What every format must hold for any content: nothing that a repository says becomes more than text.
import { describe, expect, test } from 'vitest';
import { formats, render } from '../../src/report/index.ts';
import type { Finding, Flow, Place, Report, RiskRule } from '../../src/types.ts';
import { hear } from '../runner/emulator.ts';
import { slice } from '../slice.ts';
import {
  bytes,
  finding,
  historyPlaces,
  leaks,
  PLANTED,
  reason,
  report,
  spellings,
  stamp,
  suppressed,
  timeline,
} from './material.ts';

const riskRule: RiskRule = {
  id: 'hf-log-py-print',
  title: 'This line shows a credential',
  family: 'logging',
  languages: ['python'],
  severity: 'error',
  confidence: 'high',
  why: 'Logs are kept, and read by many.',
  fix: ['Show that there is one, not which.'],
  source: 'https://cwe.mitre.org/data/definitions/532.html',
};
const flow: Flow = {
  strength: 3,
  shown: 'whole',
  steps: [{ line: 3, column: 14, endLine: 3, endColumn: 51, words: '', text: 'print(token)' }],
  fix: 'print(bool(token))',
};

const OPTIONS = { color: false, excerpt: true, elapsedMs: 1, quiet: false, hook: true, version: '0.1.0' };

const NAMES: readonly (string | Uint8Array)[] = [
  'app.py',
  ' leading and trailing ',
  'new\nline',
  'carriage\rreturn',
  'tab\there',
  '\n::error file=x::y',
  '::error::x',
  ' ::add-mask::e',
  '\r\n::set-output name=findings::0',
  '##[add-mask]e',
  'x ##[stop-commands]y',
  '###[group]x',
  '##[set-output name=findings;]0',
  '##vso[task.complete result=Succeeded]',
  '##VSO[task.setvariable variable=x]y',
  '#', // stands before other pieces
  '##teamcity[buildStop]',
  '%0A::error::x',
  '%25%41%',
  '\u001b[2J\u001b[1;1Hcleared',
  '\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\',
  '\u009b31mC1',
  'bell\u0007back\bspace\u007f',
  'nul\0byte',
  'bidi\u202egnp.exe',
  'isolate\u2066x\u2069',
  'zero\u200bwidth\ufeff',
  'line\u2028paragraph\u2029',
  'tags\u{e0041}\u{e007f}',
  'soft\u00adhyphen',
  '"double" \'single\' `back`',
  '"},{"kind":"leak"',
  '</script><script>alert(1)</script>',
  '&lt;b&gt; <b>',
  '[text](https://evil.example)',
  '{0} {{1}}',
  '-rf',
  '--output=x',
  ':(glob)**',
  ':!x',
  '$(touch x)',
  '`touch x`',
  '; rm -rf ~ #',
  '*?[a-z]',
  'a:b',
  'C:\\Windows\\x',
  'back\\slash\\n',
  '\\x41\\u{41}',
  '..',
  '../../etc/passwd',
  './x/./y',
  '/absolute',
  '//server/share',
  'a//b/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'emoji \u{1f600}\u{1f468}\u200d\u{1f469}',
  'e\u0301 combining',
  'עברית العربية',
  '日本語.py',
  'x'.repeat(255),
  `${'日'.repeat(85)}`,
  '__proto__',
  'constructor',
  'CON',
  'error[hf-user-token]: x',
  '  --> other.py:1:1',
  '2 findings (2 errors)',
  'a, b (c) · d',
  Buffer.of(0xff, 0xfe),
  Buffer.from('caf\xe9.py', 'latin1'),
  Buffer.from('a\xed\xa0\x80b', 'latin1'), // a surrogate in UTF-8
  Buffer.from('\xc0\xaf..\xc0\xaf', 'latin1'), // an overlong slash
  Buffer.from('\xf0\x9f\x98', 'latin1'), // a character that ends early
  Buffer.from('##[x]\xff\x1b[31m\\', 'latin1'),
];

const OBJECT_PATHS = [`blob ${'b'.repeat(40)}`, `commit ${'a'.repeat(40)}`, `tag ${'a'.repeat(40)}`];

const NOT_PLAIN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\udb40/;

/** Everything in a report that a repository can write, written by `name`. */
function hostile(name: string | Uint8Array): Report {
  const path = typeof name === 'string' ? bytes(name) : name;
  const text = Buffer.from(path).toString('utf8');
  const half = Math.floor(text.length / 2);
  const one = finding({
    message: `Token ${text}`,
    location: { path, trail: [text, 'cell 1'], lineHash: 'ab:1' },
    excerpt: { text, start: half, end: half + 1 },
    places: [
      { kind: 'staged', path, stage: 1 },
      { kind: 'name', of: 'file', path },
      { kind: 'gitfile', path: bytes('config') },
    ],
  });
  return report({
    scan: { mode: 'staged', target: text },
    findings: [
      one,
      finding({ location: { path: bytes('#') }, excerpt: { text: `${text}#[x]`, start: 0, end: text.length } }),
    ],
    suppressed: [
      suppressed('already-committed', text, { message: `Token ${text}`, location: { path } }),
      suppressed('allow', text, { location: { path } }),
    ],
    ledger: { skipped: [{ reason: 'gitignored', objects: 2, bytes: 3, examples: [path, path] }] },
  });
}

/** The same in history: a finding at each kind of place, the others beside it; names of refs, authors, headers and repositories. */
function hostileHistory(name: string | Uint8Array): Report {
  const path = typeof name === 'string' ? bytes(name) : name;
  const text = Buffer.from(path).toString('utf8');
  const places = historyPlaces(path, text);
  const life = timeline({
    added: stamp('c', { author: text, date: text }),
    removed: stamp('d', { author: text }),
    refs: [path, bytes('#'), path],
    refsTotal: 30,
  });
  const at = (place: Place, others: readonly Place[], parts: Partial<Finding>) =>
    finding({ location: { path: place.path, trail: [text] }, places: [place, ...others], ...parts });
  const told = places.map((place) => at(place, [], { timeline: life }));
  const untold = places.map((place, index) => at(place, index % 4 === 0 ? places : [], {}));
  return report({
    scan: { mode: 'range', target: text, commits: 0 },
    findings: [...told, ...untold],
    suppressed: untold.map((one) => ({ ...one, verdict: suppressed('already-committed', text).verdict })),
  });
}

/** The workflow commands that GitHub's runner, or Azure's agent, would execute (ActionCommand.cs, Command.cs). */
function commandsIn(output: string): string[] {
  return output.split(/\r\n|[\r\n\u0085\u2028\u2029]/).filter((line) => {
    const first = line.indexOf('##[');
    const legacy = first >= 0 && line.indexOf(']', first) >= 0;
    const trimmed = line.trimStart();
    return legacy || (trimmed.startsWith('::') && trimmed.indexOf('::', 2) > 0) || /##vso\[/i.test(line);
  });
}

const NAMED = new Map([
  ['\\\\', '\\'],
  ['\\n', '\n'],
  ['\\r', '\r'],
  ['\\t', '\t'],
]);

/** Undoes `displayPath` and the breaking of commands. */
function unescapePath(text: string): Buffer {
  const parts = text.match(/\\(?:[\\nrt]|x[0-9a-f]{2}|u\{[0-9a-f]+\})|[^\\]+/g) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (part.startsWith('\\x')) return Buffer.from(part.slice(2), 'hex');
      if (part.startsWith('\\u')) return Buffer.from(String.fromCodePoint(Number.parseInt(part.slice(3, -1), 16)));
      return Buffer.from(NAMED.get(part) ?? part);
    }),
  );
}

function unescapeUri(uri: string): Buffer {
  return Buffer.from(
    uri.replace(/%([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );
}

/** What one format is made of is executed; all else must not be. */
function foreignCommands(format: (typeof formats)[number], output: string): string[] {
  if (format !== 'github') return commandsIn(output);
  const plain = output.replaceAll(/\u001b\[[0-9]+m/g, '');
  return hear(plain).executed.filter((name) => !/^(?:error|warning|notice)$/.test(name));
}

/** The path in front of a position: `app.py:3:14 (commit 1234)`. */
function pathBefore(text: string): Buffer {
  return unescapePath(/^(.*?):3:14/.exec(text)?.[1] ?? '');
}

function withoutEntities(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (named[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

/** RFC 4180. */
function cellsOf(line: string): string[] {
  return Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}

interface Located {
  readonly location: { readonly path?: string; readonly file?: string; readonly pathBytes?: string };
}

const displayed = ({ location: { path, file, pathBytes } }: Located): Buffer =>
  pathBytes === undefined ? unescapePath(path ?? file ?? '') : Buffer.from(pathBytes, 'base64');

/** Formats that say where in words, as people are told. */
const WORDS: ReadonlySet<string> = new Set(['text', 'github', 'markdown', 'junit']);

/** Reads an output back with a parser of its own: for each finding the path's bytes. */
const PATHS: Readonly<Record<(typeof formats)[number], (output: string) => Buffer[]>> = {
  text: (output) => {
    const frames = output.match(/^(?:error|warning|info)\[/gm);
    expect(output.match(/^ +--> /gm)).toHaveLength(frames?.length ?? 0);
    return [...output.matchAll(/^ {1,3}--> (.*):3:14(?: \(.*\))?$/gm)].map(([, path = '']) => unescapePath(path));
  },
  json: (output) =>
    JSON.parse(output).findings.map(({ location }: { location: { path: string; pathBytes?: string } }) => {
      const { path, pathBytes } = location;
      if (pathBytes !== undefined) expect(unescapePath(path)).toEqual(Buffer.from(pathBytes, 'base64'));
      return pathBytes === undefined ? unescapePath(path) : Buffer.from(pathBytes, 'base64');
    }),
  sarif: (output) =>
    JSON.parse(output).runs[0].results.map(
      (result: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) => {
        const { uri } = result.locations[0].physicalLocation.artifactLocation;
        expect(uri).toMatch(/^(?!\/)(?:[\w.!~*'()/-]|%[0-9A-F]{2})+$/);
        expect(uri.split('/')).not.toContain('..');
        return unescapeUri(uri);
      },
    ),
  github: (output) =>
    hear(output)
      .annotations.filter(({ data }) => data.title !== 'hfleaks')
      .map(({ data, message }) =>
        data.file === undefined ? pathBefore(message.slice(message.lastIndexOf(' at ') + 4)) : Buffer.from(data.file),
      ),
  jsonl: (output) =>
    output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'finding')
      .map(displayed),
  markdown: (output) =>
    [...output.matchAll(/^\| \w+ \| <code>(.*?)<\/code> \| .* \| .* \|$/gm)].map(([, where = '']) =>
      pathBefore(withoutEntities(where)),
    ),
  csv: (output) => {
    const [head = '', ...lines] = output.trimEnd().split('\n').map(cellsOf);
    for (const line of lines) expect(line).toHaveLength(head.length);
    return lines.map((line) => unescapePath(line[head.indexOf('path')] ?? ''));
  },
  junit: (output) =>
    [...output.matchAll(/<failure type="\w+" message="([^"<>]*)"\/>/g)].map(([, text = '']) =>
      pathBefore(withoutEntities(text)),
    ),
  rdjson: (output) => JSON.parse(output).diagnostics.map(displayed),
  'gitlab-secret-detection': (output) => JSON.parse(output).vulnerabilities.map(displayed),
  'gitlab-code-quality': (output) => JSON.parse(output).map(displayed),
};

/** The paths of objects in `historyPlaces`: shortened for people. */
const SHORTENED = ['blob bbbbbbbbbbbb', 'commit aaaaaaaaaaaa', 'tag aaaaaaaaaaaa'];

describe.each(formats.map((format, at) => [format, at] as const))('%s', (format, at) => {
  test.each(NAMES)('%j', async (name) => {
    const path = typeof name === 'string' ? bytes(name) : name;
    const output = await render(format, hostile(name), OPTIONS);
    expect(output).not.toMatch(NOT_PLAIN);
    expect(foreignCommands(format, output)).toEqual([]);
    expect(PATHS[format](output).map((read) => read.toString('latin1'))).toEqual([
      Buffer.from(path).toString('latin1'),
      '#',
    ]);
    expect(Buffer.from(output, 'utf8').toString('utf8')).toBe(output);
    expect(await render(format, hostile(name), OPTIONS)).toBe(output);
  });

  test.each(slice(NAMES, 3, at))('in history: %j', async (name) => {
    const output = await render(format, hostileHistory(name), OPTIONS);
    expect(output).not.toMatch(NOT_PLAIN);
    expect(foreignCommands(format, output)).toEqual([]);
    expect(Buffer.from(output, 'utf8').toString('utf8')).toBe(output);
    const path = Buffer.from(typeof name === 'string' ? bytes(name) : name).toString('latin1');
    const read = PATHS[format](output).map((one) => one.toString('latin1'));
    const objects = WORDS.has(format) ? SHORTENED : OBJECT_PATHS;
    if (format === 'github')
      expect(new Set(read)).toEqual(new Set([path, ...SHORTENED].filter((one) => read.includes(one))));
    else expect(new Set(read)).toEqual(new Set([path, ...objects]));
    expect(read).toHaveLength(format === 'github' ? 9 : 2 * historyPlaces(bytes(''), '').length);
    const colored = await render(format, hostileHistory(name), { ...OPTIONS, color: true });
    expect(foreignCommands(format, colored)).toEqual([]);
    expect(colored.replaceAll(/\u001b\[[0-9]+m/g, '')).toBe(output);
  });

  test.each(slice(NAMES, 3, at))('in colours: %j', async (name) => {
    const output = await render(format, hostile(name), { ...OPTIONS, color: true });
    const plain = output.replaceAll(/\u001b\[[0-9]+m/g, '');
    expect(plain).not.toMatch(NOT_PLAIN);
    expect(foreignCommands(format, output)).toEqual([]);
    expect(plain).toBe(await render(format, hostile(name), OPTIONS));
  });

  const written = spellings(PLANTED).map((spelling, index) => [index, spelling] as const);
  test.each(written)('no 8 characters of a credential written as spelling %i', async (index, spelling) => {
    const texts = [spelling, `a/${spelling}.py`, `\u001b${spelling}\n`, `${spelling}${spelling}`, `\\x${spelling}`];
    // They take turns: each in each format, and with each spelling.
    for (const text of slice(texts, 3, (at + index) % 3))
      for (const make of [hostile, hostileHistory])
        expect(leaks(await render(format, make(text), OPTIONS), PLANTED)).toEqual([]);
  });

  test('a risk is told with the family of its rule, and without a credential', async () => {
    const risk = finding({
      kind: 'risk',
      rule: riskRule,
      message: riskRule.title,
      credential: null,
      flow,
      excerpt: null,
    });
    const output = await render(format, report({ findings: [risk] }), OPTIONS);
    expect(PATHS[format](output).map(String)).toEqual(['app.py']);
    expect(withoutEntities(output)).toMatch(/hf-log-py-print/);
    // People are told in its words, and code scanning by its CWE.
    const family = { text: /shows? a credential/, sarif: /cwe-532/ } as const;
    expect(withoutEntities(output)).toMatch(format === 'text' || format === 'sarif' ? family[format] : /\blogging\b/);
    expect(output).not.toMatch(/Revoke this|hf_/);
  });

  test('no 8 characters of a credential in a path that is not UTF-8', async () => {
    const path = Buffer.concat([Buffer.of(0xff), bytes(PLANTED), Buffer.of(0xfe)]);
    expect(leaks(await render(format, hostile(path), OPTIONS), PLANTED)).toEqual([]);
  });

  test('a credential that spells words of the format leaves the format whole', async () => {
    const value = ['executionSuccessful', 'partialFingerprints', 'deduplicated', 'credentials found'].join('');
    const output = await render(
      format,
      report({ findings: [finding({ value })], ledger: { skipped: [reason('gitignored', 1, 1, value)] } }),
      OPTIONS,
    );
    expect(PATHS[format](format === 'text' ? output + output : output)[0]?.toString()).toBe('app.py');
    expect(output).not.toContain(value);
  });
});
