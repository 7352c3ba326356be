// Which names, paths and texts of shell code mean a credential of Hugging Face.

import { logging } from 'hfleaks:logging';
import { credentialNames } from '../engine/names.ts';
import type { Word } from '../shell/syntax.ts';

const SECRET =
  /(?:^|_)(?:HF|HUGGING_?FACE(?:HUB)?)_(?:[A-Z0-9]+_)*?(?:TOKENS?|KEY|SECRET|PUSH|PAT|PASSWORD|CREDENTIALS?)(?:_[A-Z0-9]{1,9})?$/;
const NO_SECRET = /_(?:NAME|PATH|FILE|ENV|IDS?|URL|TYPE|ROLE|SET|EXISTS|LENGTH|HASH|MASKED|STATUS|USER|ORG)$/;
const CLIENT = /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP)_/;
const TOKEN_PATH =
  /(?:^|\/)\.?huggingface\/(?:token|stored_tokens)$|^\$HF_HOME\/(?:token|stored_tokens)$|^\$HF_TOKEN_PATH$/;
const MOUNTED = /^\/(?:var\/)?run\/secrets\/(?<name>[\w.-]{1,100})$/;
const CONTEXT =
  /(?<![a-z0-9])(?:hf|hugging_?face(?:_?hub)?)(?:_(?:hub|api|auth|access|write|read|user|inference))*_?(?:token|key|pat)(?![a-z0-9_])|\bhf auth\b|huggingface-cli login|\bhuggingface\.co\b/i;

/** Whether a variable of that name holds a token, in any way of writing: `HF_TOKEN`, `hfToken`; not `HF_TOKEN_PATH`. */
export const isCredentialName: (name: string) => boolean = credentialNames(logging.vocabulary.patterns);

/** 1 for a secret of CI that is named like a token, 2 for one that says Hugging Face and secret, 0 for others. */
export function secretStrength(name: string): 0 | 1 | 2 {
  if (isCredentialName(name)) return 1;
  const capitals = name.slice(0, 100).toUpperCase().replaceAll('-', '_');
  return SECRET.test(capitals) && !NO_SECRET.test(capitals) ? 2 : 0;
}

/** Whether a build tool puts a variable of that name into what browsers load: `VITE_HF_TOKEN`. */
export function isClientName(name: string): boolean {
  return CLIENT.test(name) && isCredentialName(name);
}

/** Whether the file, as `rawText` gives it, holds a token: the cache of the library, a mounted secret. */
export function isTokenPath(path: string): boolean {
  return TOKEN_PATH.test(path) || secretStrength(MOUNTED.exec(path)?.groups?.name ?? '') > 0;
}

/** Whether a text deals with Hugging Face's credentials at all, so that a dump of the environment matters. */
export function hasCredentialContext(text: string): boolean {
  return CONTEXT.test(text);
}

/** A word with its variables as `$NAME`; other computed parts are `$()`. */
export function rawText(word: Word | undefined): string {
  if (word === undefined) return '';
  return word.parts
    .map((part) => (part.kind === 'literal' ? part.text : part.kind === 'variable' ? `$${part.name}` : '$()'))
    .join('');
}

/** What a plain text in the place of a token is: the token, something to be replaced by one, or nothing of value. */
export function literalKind(text: string): 'token' | 'placeholder' | 'harmless' {
  if (/^hf_[A-Za-z]{34}$/.test(text)) return 'token';
  return /^(?:hf_|<)|\byour|_here$/i.test(text) ? 'placeholder' : 'harmless';
}
