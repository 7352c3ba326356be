// Makes credentials for tests, at run time: a literal one never enters this repository.
import { builtinRulebook } from '../src/rulebook/load.ts';
import { sample } from '../src/rulebook/sample.ts';
import type { TokenRule } from '../src/types.ts';

/** A user token, the same for the same `seed`. */
export function userToken(seed: number): string {
  return token('hf-user-token', seed);
}

/** A credential of the shape that a token rule finds. */
export function token(rule: string, seed: number): string {
  const found = builtinRulebook().rules.find((one): one is TokenRule => one.id === rule && one.family === 'token');
  if (!found) throw new Error(`no token rule ${rule}`);
  return sample(found, seed);
}
