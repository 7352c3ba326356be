// Follows tags to what they tag, by reading them: git itself would follow a tag of itself for ever.
import { readAside, type Unread, unlessMissing } from './aside.ts';
import type { Git } from './runner.ts';

const TAGS_DEEP = 20;
/** Bytes of a tag. */
const LIMIT = 16 << 20;

/** A name for a commit, or for another object. */
export interface Tip {
  readonly name: Uint8Array;
  readonly oid: string;
}

/** What a ref names, and what the tags on the way name: all ids; the last one is no tag, unless they are endless. */
export interface Named {
  readonly name: Uint8Array;
  readonly chain: readonly string[];
  /** Whether the tags lead back to one of them, further than anybody tags, or to one that cannot be read: git must not follow them. */
  readonly isEndless: boolean;
}

/** Follows tags to what they tag; what can be none is not read. Format of a tag: `object <oid> LF type commit LF …`. */
export async function peel(
  git: Git,
  refs: readonly Tip[],
  mayBeTag: (oid: string) => boolean = () => true,
): Promise<readonly Named[]> {
  const targets = new Map<string, string>();
  const lost = new Set<string>();
  const unread = unlessMissing((type, oid) => {
    if (type === 'tag') lost.add(oid);
  });
  let pending = [...new Set(refs.map(({ oid }) => oid))].filter(mayBeTag);
  for (let depth = 0; depth < TAGS_DEEP && pending.length > 0; depth++) {
    const found = await tagTargets(git, pending, unread);
    for (const [tag, target] of found) targets.set(tag, target);
    pending = [...new Set(found.values())].filter((oid) => !targets.has(oid) && mayBeTag(oid));
  }
  return refs.map(({ name, oid }) => {
    const chain = [oid];
    for (let next = targets.get(oid); next !== undefined; next = targets.get(next)) {
      if (chain.includes(next)) return { name, chain, isEndless: true };
      chain.push(next);
    }
    return { name, chain, isEndless: chain.length > TAGS_DEEP || lost.has(chain.at(-1) as string) };
  });
}

async function tagTargets(git: Git, oids: readonly string[], unread: Unread): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  for await (const [oid, tag] of readAside(git, oids, 'tag', () => LIMIT, unread)) {
    if (tag?.kind === 'stream') unread('tag', oid, 'size-limit');
    if (tag?.kind !== 'bytes') continue;
    const target = /^object ([0-9a-f]+)\n/.exec(tag.bytes.toString('latin1', 0, 100))?.[1];
    if (target) targets.set(oid, target);
  }
  return targets;
}

/** Where a walk may begin: what these objects are, or tag; the tags on the way, and the tags that lead to no end. */
export async function peelTips(
  git: Git,
  oids: readonly string[],
): Promise<{
  readonly tips: readonly string[];
  readonly tags: readonly string[];
  readonly endless: readonly string[];
}> {
  const named = await peel(
    git,
    oids.map((oid) => ({ name: Buffer.from(oid), oid })),
  );
  const [tips, tags] = [new Set<string>(), new Set<string>()];
  for (const { chain, isEndless } of named) {
    for (const tag of isEndless ? chain : chain.slice(0, -1)) tags.add(tag);
    if (!isEndless) tips.add(chain.at(-1) as string);
  }
  const endless = named.filter(({ isEndless }) => isEndless).map(({ chain }) => chain[0] as string);
  return { tips: [...tips], tags: [...tags], endless };
}
