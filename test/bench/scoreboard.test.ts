// The scoreboard's own promises: a corpus that its seed decides, right labels, no credential in its sources, and its exit codes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

interface Sample {
  readonly id: string;
  readonly file: string;
  readonly category: string;
  readonly kind: string;
  readonly form: string;
  readonly token?: string;
  readonly sha256?: string;
  readonly line?: number;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'bench', 'scoreboard');
const home = mkdtempSync(join(tmpdir(), 'hfleaks-scoreboard-test-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** PATH is empty where no other scanner, python3 or git shall be found. */
function scoreboard(args: readonly string[], path = process.env.PATH ?? ''): { code: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [join(FOLDER, 'scoreboard.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: path, HOME: home },
  });
  return { code: status, stdout };
}

function made(
  name: string,
  ...args: readonly string[]
): { folder: string; samples: readonly Sample[]; missing: readonly string[] } {
  const folder = join(home, name);
  expect(scoreboard(['--make', folder, ...args]).code).toBe(0);
  return { folder: join(folder, 'tree'), ...JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) };
}

function digest(folder: string, samples: readonly Sample[]): string {
  const hash = createHash('sha256');
  for (const { file } of samples) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex');
}

const corpus = made('corpus');
const positives = corpus.samples.filter(({ category }) => category !== 'negative');
const negatives = corpus.samples.filter(({ category }) => category === 'negative');

describe('the corpus', () => {
  test('is the same for the same seed', () => {
    const again = made('again', '--seed', '1');
    expect(again.samples).toEqual(corpus.samples);
    expect(digest(again.folder, again.samples)).toBe(digest(corpus.folder, corpus.samples));
  });

  test('is another for another seed', () => {
    const other = made('other', '--seed', '2', '--only', 'plain');
    const tokens = new Set(positives.map(({ token }) => token));
    expect(other.samples.filter(({ token }) => tokens.has(token))).toEqual([]);
  });

  test.each([
    ['plain', 20],
    ['boundary', 40],
    ['encoded', 40],
    ['split', 30],
    ['container', 30],
    ['format', 20],
    ['notebook', 40],
    ['negative', 100],
  ])('%s has at least %i samples', (category, least) => {
    const here = corpus.samples.filter((sample) => sample.category === category);
    const missing = corpus.missing.filter((name) => name.startsWith(`${category}:`));
    expect(here.length + missing.length).toBeGreaterThanOrEqual(least);
    expect(new Set(here.map(({ kind, form }) => `${kind}: ${form}`)).size).toBe(here.length);
  });

  test('has a credential of its own in each positive', () => {
    expect(new Set(positives.map(({ token }) => token)).size).toBe(positives.length);
    for (const { token, sha256 } of positives)
      expect(createHash('sha256').update(String(token)).digest('hex')).toBe(sha256);
  });

  test('names the line where the credential stands as it is', () => {
    const labelled = positives.filter(({ line }) => line !== undefined);
    expect(labelled.filter(({ category }) => category === 'plain')).toHaveLength(
      positives.filter(({ category }) => category === 'plain').length,
    );
    for (const { file, line = 0, token } of labelled)
      expect(readFileSync(join(corpus.folder, file), 'utf8').split('\n')[line - 1]).toContain(token);
  });

  test('hides the credential in what is encoded or split', () => {
    const open = positives.filter(({ category, file, token }) => {
      return ['encoded', 'split'].includes(category) && readFileSync(join(corpus.folder, file)).includes(String(token));
    });
    expect(open.map(({ form }) => form)).toEqual([]);
  });

  test('has no credential of a positive in another file', () => {
    const files = corpus.samples.map(({ id, file }) => ({
      id,
      text: readFileSync(join(corpus.folder, file), 'latin1'),
    }));
    for (const { id: own, token } of positives)
      expect(files.filter(({ id, text }) => id !== own && text.includes(String(token)))).toEqual([]);
    expect(negatives.every(({ token }) => token === undefined)).toBe(true);
  });

  test('tells nothing in its paths', () => {
    for (const { file } of corpus.samples) expect(file).toMatch(/^s\d{4}\//);
    expect(corpus.samples.slice(0, 40).some(({ category }) => category === 'negative')).toBe(true);
  });
});

describe('the sources', () => {
  const sources = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

  test.each(sources)('%s opens with a comment, has no credential and imports nothing of src/', (_, text) => {
    expect(text).toMatch(/^\/\/ [A-Z]/);
    expect(text).not.toMatch(/(?:hf_|api_|api_org_|oauth__refresh_|oauth_app_secret_)[A-Za-z0-9]{30}/);
    expect(text).not.toMatch(/hf_app_[A-Za-z0-9]{32}|HFAK[A-Z0-9]{16}|eyJ[\w-]{10,}\.[\w-]{10,}\./);
    expect(text).not.toMatch(/from '[^']*src\//);
  });
});

describe('the result', () => {
  /** A program that answers as gitleaks does, and reports the credential that `show` gives for each file. */
  const peer = (name: string, show: string, files = 'paths'): string => {
    const folder = join(home, name);
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'gitleaks'),
      `#!${process.execPath}
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const [mode, tree] = process.argv.slice(2);
if (mode === 'version') console.log('0.0.1');
else {
  const paths = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const found = ${files}.map((one) => (one.parentPath ?? one.path) + '/' + one.name).map((File) => {
    const text = readFileSync(File, 'utf8');
    return { File, StartLine: 1, Secret: ${show} };
  });
  writeFileSync(process.argv[process.argv.indexOf('-r') + 1], JSON.stringify(found));
}
`,
    );
    chmodSync(join(folder, 'gitleaks'), 0o755);
    return folder;
  };
  const right = peer('right', '/hf_[A-Za-z]{34}/.exec(text)?.[0]');
  const wrong = peer('wrong', "'hf_' + 'q'.repeat(34)");
  const mute = peer('mute', '0', '[]');
  const silent = join(home, 'silent.cjs');
  const nothing = { tool: { version: '0.0.0' }, findings: [], ledger: {} };
  writeFileSync(silent, `console.log(${JSON.stringify(JSON.stringify(nothing))});\n`);
  const plain = ['--only', 'plain', '--json'];

  test('hfleaks finds what is plain, on its line, and nobody is ahead: 0', () => {
    const { code, stdout } = scoreboard([...plain, '--peers', right], '');
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ missed: [], misplaced: [], behind: [], totals: { plain: 30 } });
    expect(result.tools).toMatchObject([
      { name: 'hfleaks', total: 30 },
      { name: 'gitleaks', version: '0.0.1', total: 30 },
    ]);
    expect(result.absent).toContainEqual({ name: 'kingfisher', reason: 'not installed' });
    expect(code).toBe(0);
  });

  test('a peer finds what hfleaks does not: 1', () => {
    const { code, stdout } = scoreboard([...plain, '--peers', right, '--bundle', silent], '');
    expect(JSON.parse(stdout).behind).toHaveLength(30);
    expect(code).toBe(1);
  });

  test('a peer names the right files but other credentials: 0', () => {
    const { code, stdout } = scoreboard([...plain, '--peers', wrong, '--bundle', silent], '');
    expect(JSON.parse(stdout)).toMatchObject({ behind: [], tools: [{ total: 0 }, { total: 0 }] });
    expect(code).toBe(0);
  });

  test('a peer that reports nothing has failed, and gets no row', () => {
    const { stdout } = scoreboard([...plain, '--peers', mute], '');
    const result = JSON.parse(stdout);
    expect(result.tools).toMatchObject([{ name: 'hfleaks' }]);
    expect(result.absent).toContainEqual({ name: 'gitleaks', reason: 'failed: it reports nothing at all' });
  });

  test('a peer that reports every file has as many false alarms', () => {
    const { stdout } = scoreboard(['--only', 'negative', '--json', '--peers', wrong], '');
    expect(JSON.parse(stdout).tools).toMatchObject([{ alarms: 0 }, { alarms: negatives.length }]);
  });

  test.each([
    ['--only', 'plane'],
    ['--sead', '1'],
    ['--bundle', join(home, 'none.cjs'), '--only', 'plain'],
  ])('%s %s: 2', (...args) => {
    expect(scoreboard(args, '').code).toBe(2);
  });

  test('as text, a table with all columns', () => {
    const { stdout } = scoreboard(['--only', 'plain', '--peers', right, '--bundle', silent], '');
    expect(stdout).toContain('|  | plain (30) | found (30) | false alarms (0) |\n');
    expect(stdout).toContain('| gitleaks 0.0.1 | 30 | 30 | 0 |\n');
    expect(stdout).toContain('A peer finds 30 that hfleaks does not.\n');
  });
});
