// What a revision that a user typed names: asked of git in the shadow, which is told the refs.
import { HfleaksError } from '../errors.ts';
import { mention } from '../path.ts';
import type { Ref } from './ref-listing.ts';
import type { Git } from './runner.ts';
import { tellRefs } from './shadow.ts';

/** Milliseconds for a question that only the repository's own directory can answer. */
const BOX = { milliseconds: 5000, bytes: 1 << 30 } as const;
const FETCH = 'Fetch more of the history, for example: git fetch --unshallow';

/** Resolves revisions as git does (gitrevisions(7)). */
export class Revisions {
  /** Of the ids that were resolved, those of commits: the others are of tags. */
  readonly commits = new Set<string>();
  readonly #git: Git;

  constructor(git: Git, refs: readonly Ref[], head: string | null) {
    this.#git = git;
    tellRefs(git.shadow, refs, head);
  }

  /** The ids of the commits, or of the tags, that `texts` name. Throws `usage` or `git-failed` for what names none that is here. */
  async resolveAll(texts: readonly string[]): Promise<readonly string[]> {
    for (const text of texts) refuse(text);
    const all = await this.#ask(texts, false);
    if (all) return all;
    // One of them is not known in the shadow: each alone, to name the one.
    const oids: string[] = [];
    for (const text of texts) oids.push(await this.#resolve(text));
    return oids;
  }

  /** `@{upstream}` and reflogs are known to the repository alone. `rev-parse` runs nothing there. */
  async #resolve(text: string): Promise<string> {
    const isOwn = text.includes('@');
    const found = (await this.#ask([text], false)) ?? (isOwn ? await this.#ask([text], true) : null);
    if (found) return found[0] as string;
    if (await this.#revParse([`${text}^{object}`], isOwn))
      throw new HfleaksError('git-failed', `"${shown(text)}" is no commit.`, 'Name a commit, a branch or a tag.');
    return unknown(text);
  }

  /** The ids, each of which must be, or lead to, a commit that is here; null if one does not. */
  async #ask(texts: readonly string[], own: boolean): Promise<readonly string[] | null> {
    const answers = await this.#revParse(
      texts.flatMap((text) => [`${text}^{object}`, `${text}^{commit}`]),
      own,
    );
    if (!answers) return null;
    for (const [at, oid] of answers.entries()) if (at % 2 === 1 && answers[at - 1] === oid) this.commits.add(oid);
    return answers.filter((_, at) => at % 2 === 0);
  }

  async #revParse(expressions: readonly string[], own: boolean): Promise<readonly string[] | null> {
    const process = this.#git.start(
      'rev-parse',
      ['--revs-only', ...expressions],
      own ? { ownDirectory: true, box: BOX } : {},
    );
    process.send('');
    let answer = '';
    for (let piece = await process.read(); piece; piece = await process.read())
      if (answer.length < 200 * expressions.length) answer += piece.toString('latin1');
    await process.end([0, 1, 128, 129]);
    const oids = answer.split('\n').filter((line) => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(line));
    return oids.length === expressions.length ? oids : null;
  }
}

function refuse(text: string): void {
  // Two dots would make it a range, of which git tells one end.
  if (text === '' || /^[-^]|\.\.|[\0\n]/.test(text))
    throw new HfleaksError('usage', `"${shown(text)}" is no revision.`, 'Name a commit, a branch or a tag.');
  if (/^0{40}(?:0{24})?$/.test(text))
    throw new HfleaksError(
      'git-failed',
      'A revision of zeros stands for nothing: the branch is new.',
      'Name what it grew from: hfleaks range HEAD --not main',
    );
}

function unknown(text: string): never {
  throw new HfleaksError('git-failed', `"${shown(text)}" cannot be resolved: the range is not known.`, FETCH);
}

function shown(text: string): string {
  return mention(text);
}
