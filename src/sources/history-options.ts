// What a scan of history is asked for.
import type { Cache } from '../cache/index.ts';
import type { Repository } from '../git/repository.ts';
import type { GitEnvironment } from '../types.ts';
import type { Progress } from './progress.ts';

export interface HistoryOptions {
  readonly repository: Repository;
  readonly git: GitEnvironment;
  /** Also what no ref reaches, the indexes, git's own files, and the repositories inside. */
  readonly everything?: boolean;
  /** Only commits made at or after this time, in seconds since 1970. */
  readonly since?: number | undefined;
  /** Globs of the refs to which the scan is limited; HEADs and stashes are then left out. */
  readonly refs?: readonly string[];
  /** Larger blobs are left out, and named in the ledger; in bytes. */
  readonly maxBlobSize?: number | undefined;
  /** What may be held at once of packs that are read without git, in bytes. */
  readonly maxMemory?: number | undefined;
  readonly progress?: ((now: Progress) => void) | undefined;
  /** Called before all that packs hold is read, which takes seconds: what is known is not read again. */
  readonly beforePacks?: () => void;
  /** Where to remember what was scanned and was clean; `rules` is the digest of the rules. */
  readonly memory?: { readonly cache: Cache; readonly rules: string } | undefined;
}
