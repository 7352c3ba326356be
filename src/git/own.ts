// Writes to the index of the user's own repository, and nothing else: from the shadow, so that none of its filters and hooks runs.
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import type { GitEnvironment } from '../types.ts';
import type { GitProcess } from './process.ts';
import { fields } from './records.ts';
import { isInside, type Repository } from './repository.ts';
import { Git } from './runner.ts';

/** What the index holds at a path: its mode in octal, as `100644`, and its object; null for nothing. */
export type StagedFile = { readonly mode: string; readonly oid: string } | null;

/** Paths in one question to git: what a command line takes. */
const MOST = 500;

/** The index of a repository. Paths are below its top folder, a character for each byte. `close()` ends it. */
export class OwnIndex {
  readonly #git: Git;

  private constructor(git: Git) {
    this.#git = git;
  }

  /** Throws what `Git.open` throws, and `git-failed` for an index that is a link. */
  static async open(repository: Repository, environment: GitEnvironment): Promise<OwnIndex> {
    if (!isInside(repository, repository.indexFile))
      throw new HfleaksError('git-failed', "The index is another repository's.", 'It is a link: replace it.');
    return new OwnIndex(await Git.open(repository, environment));
  }

  close(): void {
    this.#git.close();
  }

  /**
   * What is staged at `paths`, in their order. Throws `git-failed` for a path that is in conflict, or that the user has told git not to look
   * at. Format: git-ls-files(1) with `-v --stage`: `H 100644 <oid> 0 TAB path NUL`, the first letter another one for such marks.
   */
  async read(paths: readonly string[]): Promise<readonly StagedFile[]> {
    const found = new Map<string, StagedFile>();
    for (let at = 0; at < paths.length; at += MOST) {
      const some = paths.slice(at, at + MOST);
      const process = this.#git.start('ls-files', ['-z', '-v', '--stage', '--', ...some.map(word)]);
      process.send('');
      for await (const field of fields(process)) {
        const [, tag, mode = '', oid = '', stage, path = ''] =
          /^(\S) (\d{6}) ([0-9a-f]+) (\d)\t(.*)$/s.exec(field.toString('latin1')) ?? [];
        if (!some.includes(path)) continue;
        if (stage !== '0') throw refusal(path, 'is in conflict', 'Finish the merge first.');
        if (tag !== 'H')
          throw refusal(
            path,
            'is marked as not to be looked at',
            'See git update-index --no-assume-unchanged, --no-skip-worktree.',
          );
        found.set(path, { mode, oid });
      }
    }
    return paths.map((path) => found.get(path) ?? null);
  }

  /** Which of `paths` are staged although a `.gitignore` or `info/exclude` names them. */
  async ignored(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let at = 0; at < paths.length; at += MOST) {
      const args = ['-z', '--cached', '--ignored', '--exclude-standard', '--', ...paths.slice(at, at + MOST).map(word)];
      const process = this.#git.start('ls-files', args, { workTree: true });
      process.send('');
      for await (const field of fields(process)) found.add(field.toString('latin1'));
    }
    return found;
  }

  /** The bytes of a blob. Throws `git-failed` if it is not there. */
  async blob(oid: string): Promise<Buffer> {
    return output(this.#git.start('cat-file', ['blob', oid]), '');
  }

  /** Writes a blob, as it is, and gives its id. */
  async store(bytes: Uint8Array): Promise<string> {
    const oid = await output(this.#git.start('hash-object', ['-w', '--stdin']), bytes);
    return oid.toString('latin1').trim();
  }

  /** Writes entries all at once; null takes one out, and leaves the file. Format: git-update-index(1), `--index-info`. */
  async write(entries: readonly { readonly path: string; readonly staged: StagedFile }[]): Promise<void> {
    if (entries.length === 0) return;
    const none = '0'.repeat(this.#git.repository.objectFormat === 'sha256' ? 64 : 40);
    const lines = entries.map(({ path, staged }) => `${staged?.mode ?? '0'} ${staged?.oid ?? none}\t${path}\0`);
    await output(this.#git.start('update-index', ['-z', '--index-info']), Buffer.from(lines.join(''), 'latin1'));
  }
}

async function output(process: GitProcess, input: string | Uint8Array): Promise<Buffer> {
  process.send(input);
  const pieces: Buffer[] = [];
  for (let piece = await process.read(); piece; piece = await process.read()) pieces.push(piece);
  await process.end();
  return Buffer.concat(pieces);
}

/** An argument is UTF-8; a path that is not is not asked for. */
function word(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

function refusal(path: string, what: string, hint: string): HfleaksError {
  return new HfleaksError(
    'git-failed',
    `${displayPath(Buffer.from(path, 'latin1'))} ${what}; nothing was changed.`,
    hint,
  );
}
