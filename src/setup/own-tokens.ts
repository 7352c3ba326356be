// The tokens that the user of this machine is logged in with, as ids: their values go no further.
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { credentialOf } from '../detect/credential.ts';
import { Secret } from '../secret.ts';
import type { TokenRule } from '../types.ts';

/** A stored token. `id` as in findings; null for a value so short that it could be guessed from it. */
export interface OwnToken {
  /** Where it is stored, for people. */
  readonly from: string;
  readonly id: string | null;
}

const VARIABLES = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HUGGINGFACEHUB_API_TOKEN'] as const;

/**
 * Each once, in the order: variables, the login, other stored tokens. Reads only the user's own files; where HF_HOME, HF_TOKEN_PATH and
 * XDG_CACHE_HOME say, else below HOME. Source: huggingface_hub, constants.py.
 */
export function ownTokens(
  variables: Readonly<Record<string, string | undefined>>,
  rule: TokenRule,
): readonly OwnToken[] {
  const { HOME: home = variables.USERPROFILE ?? '', XDG_CACHE_HOME: cache } = variables;
  const folder = variables.HF_HOME || join(cache || join(home, '.cache'), 'huggingface');
  const login = variables.HF_TOKEN_PATH || join(folder, 'token');
  const stored = variables.HF_STORED_TOKENS_PATH || join(folder, 'stored_tokens');
  // Format: configparser, a section a token: `[name]`, `hf_token = …`.
  const others = Array.from(read(stored).matchAll(/^[ \t]*hf_token[ \t]*[=:][ \t]*(\S+)/gm), ([, value = '']) => value);
  const found = [
    ...VARIABLES.map((name) => [name, variables[name] ?? ''] as const),
    ...[login, join(home, '.huggingface/token')].map((path) => ['the stored login', read(path)] as const),
    ...others.map((value) => ['stored_tokens', value] as const),
  ];
  const tokens = new Map<string, OwnToken>();
  for (const [from, text] of found) {
    const value = text.trim();
    if (value === '' || tokens.has(value)) continue;
    tokens.set(value, { from, id: credentialOf(rule, new Secret(value, rule.prefix)).id });
  }
  return [...tokens.values()];
}

/** `''` for what is not there, or no file of a few lines. */
function read(path: string): string {
  try {
    const stat = isAbsolute(path) ? statSync(path) : null;
    return stat?.isFile() && stat.size < 1 << 20 ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
