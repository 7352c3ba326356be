// Histories that are read from packs without git: nothing is found that git's own reading does not find, and nothing is missed.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ObjectTable } from '../../src/git/object-listing.ts';
import { storeFiles } from '../../src/git/stored-ids.ts';
import { scan } from '../../src/scan.ts';
import { historySource } from '../../src/sources/history.ts';
import { PackedObjects } from '../../src/sources/packed-objects.ts';
import { repositoryIn } from '../git/open.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const VERSIONS = 46;
const LINES = 9000;
const halves = (token: string): [string, string] => [token.slice(0, 17), token.slice(17)];
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Content of version `at`: tokens of every form come, are broken and go. */
function contentOf(at: number): Readonly<Record<string, string>> {
  const lines = Array.from({ length: LINES }, (_, line) => `value_${line} = hf_hub_download("repo/${line * 7919}")`);
  lines.splice((at * 631) % LINES, at % 5, `# version ${at}, ${'-'.repeat(at)}`);
  const [start, end] = halves(userToken(at >> 2));
  const plain = at % 4 === 1 ? `login("${start}${end}")` : `login("${start}")`;
  lines[10 * at] = at % 3 === 0 ? plain : `x = "${start}" ${at % 3 === 1 ? '+' : ','} "${end}"`;
  lines[4000] = `data = "${base64(`some text before it, ${'x'.repeat(at)} ${at % 6 === 2 ? userToken(50) : 'nothing'} and behind`)}"`;
  const cell = {
    cell_type: 'code',
    source: [at % 7 === 3 ? `login("${userToken(51)}")` : 'run()'],
    outputs: [],
    metadata: {},
  };
  return {
    'app.py': lines.join('\n'),
    'run.ipynb': JSON.stringify({
      cells: [cell, { cell_type: 'markdown', source: [`# ${at}`] }],
      nbformat: 4,
      nbformat_minor: 5,
    }),
    'wide.txt': Buffer.from(`${'wide '.repeat(99)}${at} ${at % 9 === 4 ? userToken(52) : ''}`, 'utf16le').toString(
      'latin1',
    ),
  };
}

/** Commits of versions [from, to). */
function importVersions(repository: TestRepository, from: number, to: number): void {
  const stream: Buffer[] = [];
  for (let at = from; at < to; at++) {
    stream.push(
      Buffer.from(`commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + at} +0000\ndata 1\nx\n`),
    );
    if (at === from && from > 0) stream.push(Buffer.from('from refs/heads/main^0\n'));
    for (const [path, text] of Object.entries(contentOf(at))) {
      const bytes = Buffer.from(text, 'latin1');
      stream.push(Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n'));
    }
  }
  const { code, stderr } = repository.tryGit(['fast-import', '--quiet'], {}, Buffer.concat(stream));
  expect(stderr + code).toBe('0');
}

async function reportOf(repository: TestRepository, maxMemory?: number) {
  const git = {
    searchPath: process.env.PATH,
    temporary: repository.home,
    proven: { has: () => true, add: () => undefined },
  };
  const options = { repository: repositoryIn(repository), git, maxMemory };
  const { findings, suppressed, ledger, members } = await scan(historySource(options));
  return JSON.parse(JSON.stringify({ findings, suppressed, ledger, members }));
}

/** How many objects are read from packs, and are what their ids say. */
function countPacked(repository: TestRepository, format: 'sha1' | 'sha256'): number {
  const table = new ObjectTable(format);
  for (const line of repository.git('cat-file', '--batch-check', '--batch-all-objects').trim().split('\n')) {
    const [oid = '', type = '', size] = line.split(' ');
    table.set(table.list.add(oid), type as 'blob', Number(size));
  }
  const files = [...storeFiles(join(repository.path, '.git/objects'), table.list.width)];
  const packed = new PackedObjects({ table, files, objectFormat: format, memory: 1 << 28 });
  const read = [...packed.read(packed.wanted([...Array(table.list.length).keys()]))];
  packed.close();
  return read.length;
}

test.each(['sha1', 'sha256'] as const)(
  'one pack, several, and loose objects: %s',
  { timeout: 120_000 },
  async (format) => {
    const repository = await temporaryRepository(format);
    importVersions(repository, 0, VERSIONS - 6);
    repository.git('repack', '-a', '-d', '-f', '--quiet', '--depth=30');
    expect(countPacked(repository, format)).toBe(5 * (VERSIONS - 6));
    importVersions(repository, VERSIONS - 6, VERSIONS - 2);
    repository.git('repack', '-d', '--quiet');
    importVersions(repository, VERSIONS - 2, VERSIONS);
    const ours = await reportOf(repository);
    expect(ours.findings.length).toBeGreaterThan(10);
    // Less is read by git alone.
    expect(ours.ledger.listed.bytes).toBeGreaterThan(17 << 20);
    expect(ours).toEqual(await reportOf(repository, 0));
    expect(ours.ledger.skipped).toEqual([]);

    if (format === 'sha256') return;
    // What several files have, git chooses from.
    repository.git('repack', '-a', '--quiet');
    expect(countPacked(repository, format)).toBe(0);
    expect((await reportOf(repository)).findings).toEqual(ours.findings);
  },
);
