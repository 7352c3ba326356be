import { describe, expect, test } from 'vitest';
import { peel, peelTips } from '../../src/git/peel.ts';
import { type ForgedStore, forgedGit } from './forged.ts';
import { openGit } from './open.ts';
import { newHistory } from './stores.ts';

const NOWHERE = 'b'.repeat(40);

describe('peel', () => {
  test('follows tags in tags, to objects of every type, and to nothing', async () => {
    const history = newHistory();
    const commit = history.commitObject({});
    const inner = history.tagObject({ of: commit });
    const outer = history.tagObject({ of: inner, type: 'tag' });
    const blob = history.blob('object 1');
    const onBlob = history.tagObject({ of: blob, type: 'blob' });
    const onNothing = history.tagObject({ of: NOWHERE });
    const damaged = history.object('tag', 'garbage');
    const oids = [commit, inner, outer, blob, onBlob, onNothing, damaged, NOWHERE, outer];
    const named = await peel(
      openGit(history),
      oids.map((oid) => ({ name: Buffer.from(oid), oid })),
    );
    expect(named.map(({ chain }) => chain)).toEqual([
      [commit],
      [inner, commit],
      [outer, inner, commit],
      [blob],
      [onBlob, blob],
      [onNothing, NOWHERE],
      [damaged],
      [NOWHERE],
      [outer, inner, commit],
    ]);
    expect(named.some(({ isEndless }) => isEndless)).toBe(false);
    expect(named.map(({ name }) => name.toString())).toEqual(oids);
  });

  test('reads nothing that can be no tag', async () => {
    const history = newHistory();
    const commit = history.commitObject({});
    const [inner, other] = [history.tagObject({ of: commit }), history.tagObject({ of: commit, message: 'other\n' })];
    const outer = history.tagObject({ of: inner, type: 'tag' });
    const tips = [outer, other].map((oid) => ({ name: Buffer.from(oid), oid }));
    const named = await peel(openGit(history), tips, (oid) => oid === outer || oid === inner);
    expect(named.map(({ chain }) => chain)).toEqual([[outer, inner, commit], [other]]);
  });

  test('tags in tags without end, and what a walk makes of them', async () => {
    const history = newHistory();
    const commit = history.commitObject({});
    const tags = [history.tagObject({ of: commit })];
    while (tags.length < 40) tags.push(history.tagObject({ of: tags.at(-1) as string, type: 'tag' }));
    const [last, near] = [tags.at(-1) as string, tags[4] as string];
    const [named] = await peel(openGit(history), [{ name: Buffer.from('x'), oid: last }]);
    expect(named?.isEndless).toBe(true);
    expect(await peelTips(openGit(history), [last])).toMatchObject({ tips: [], endless: [last] });
    expect(await peelTips(openGit(history), [near])).toEqual({
      tips: [commit],
      tags: tags.slice(0, 5).reverse(),
      endless: [],
    });
  });

  test.each<[string, (store: ForgedStore, tag: string) => void]>([
    ['dies', (store, tag) => store.cut(tag)],
    ['is said to be of itself', (store, tag) => store.lie(tag, 'tag', `object ${tag}\ntype tag\ntag v1\n\n`)],
    ['is said to be of another commit', (store, tag) => store.lie(tag, 'tag', `object ${NOWHERE}\ntype commit\n\n`)],
  ])('a tag that %s is no end of a walk: git would follow it', async (_, forge) => {
    const history = newHistory();
    const inner = history.tagObject({ of: history.commitObject({}) });
    const outer = history.tagObject({ of: inner, type: 'tag' });
    const { PATH } = forgedGit(history, (store) => forge(store, inner));
    const told = await peelTips(openGit(history, PATH), [outer]);
    expect(told).toEqual({ tips: [], tags: [outer, inner], endless: [outer] });
  });

  test('nothing', async () => {
    expect(await peelTips(openGit(newHistory()), [])).toEqual({ tips: [], tags: [], endless: [] });
  });
});
