import { describe, expect, test } from 'vitest';
import { OldCredentials } from '../../src/judge/already-committed.ts';
import { Secret } from '../../src/secret.ts';
import type { Candidate, Finding, OldSides } from '../../src/types.ts';

/** A finding of which only the credential and the verdict matter here. */
function finding(value: string, id: string | null, state: 'report' | 'suppressed' = 'report'): Finding {
  return {
    credential: { id, type: 'x', secret: new Secret(value, '') },
    verdict: { state, by: state === 'report' ? null : 'placeholder', reason: null },
  } as Finding;
}

/** Old sides that hold `content` by id; `asked` notes what was read. */
function sides(own: readonly string[], common: readonly string[], asked: string[] = []): OldSides {
  return {
    own,
    common,
    async *read(ids) {
      asked.push(...ids);
      for (const id of ids) {
        const candidate = { places: [], id } as unknown as Candidate;
        if (id !== 'gone') yield { id, candidate, isTrue: () => id !== 'false' };
      }
    },
  };
}

const CONTENT: Readonly<Record<string, readonly Finding[]>> = {
  a: [finding('A', 'hf1:a')],
  short: [finding('S', null)],
  false: [finding('A', 'hf1:a')],
  clean: [],
};

const old = () => new OldCredentials(async (candidate) => CONTENT[(candidate as unknown as { id: string }).id] ?? []);
const marked = (findings: readonly Finding[]) => findings.map(({ verdict }) => verdict.by);

describe('OldCredentials', () => {
  test.each<[string, Finding, OldSides, string | null]>([
    ['held by its own old side', finding('A', 'hf1:a'), sides(['a'], []), 'already-committed'],
    ['held by an old side that is not what its id says', finding('A', 'hf1:a'), sides(['false'], []), null],
    ['held by what the change deletes', finding('A', 'hf1:a'), sides([], ['a']), 'already-committed'],
    ['held nowhere', finding('B', 'hf1:b'), sides(['a', 'clean'], ['short']), null],
    ['without an id, the same value', finding('S', null), sides(['short'], []), 'already-committed'],
    ['without an id, another value', finding('T', null), sides(['short'], []), null],
    ['an old side that cannot be read', finding('A', 'hf1:a'), sides(['gone'], []), null],
    ['a placeholder stays one', finding('A', 'hf1:a', 'suppressed'), sides(['a'], []), 'placeholder'],
  ])('%s', async (_, one, before, by) => {
    expect(marked(await old().mark([one], before))).toEqual([by]);
  });

  test('each side is read once, and none if there is nothing to mark', async () => {
    const [credentials, asked, common]: [OldCredentials, string[], string[]] = [old(), [], ['a', 'clean', 'gone']];
    await credentials.mark([finding('A', 'hf1:a', 'suppressed')], sides(['short'], common, asked));
    expect(asked).toEqual([]);
    for (let turn = 0; turn < 3; turn++) await credentials.mark([finding('B', 'hf1:b')], sides(['a'], common, asked));
    expect(asked).toEqual(['a', 'clean', 'gone']);
  });

  test('no old sides, nothing marked', async () => {
    expect(marked(await old().mark([finding('A', 'hf1:a')], undefined))).toEqual([null]);
  });
});
