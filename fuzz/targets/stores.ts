// A whole scan of a repository whose pack is damaged: what git still gives is found, or the scan says that it did not see all.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HfleaksError } from '../../src/errors.ts';
import { type Repository, repositoryAt, repositoryOf } from '../../src/git/repository.ts';
import { scan } from '../../src/scan.ts';
import { historySource } from '../../src/sources/history.ts';
import type { Report } from '../../src/types.ts';
import { token } from '../../test/tokens.ts';
import { git, inputOf, packsIn, repository } from '../repository.ts';
import { must, type Target } from '../target.ts';

/** Each scan starts git again and again: some ten inputs a second. `folder` is for the repository. */
export function stores(folder: string): Target {
  const gitDir = repository(folder, 'sha1');
  const secret = token('hf-user-token', 6);
  const blobs = commitVersions(gitDir, secret);
  const [packed] = packsIn(gitDir);
  must(packed !== undefined, 'git made no pack');
  const { path } = packed;
  for (const end of ['.pack', '.idx']) chmodSync(path + end, 0o600);
  const home = join(folder, 'home');
  mkdirSync(home);
  return {
    name: 'stores',
    seeds: [inputOf('sha1', packed)],
    async run({ parts: [pack = Buffer.alloc(0), ...index] }) {
      writeFileSync(`${path}.pack`, pack);
      writeFileSync(`${path}.idx`, Buffer.concat(index));
      const isWhole = pack.equals(packed.pack) && Buffer.concat(index).equals(packed.index);
      const opened = repositoryAt(gitDir) ?? repositoryOf(gitDir);
      const report = await scanned(opened as Repository, home);
      if (typeof report === 'string') {
        must(!isWhole, 'a sound store cannot be read');
        return report;
      }
      const found = report.findings.length + report.suppressed.length;
      must(!isWhole || (found === 1 && report.complete), 'a sound store is read otherwise');
      if (found > 0 || !report.complete) return `${found} ${report.complete} ${reasonsOf(report)}`;
      for (const oid of blobs) must(!given(gitDir, oid).includes(secret), 'a token that git gives is not found');
      return 'git gives none';
    },
  };
}

/** What a scan says, or the code of its error. */
async function scanned(opened: Repository, temporary: string): Promise<Report | string> {
  const proven = { has: () => true, add: () => undefined };
  const environment = { searchPath: process.env.PATH, temporary, proven };
  try {
    return await scan(historySource({ repository: opened, git: environment }));
  } catch (error) {
    if (error instanceof HfleaksError) return error.code;
    throw error;
  }
}

function reasonsOf({ ledger }: Report): string {
  return [...ledger.partial, ...ledger.skipped].map(({ reason }) => reason).join();
}

function given(gitDir: string, oid: string): Buffer {
  try {
    return git(gitDir, ['cat-file', 'blob', oid]);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Versions of a file, some of them with `secret`: the ids of these. */
function commitVersions(gitDir: string, secret: string): string[] {
  const blobs: string[] = [];
  let tip = '';
  for (let version = 0; version < 4; version++) {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at === version * 7 ? `new ${version}` : at} of it\n`);
    if (version === 2) lines[15] = `login("${secret}")\n`;
    const blob = git(gitDir, ['hash-object', '-w', '--stdin'], lines.join('')).toString().trim();
    if (version === 2) blobs.push(blob);
    const tree = git(gitDir, ['mktree'], `100644 blob ${blob}\ta.py\n`).toString().trim();
    tip = git(gitDir, ['commit-tree', tree, ...(tip ? ['-p', tip] : [])], `Change ${version}\n`)
      .toString()
      .trim();
  }
  git(gitDir, ['update-ref', 'refs/heads/main', tip]);
  git(gitDir, ['repack', '-adfq', '--depth=10', '--window=10']);
  git(gitDir, ['prune-packed']);
  return blobs;
}
