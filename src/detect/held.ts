// What a file of settings holds: a secret, something to hide perhaps, or nothing.
import type { HeldKind } from '../types.ts';

/** `secret` looks like one; `weak` stands where one belongs; `plain` are settings; `open` is meant for everybody. */
export type Held = 'secret' | 'weak' | 'plain' | 'open' | 'unknown';

/** How much of a file is looked at, in bytes. */
const LIMIT = 1 << 16;
const PAIR =
  /(?:^|[\n\r{,])[ \t]*(?:export[ \t]+)?["']?([A-Za-z_][\w.-]{0,80})["']?[ \t]*[=:][ \t]*([^\n\r,{}]{0,500})/g;
const SECRET_NAME =
  /(?:token|secret|passw(?:or)?d|pwd|credentials?|_pat|key_?base|(?:secret|api|access|private|auth|encryption|signing|service|account|hf|hub)[_.-]?key(?:_id)?)$/i;
const PUBLIC_NAME = /^(?:next_public|vite|react_app|public|nuxt_public|expo_public|gatsby|vue_app|storybook|ng_app)_/i;
/** dotenvx, SOPS, and references to a store. */
const SEALED = /^(?:encrypted:|enc\[|op:\/\/|vault:|awssm:|gcpsm:|ref\+)/i;
const PLACEHOLDER =
  /^(?:|#.*|none|null|true|false|\[|\{|test\w{0,6}|password\w{0,4}|passwd\w{0,4}|admin\w{0,4}|root\w{0,4}|secret\w{0,4}|guest\w{0,4}|demo\w{0,4}|local\w{0,6}|dev\w{0,4}|[~.]?\/.*)$|your|x{4}|\*{3}|\.{3}|…|example|change.?me|placeholder|dummy|fake|sample|<|>|\$|\{\{|%\(|replace.?me|insert|todo|1234/i;
/** The password of a URL. */
const IN_URL = /^[a-z][a-z0-9+]{1,20}:\/\/[^\s:@/]{0,80}:([^\s@/]{1,200})@/i;

/** What `bytes`, the content of a file, hold of `kind`. Looks at the first 64 KiB. */
export function heldIn(kind: HeldKind, bytes: Uint8Array): Held {
  if (kind === 'anything') return bytes.length > 0 ? 'secret' : 'plain';
  const text = textOf(bytes);
  if (text.startsWith('\0GITCRYPT')) return 'open';
  if (kind === 'private-key')
    return /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----|^PuTTY-User-Key-File-/.test(text) ? 'secret' : 'open';
  if (kind === 'password') return /\bpassword\s{1,20}(?!<|\$|your|x{3})\S/i.test(text) ? 'secret' : 'plain';
  if (kind === 'opaque') return /^\s*\S{16,}\s*$/.test(text) && isStrong(text.trim()) ? 'secret' : 'open';
  return assigned(text);
}

function assigned(text: string): Held {
  let held: Held | null = null;
  let isOpen = false;
  for (const [, name = '', rest = ''] of text.matchAll(PAIR)) {
    const value = valueIn(rest);
    if (PUBLIC_NAME.test(name) || SEALED.test(value)) {
      isOpen = true;
      continue;
    }
    held ??= 'plain';
    const password = IN_URL.exec(value)?.[1];
    const shown = password ?? (SECRET_NAME.test(name) && !/^[a-z]+:\/\//i.test(value) ? value : '');
    if (PLACEHOLDER.test(shown)) continue;
    if (isStrong(shown)) return 'secret';
    held = 'weak';
  }
  return held ?? (isOpen || text.trim() !== '' ? 'open' : 'plain');
}

/** Letters and digits, or many letters of both cases; words, with a number behind, are no secret. */
function isStrong(value: string): boolean {
  if (value.length < 8 || /\s/.test(value) || PLACEHOLDER.test(value) || /^[A-Za-z][a-z]+\d{1,4}$/.test(value))
    return false;
  return (/\d/.test(value) && /[A-Za-z]/.test(value)) || /(?=[a-z]*[A-Z])(?=[A-Z]*[a-z])[A-Za-z]{16}/.test(value);
}

/** Without quotes, and without the comment behind it. */
function valueIn(rest: string): string {
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(rest.trim());
  return quoted ? (quoted[1] ?? quoted[2] ?? '') : rest.replace(/[ \t]+#.*$/, '').trim();
}

/** PowerShell writes UTF-16. */
function textOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LIMIT));
  return head[0] === 0xff && head[1] === 0xfe ? head.toString('utf16le', 2) : head.toString('utf8');
}
