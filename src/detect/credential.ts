// Names a credential and a finding without telling the value.
import { createHash, createHmac } from 'node:crypto';
import type { Secret } from '../secret.ts';
import type { Credential, Rule, TokenRule } from '../types.ts';

const KEY = 'hfleaks/fp/v1';
const ID_LENGTH = 20;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** A digest of a value that could be guessed would give it away, so a weaker value has no id. */
const MIN_BITS = 128;
/** Where nothing is known of how a value was made, characters of its own statistics are taken for three quarters of what they seem. */
const DISCOUNT = 0.75;

/** The credential behind a match of `rule`: its id by value alone, the same in every repository and encoding. */
export function credentialOf(rule: TokenRule, secret: Secret): Credential {
  const value = secret.reveal();
  return { id: bitsOf(rule, value) < MIN_BITS ? null : credentialId(value), type: rule.type, secret };
}

/**
 * What a baseline knows a finding by: the credential's id and the family of the finding's rule, `hf1:…:token`. A credential
 * without an id gives `masked:…:token` from its kind, the rule and the mask, never from the value: such findings of one rule
 * can share a fingerprint.
 */
export function fingerprintOf(credential: Credential, rule: Rule): string {
  if (credential.id !== null) return `${credential.id}:${rule.family}`;
  const digest = createHash('sha256').update([rule.id, credential.type, credential.secret.mask].join('\0')).digest();
  return `masked:${base32(digest).slice(0, ID_LENGTH)}:${rule.family}`;
}

/** Whether a value has the SHA-1, in hex, by which another scanner knows it. */
export function hasSha1({ secret }: Credential, sha1: string): boolean {
  return createHash('sha1').update(secret.reveal()).digest('hex') === sha1.toLowerCase();
}

/**
 * What a baseline knows a risk by, `risk:…:logging`: rule, path, the masked statement in which the credential is seen, and which of the
 * same statements of the file it is.
 */
export function riskFingerprint(rule: Rule, path: string, statement: string, ordinal: number): string {
  const digest = createHash('sha256').update([rule.id, path, statement, ordinal].join('\0')).digest();
  return `risk:${base32(digest).slice(0, ID_LENGTH)}:${rule.family}`;
}

/** `hf1:` and the first 20 characters of HMAC-SHA256 in lower-case base32 (RFC 4648). */
function credentialId(value: string): string {
  return `hf1:${base32(createHmac('sha256', KEY).update(value, 'utf8').digest()).slice(0, ID_LENGTH)}`;
}

/**
 * How hard a value is to guess, in bits, rather too low than too high. A random body has log2(52) bits a character; of any
 * other value the Shannon entropy of its own characters is taken, discounted, because words score high there too.
 */
function bitsOf(rule: TokenRule, value: string): number {
  const body = value.startsWith(rule.prefix) ? value.slice(rule.prefix.length) : value;
  if (rule.random) return body.length * Math.log2(52);
  const counts: number[] = [];
  for (let at = 0; at < body.length; at++) counts[body.charCodeAt(at)] = (counts[body.charCodeAt(at)] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) if (count) bits -= count * Math.log2(count / body.length);
  return bits * DISCOUNT;
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(buffer >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + BASE32[(buffer << (5 - bits)) & 31] : text;
}
