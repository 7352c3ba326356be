// The order of the test files: those that start many processes come first.
import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files share a process, and one that grew is slow to start others: its table of pages is copied each time, which at 400 MB takes ten times as
 * long as at 80. So what may hold much memory comes last; within a rank, what is long comes first.
 */
export class ProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const ranks = new Map(sorted.map((file) => [file, rankOf(file.moduleId)]));
    return sorted.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  }
}

/** 0 for what starts hundreds of processes and holds little, 3 for what starts none. */
function rankOf(path: string): number {
  if (/\/test\/(?:action|e2e)\//.test(path)) return 0;
  if (path.includes('/test/git/')) return 1;
  return /(?:child_process|repository\.ts)'/.test(readFileSync(path, 'utf8')) ? 2 : 3;
}
