// Says which files of code may show a Hugging Face credential, on bytes, so that few of them are read as code.
import { isCode, isModule, latin1 } from '../path.ts';
import type { AnchorForm, Sieve } from '../types.ts';
import { SEEN, WORDS } from './risky-words.ts';
import { createSieve } from './sieve.ts';

/**
 * `hf_token`, `HfFolder`, `HUGGINGFACE_API_KEY`, `~/.cache/huggingface/token`: what is behind `hf` or `hugging`. Written out, a credential has
 * a `_` there: links to revisions and names of models have not.
 */
const CREDENTIAL =
  /^(?:[\w/-]{0,40}?| ?face (?:\w+ ){0,2})(?:token|key|pat(?![a-z])|auth|secret|folder)|^_[\w.-]{0,40}[A-Za-z0-9]{30}/i;
const AHEAD = 64;
/** How many places are looked at closely in one file: where so many are none, the whole file is read as code. */
const MOST_LOOKS = 5000;
/** The package that the Hub's own calls come from. */
const OWN = /(?:^|\/)huggingface_hub\//;

/** A test for `Sieve.isRisky`; its tables are made when it is first asked. */
export function createRisky(): NonNullable<Sieve['isRisky']> {
  let first: Sieve | undefined;
  let weak: Sieve | undefined;
  const clients = new Set<AnchorForm>();
  let looks = 0;
  let isFound = false;
  const named = (content: Uint8Array, start: number): boolean => {
    if (isFound) return false;
    isFound = ++looks > MOST_LOOKS || CREDENTIAL.test(latin1(content.subarray(start, start + AHEAD)));
    return isFound;
  };
  return (path, bytes) => {
    if (path && !isCode(path)) return false;
    if (!first) {
      const forms = WORDS.map(({ text, behind }) =>
        form(text, behind === undefined ? undefined : (content, offset) => named(content, offset + behind)),
      );
      for (const [index, one] of forms.entries()) if (WORDS[index]?.isClient) clients.add(one);
      first = createSieve(forms);
    }
    [looks, isFound] = [0, false];
    const hits = first.hits(bytes);
    if (hits.some((hit) => !clients.has(hit.form))) return true;
    const isOwn = path !== null && (OWN.test(latin1(path)) || isCall(path, bytes));
    if (hits.length === 0 && !isOwn) return false;
    if (path && !isModule(latin1(path)) && !/\.(?:ipynb|sh|bash|zsh)$/i.test(latin1(path))) return false;
    weak ??= createSieve(SEEN.map(({ text }) => form(text)));
    return weak.hits(bytes).length > 0;
  };
}

/** In a notebook `get_token()` is all that is needed. */
function isCall(path: Uint8Array, bytes: Uint8Array): boolean {
  return (
    /\.ipynb$/i.test(latin1(path)) && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('get_token(')
  );
}

function form(text: string, confirm?: AnchorForm['confirm']): AnchorForm {
  return { bytes: Buffer.from(text, 'latin1'), decoder: 'plain', rules: [], reach: AHEAD, ...(confirm && { confirm }) };
}
