// What the old sides of a change hold already is not new: it is marked, and does not block.
import type { Candidate, Credential, Finding, OldSides, Verdict } from '../types.ts';
import { isReported } from './decided.ts';

/** So many credentials of old sides are kept in mind; those beyond count as new. */
const MOST_KNOWN = 200_000;

/** Gives the findings of an object. */
type Find = (candidate: Candidate) => Promise<readonly Finding[]>;

/** What old sides hold: by their ids, and put together for the lists that many objects share. */
export class OldCredentials {
  readonly #find: Find;
  readonly #byId = new Map<string, readonly Credential[]>();
  #room = MOST_KNOWN;
  readonly #common = new WeakMap<readonly string[], KnownCredentials>();

  constructor(find: Find) {
    this.#find = find;
  }

  /** Marks the findings whose credential an old side holds already. Old sides are read only if there is something to mark, and once. */
  async mark(findings: readonly Finding[], before: OldSides | undefined): Promise<readonly Finding[]> {
    if (!before || !findings.some(isReported)) return findings;
    const own = await this.#known(before.own, before);
    let common = this.#common.get(before.common);
    if (!common) this.#common.set(before.common, (common = await this.#known(before.common, before)));
    const verdict: Verdict = {
      state: 'suppressed',
      by: 'already-committed',
      reason: 'The previous version holds it already.',
    };
    return findings.map((finding) =>
      isReported(finding) && finding.credential && (own.has(finding.credential) || common.has(finding.credential))
        ? { ...finding, verdict }
        : finding,
    );
  }

  async #known(ids: readonly string[], before: OldSides): Promise<KnownCredentials> {
    const unread = ids.filter((id) => !this.#byId.has(id));
    // What holds nothing, or cannot be read, gives no candidate; it is not asked for again.
    for (const id of unread) this.#byId.set(id, []);
    if (unread.length > 0)
      for await (const { id, candidate, isTrue } of before.read(unread)) {
        if (this.#room <= 0) break;
        const known = (await this.#find(candidate)).flatMap(({ credential }) => credential ?? []);
        if (!isTrue()) continue;
        this.#room -= known.length;
        this.#byId.set(id, known);
      }
    return new KnownCredentials(ids.flatMap((id) => this.#byId.get(id) ?? []));
  }
}

/** Credentials to look up, by id, or by value where they have none. */
class KnownCredentials {
  readonly #ids: ReadonlySet<string | null>;
  readonly #nameless: readonly Credential[];

  constructor(credentials: readonly Credential[]) {
    this.#ids = new Set(credentials.map(({ id }) => id));
    this.#nameless = credentials.filter(({ id }) => id === null);
  }

  has({ id, secret }: Credential): boolean {
    return id === null ? this.#nameless.some((one) => one.secret.equals(secret)) : this.#ids.has(id);
  }
}
