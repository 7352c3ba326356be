// Looks into the header of a signed token (JWS, RFC 7515: base64url of `{"alg":"EdDSA"}`, `.`, payload, `.`, signature).
import type { TokenRule } from '../types.ts';

/** Kinds whose body must be a JWS; of other kinds, a body that begins like one. */
const JWS_PREFIXES: readonly string[] = ['hf_oauth_', 'hf_jwt_'];
/** base64url of `{"`. */
const JSON_START = 'eyJ';
/** Headers name an algorithm and a key; a longer one is none. */
const MAX_HEADER = 4096;

/** The part of the body that is random, if the body is a JWS; `problem` if it should be one and is not. */
export function jwsProblem(rule: TokenRule, body: string): { readonly problem?: string; readonly signature?: string } {
  if (!JWS_PREFIXES.includes(rule.prefix) && !body.startsWith(JSON_START)) return {};
  const [header = '', , signature] = body.split('.', 3);
  return hasAlgorithm(header) ? { signature: signature ?? '' } : { problem: 'no JWS header' };
}

function hasAlgorithm(header: string): boolean {
  if (header.length > MAX_HEADER) return false;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && 'alg' in parsed && typeof parsed.alg === 'string';
  } catch {
    return false; // not JSON
  }
}
