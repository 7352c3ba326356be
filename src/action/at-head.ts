// Where findings of a range stand at its end: people read files as they are now, whatever commit brought what is in them.
import { readAside, type Unread, unlessMissing } from '../git/aside.ts';
import { blobsAt } from '../git/paths.ts';
import { isComplete, withSkipped } from '../ledger.ts';
import { latin1 } from '../path.ts';
import { scan } from '../scan.ts';
import { memorySource } from '../sources/memory.ts';
import type { Finding, Report, ScanOptions, SkipReason } from '../types.ts';
import { type Clone, withGit } from './change.ts';

/** Larger files are not read again; what is in them is told with its commit. */
const WHOLE = 16 << 20;

export interface AtHead {
  /** The report, with lines and columns of the head's version wherever that still has a finding. */
  readonly report: Report;
  /** The findings that stand in the head's tree, at their own place. */
  readonly standing: ReadonlySet<Finding>;
}

/** Reads the head's version of each file of which another version has a finding. What git does not give of it is told in the report's account. */
export async function atHead(clone: Clone, head: string, report: Report, options: ScanOptions): Promise<AtHead> {
  const inFiles = report.findings.filter(({ places: [place] }) => place?.kind === 'commit');
  const moved = new Map<Finding, Finding>();
  // The same credential where a later commit of the range took the file.
  const twins = report.suppressed.filter(({ places: [place] }) => place?.kind === 'commit');
  const names = new Map<string, SkipReason>();
  const unread: Unread = unlessMissing((type, oid, why) => names.set(`${type} ${oid}`, why));
  await withGit(clone, async (git) => {
    const blobs = await blobsAt(
      git,
      head,
      [...inFiles, ...twins].map(({ location }) => location.path),
      unread,
    );
    const standing = new Map(
      twins
        .filter(
          ({ location, places: [place] }) => place?.kind === 'commit' && place.oid === blobs.get(latin1(location.path)),
        )
        .map((twin) => [twin.fingerprint, twin]),
    );
    const versions = new Map<string, Finding[]>();
    for (const finding of inFiles) {
      const [place] = finding.places;
      const now = blobs.get(latin1(finding.location.path));
      if (now !== undefined && place?.kind === 'commit' && place.oid === now) moved.set(finding, finding);
      else if (now !== undefined) {
        const key = `${now}\0${latin1(finding.location.path)}`;
        versions.set(key, [...(versions.get(key) ?? []), finding]);
      } else {
        const twin = standing.get(finding.fingerprint);
        if (twin) moved.set(finding, { ...finding, excerpt: twin.excerpt, location: twin.location });
        standing.delete(finding.fingerprint);
      }
    }
    const oids = [...versions.keys()].map((key) => key.split('\0', 1)[0] as string);
    let at = 0;
    for await (const [, object] of readAside(git, oids, 'blob', () => WHOLE, unread)) {
      const findings = [...versions.values()][at++] as Finding[];
      if (object?.kind !== 'bytes') continue;
      const { location } = findings[0] as Finding;
      const path = Buffer.from(location.path).toString('utf8');
      // The bytes are valid until the next object.
      const file = { path, bytes: Uint8Array.from(object.bytes) };
      const now = await scan(memorySource([file]), { ...options, honourAllow: false, policy: undefined });
      for (const finding of findings) {
        const same = now.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
        if (same)
          moved.set(finding, {
            ...finding,
            excerpt: same.excerpt,
            location: { ...same.location, path: finding.location.path },
          });
      }
    }
  });
  const findings = report.findings.map((finding) => moved.get(finding) ?? finding);
  const ledger = withSkipped(report.ledger, names);
  const complete = report.complete && isComplete(ledger, report.scan.mode, new Set(options.allowIncomplete));
  return { report: { ...report, findings, ledger, complete }, standing: new Set(moved.values()) };
}
