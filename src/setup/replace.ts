// The one place of the repairs that looks at a credential: is it there as it is, and which variable is to hold it?
import type { Credential, Finding } from '../types.ts';
import type { Spot } from './patch.ts';

/** The names of the variables that are to hold credentials: the same for the same value. */
export class Variables {
  readonly #names = new Map<string, { readonly name: string; readonly mask: string }>();

  nameOf({ type, secret }: Credential): string {
    const value = secret.reveal();
    const known = this.#names.get(value);
    if (known) return known.name;
    const base = type === 'oauth-app-secret' ? 'OAUTH_CLIENT_SECRET' : 'HF_TOKEN';
    const taken = new Set([...this.#names.values()].map(({ name }) => name));
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
    this.#names.set(value, { name, mask: secret.mask });
    return name;
  }

  /** Each variable with the mask of what it stands for, in the order in which they were named. */
  list(): readonly { readonly name: string; readonly mask: string }[] {
    return [...this.#names.values()];
  }
}

/** Credentials that a program reads as one value, for as long as it runs. */
const READABLE = /^(?:user|org|legacy-api|app|oauth)-token$|^oauth-app-secret$/;

/** Where the credential of a finding stands in `bytes`, letter for letter; null if it is encoded, joined from pieces or inside of something. */
export function spotOf(bytes: Uint8Array, { credential, location }: Finding, variables: Variables): Spot | null {
  if (!credential || !READABLE.test(credential.type) || location.trail.some((step) => step.startsWith('!')))
    return null;
  const value = Buffer.from(credential.secret.reveal(), 'latin1');
  const { offset: start } = location;
  const end = start + value.length;
  return value.equals(bytes.subarray(start, end)) ? { start, end, variable: variables.nameOf(credential) } : null;
}
