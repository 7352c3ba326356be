// Says which files of code may show a Hugging Face credential, on bytes, so that few of them are read as code.
import { isCode, isModule, latin1 } from '../path.ts';
import type { AnchorForm, Sieve } from '../types.ts';
import { createSieve } from './sieve.ts';

/** `hf_token`, `HfFolder`, `HUGGINGFACE_API_KEY`, `~/.cache/huggingface/token`: what is behind `hf` or `hugging`. */
const CREDENTIAL =
  /^(?:[\w/-]{0,40}?| ?face (?:\w+ ){0,2})(?:token|key|pat(?![a-z])|auth|secret|folder|[A-Za-z0-9]{30})/i;
const PREFIXES = 'hf_ HF_ Hf_ hf- HF- hfT hfA hfK hfI hfH hfU hfS HFT hft HfF'.split(' ');
const COMPANY = ['hugging', 'Hugging', 'HUGGING'];
const CALLS =
  'add_to_git_credential|hf auth|token_hf|tokens_hf|HF token|hf token|HF API|HF access|toJSON(secrets|toJson(secrets';
/** Where a weak name is put into a text or printed, and dumps of the environment: worth a look beside a client of the Hub. */
const SEEN =
  'get_token|UserSecrets|show_locals|cgitb|token}|Token}|TOKEN}|api_key}|apiKey}|API_KEY}|token)|Token)|TOKEN)|api_key)|apiKey)|API_KEY)|' +
  ', token,|Bearer |environ)|environ}|environ,|environ.items|process.env)|process.env}|process.env,|process.env |printenv';
const CLIENTS = ['HfA', 'HfI', 'hf.co', ...COMPANY];
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
      for (const text of CLIENTS) clients.add(form(text));
      const strong = [
        ...PREFIXES.map((text) => form(text, (content, offset) => named(content, offset + 2))),
        ...COMPANY.map((text) => form(text, (content, offset) => named(content, offset + text.length))),
        ...CALLS.split('|').map((text) => form(text)),
      ];
      first = createSieve([...strong, ...clients]);
    }
    [looks, isFound] = [0, false];
    const hits = first.hits(bytes);
    if (hits.some((hit) => !clients.has(hit.form))) return true;
    const isOwn = path !== null && (OWN.test(latin1(path)) || isCall(path, bytes));
    if (hits.length === 0 && !isOwn) return false;
    if (path && !isModule(latin1(path)) && !/\.(?:ipynb|sh|bash|zsh)$/i.test(latin1(path))) return false;
    weak ??= createSieve(SEEN.split('|').map((text) => form(text)));
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
