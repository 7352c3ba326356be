// Reads what a change replaces, aside from what is scanned: a credential that was there before is not new.
import { readAside, type Unread, unlessMissing } from '../git/aside.ts';
import type { Git } from '../git/runner.ts';
import { RunLedger } from '../ledger.ts';
import { contentKind } from '../path.ts';
import { Pauses } from '../pauses.ts';
import type { ContentKind, OldSide, OldSides, Sieve } from '../types.ts';
import { offer, streamSegments, wholeLimit } from './content.ts';
import { FileScanner, type Origin } from './file.ts';

/** An old side's name: its object, and how it is read: `notebook:<oid>`. */
export function sideId(path: Uint8Array, oid: string): string {
  return `${contentKind(path)}:${oid}`;
}

/**
 * Old sides are no part of what a scan lists: they have a ledger of their own, which nobody reads. What cannot be read is left out, and `unread` is
 * told; what is not there was no part of the clone.
 */
export async function* readOldSides(
  git: Git,
  sieve: Sieve,
  ids: readonly string[],
  unread: Unread,
): AsyncGenerator<OldSide> {
  const aside = new RunLedger();
  const scanner = new FileScanner(sieve, aside, new Pauses());
  const sides = ids.map((id) => ({ id, kind: id.split(':')[0] as ContentKind, oid: id.split(':')[1] as string }));
  const oids = sides.map(({ oid }) => oid);
  const limit = (index: number): number => wholeLimit(sides[index]?.kind ?? 'text');
  let at = 0;
  for await (const [, object] of readAside(git, oids, 'blob', limit, unlessMissing(unread))) {
    const { id, kind } = sides[at++] as (typeof sides)[0];
    const name = Buffer.from(id);
    const origin: Origin = { name, kind, places: [{ kind: 'staged', path: name, stage: 0 }] };
    if (!object) continue;
    if (object.kind === 'bytes')
      for (const candidate of scanner.bytes(origin, object.bytes, null)) yield { id, candidate, isTrue: () => true };
    else {
      const segments = () => streamSegments(object.stream, sieve);
      for (const candidate of offer(aside, name, { ...origin, whole: false, segments }, () => 0))
        yield { id, candidate, isTrue: () => object.isTrue() };
    }
  }
}

/** The old sides of one object: `own`, and those that count for all objects of a change. */
export function oldSides(
  git: Git,
  sieve: Sieve,
  own: readonly string[],
  common: readonly string[],
  unread: Unread,
): OldSides {
  return { own, common, read: (ids) => readOldSides(git, sieve, ids, unread) };
}
