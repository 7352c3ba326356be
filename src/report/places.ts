// Places and histories of findings as JSON spells them; all that a repository says in them has passed the gate.
import { isUtf8 } from 'node:buffer';
import type { Place, Stamp, Timeline } from '../types.ts';
import { type Gate, gatedPath } from './gate.ts';

/** Authors and names of headers are cut after so many UTF-16 units: git sets no limit, and they stand in each place. */
const MAX_TEXT = 256;

/** `pathBytes`, base64, stands beside a display form of bytes that are no UTF-8, unless a credential had to be masked. */
interface PathJson {
  readonly path: string;
  readonly pathBytes?: string;
}

interface StampJson {
  readonly author: string;
  readonly date: string;
}

/** A path in its lossless display form: `{ "path": "a\\xff", "pathBytes": "Yf8=" }`. */
export function pathJson(path: Uint8Array, gate: Gate): PathJson {
  const { text, masked } = gatedPath(gate, path);
  if (masked || isUtf8(path)) return { path: text };
  return { path: text, pathBytes: Buffer.from(path).toString('base64') };
}

/** A place: `{ "kind": "commit", "commit": "<oid>", "path": "app.py", "author": "Name <mail>", "date": "2026-01-01T00:00:00Z" }`. */
export function placeJson(place: Place, gate: Gate): object {
  const path = pathJson(place.path, gate);
  const { repository } = place;
  const inside = repository === undefined ? {} : { repository: gatedPath(gate, repository).text };
  return { kind: place.kind, ...ownJson(place, path, gate), ...inside };
}

/** Who and when, without the id: what it names depends on where it stands. */
export function stampJson(stamp: Stamp, gate: Gate): StampJson {
  return { author: shortText(stamp.author, gate), date: shortText(stamp.date, gate) };
}

/** A credential's life: `{ "added": { "commit", "author", "date" }, "removed": null, "inHead": true, "refs": ["refs/heads/main"], … }`. */
export function historyJson(timeline: Timeline, gate: Gate): object {
  return {
    added: commitJson(timeline.added, gate),
    removed: commitJson(timeline.removed, gate),
    inHead: timeline.inHead,
    refs: refsJson(timeline, gate),
    refsTotal: timeline.refsTotal,
    versions: timeline.versions,
  };
}

/** A commit: `{ "commit": "<oid>", "author": "Name <mail>", "date": "…" }`. */
export function commitJson(stamp: Stamp | null, gate: Gate): object | null {
  return stamp === null ? null : { commit: stamp.oid, ...stampJson(stamp, gate) };
}

/** Names of refs in their display form. */
export function refsJson({ refs }: Timeline, gate: Gate): string[] {
  return refs.map((ref) => gatedPath(gate, ref).text);
}

/** Text from a commit or tag, gated, of at most 256 UTF-16 units and `…`. Not escaped. */
export function shortText(text: string, gate: Gate): string {
  const gated = gate(text);
  return gated.length <= MAX_TEXT ? gated : `${gated.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '')}…`;
}

function ownJson(place: Place, path: PathJson, gate: Gate): object {
  switch (place.kind) {
    case 'staged':
      return { ...path, stage: place.stage };
    case 'blob':
      return { oid: place.oid, ...path };
    case 'commit':
      return { commit: place.commit.oid, ...path, ...stampJson(place.commit, gate) };
    case 'message': {
      const { stamp } = place;
      return stamp ? { of: place.of, oid: stamp.oid, ...path, ...stampJson(stamp, gate) } : { of: place.of, ...path };
    }
    case 'header': {
      const { of, field, stamp } = place;
      return { of, field: shortText(field, gate), oid: stamp.oid, ...path, ...stampJson(stamp, gate) };
    }
    case 'name': {
      const { of, commit } = place;
      return commit ? { of, commit: commit.oid, ...path, ...stampJson(commit, gate) } : { of, ...path };
    }
    default:
      return path;
  }
}
