// Everything that git keeps: what refs reach, and, if asked, all that the store, the indexes and git's own files hold.
import { HfleaksError } from '../errors.ts';
import { innerRepositories } from '../git/git-directory.ts';
import { Pauses } from '../pauses.ts';
import type { Candidate, Ledger, Sieve, Source } from '../types.ts';
import { FileScanner } from './file.ts';
import type { HistoryOptions } from './history-options.ts';
import { RepositoryScan } from './repository-scan.ts';

/**
 * All objects that the refs, the HEADs of all work trees and the stash reach, each once; the names of the refs; with `everything`, all
 * that git stores. A history that is too damaged to be walked is replaced by the whole store.
 */
export function historySource(options: HistoryOptions): Source {
  const scans: RepositoryScan[] = [];
  let isOver = false;
  const mode = options.everything ? 'everything' : 'history';
  return {
    mode,
    target: mode,
    commits: () => scans.reduce((sum, scan) => sum + scan.commits, 0),
    async *candidates(sieve, ledger, signal) {
      const pauses = new Pauses(signal);
      const outer = new RepositoryScan(options.repository, options, sieve, ledger, pauses);
      scans.push(outer);
      yield* outer.run();
      if (options.everything) yield* insideOf(options, scans, sieve, ledger, pauses);
      settleSubmodules(scans, ledger);
      isOver = true;
    },
    isKnown: () => isOver && scans.every(({ isKnown }) => isKnown),
    remember: () => {
      for (const scan of scans) scan.remember();
    },
    trace(repository, question, use) {
      const key = Buffer.from(repository ?? []);
      const scan = scans.find(({ path }) => key.equals(path ?? Buffer.alloc(0))) as RepositoryScan;
      return scan.trace(question, use);
    },
  };
}

/** Repositories inside that are scanned, in the order of their paths: each takes some processes, and whoever can commit can make thousands. */
const MOST = 1000;

/** The repositories inside, each through a shadow of its own. One that cannot be read does not end the scan. */
async function* insideOf(
  options: HistoryOptions,
  scans: RepositoryScan[],
  sieve: Sieve,
  ledger: Ledger,
  pauses: Pauses,
): AsyncGenerator<Candidate> {
  const { repositories, leftOut } = innerRepositories(options.repository);
  for (const { path, reason } of leftOut) {
    ledger.list(1);
    ledger.skipped(reason, 0, path);
  }
  const scanner = new FileScanner(sieve, ledger, pauses);
  for (const { path } of [...repositories, ...leftOut]) {
    if (sieve.hits(path).length === 0) continue;
    ledger.list(1);
    yield* scanner.bytes({ name: path, kind: 'text', places: [{ kind: 'name', of: 'directory', path }] }, path, null);
  }
  for (const { path } of repositories.slice(MOST)) {
    ledger.list(1);
    ledger.skipped('nested-repository', 0, path);
  }
  for (const { repository, path } of repositories.slice(0, MOST)) {
    try {
      const scan = new RepositoryScan(repository, options, sieve, ledger, pauses, path);
      scans.push(scan);
      yield* scan.run();
    } catch (error) {
      if (!(error instanceof HfleaksError) || error.code === 'interrupted') throw error;
      ledger.list(1);
      ledger.skipped(error.code === 'git-timeout' ? 'timeout' : 'read-error', 0, path);
    }
  }
}

/** A submodule's commit that a repository inside has was read there. */
function settleSubmodules(scans: readonly RepositoryScan[], ledger: Ledger): void {
  const named = new Set(scans.flatMap((scan) => [...scan.submodules]));
  for (const oid of named) {
    if (scans.some((scan) => scan.hasCommit(oid))) continue;
    ledger.list(1);
    ledger.skipped('submodule', 0, Buffer.from(`commit ${oid}`));
  }
}
