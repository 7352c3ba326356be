// Says which files of code may show a Hugging Face credential, on bytes, so that few of them are read as code.
import { isCode, isModule, latin1, mayBeScript } from '../path.ts';
import type { AnchorForm, Sieve } from '../types.ts';
import { SEEN, WORDS, type Word } from './risky-words.ts';
import { createSieve } from './sieve.ts';

/**
 * `hf_token`, `HfFolder`, `HUGGINGFACE_API_KEY`, `~/.cache/huggingface/token`: what is behind `hf` or `hugging`. Written out, a credential has
 * a `_` there: links to revisions and names of models have not.
 */
const CREDENTIAL =
  /^(?:[\w/-]{0,40}?| ?face (?:\w+ ){0,2})(?:token|key|pat(?![a-z])|auth|secret|folder)|^_[\w.-]{0,40}[A-Za-z0-9]{30}/i;
const AHEAD = 64;
const BEFORE = 512;
/** How many places are looked at closely in one file: where so many are none, the whole file is read as code. */
const MOST_LOOKS = 5000;
/** The package that the Hub's own calls come from. */
const OWN = /(?:^|\/)huggingface_hub\//;
const OWN_CALL = 'get_token';
/** A first line as of `moduleIn` in flow/reading.ts. */
const PYTHON = /^#![^\n]{0,100}\bpython/;
/** As of shells in flow/shell-exposures.ts, too. */
const SCRIPT = /^#![^\n]{0,100}\b(?:python|(?:ba|z|da|a|k)?sh\b)/;

/** What a module says that is worth reading: one of `named`; or, beside a client of the Hub, one of `shown`. */
export interface Worth {
  readonly named: readonly RegExp[];
  readonly shown: readonly RegExp[];
}

/** A test for `Sieve.isRisky`; its tables are made when it is first asked. */
export function createRisky({ named, shown }: Worth): NonNullable<Sieve['isRisky']> {
  let first: Sieve | undefined;
  let weak: Sieve | undefined;
  const clients = new Set<AnchorForm>();
  let looks = 0;
  let isFound = false;
  let [isStrict, isOwn] = [false, false];
  /** Whether a word counts for the text around it; where one counts, no other is asked. */
  const look = (content: Uint8Array, from: number, to: number, counts: (text: string) => boolean): boolean => {
    if (isFound) return false;
    isFound = ++looks > MOST_LOOKS || counts(latin1(content.subarray(Math.max(0, from), to)));
    return isFound;
  };
  const isNamed = (text: string): boolean => (isStrict ? named.some((one) => one.test(text)) : CREDENTIAL.test(text));
  const isShown = (text: string): boolean => shown.some((one) => one.test(text)) || (isOwn && text.includes(OWN_CALL));
  const wordForm = ({ text, behind, isClient }: Word): AnchorForm => {
    if (isClient) return form(text);
    return form(text, (content, offset) => {
      if (!isStrict && behind === undefined) return true;
      const from = isStrict ? offset : offset + (behind ?? 0);
      return look(content, from, from + AHEAD, isNamed);
    });
  };
  return (path, bytes) => {
    if (path && !isCode(path) && !(begins(bytes, SCRIPT) && mayBeScript(path))) return false;
    if (!first) {
      const forms = WORDS.map(wordForm);
      for (const [index, one] of forms.entries()) if (WORDS[index]?.isClient) clients.add(one);
      first = createSieve(forms);
    }
    const name = path && latin1(path);
    [looks, isFound] = [0, false];
    isStrict = name !== null && (isModule(name) || begins(bytes, PYTHON));
    isOwn = name !== null && OWN.test(name);
    const hits = first.hits(bytes);
    if (hits.some((hit) => !clients.has(hit.form))) return true;
    if (hits.length === 0 && !isOwn && !(name && isCall(name, bytes))) return false;
    if (name && !isStrict && !/\.(?:ipynb|sh|bash|zsh|sbatch|slurm)$/i.test(name)) return false;
    weak ??= createSieve(
      SEEN.map(({ text }) =>
        form(text, (content, offset) => !isStrict || look(content, offset - BEFORE, offset + AHEAD, isShown)),
      ),
    );
    return weak.hits(bytes).length > 0;
  };
}

/** Whether the first line names such an interpreter. */
function begins(bytes: Uint8Array, interpreter: RegExp): boolean {
  return bytes[0] === 0x23 && bytes[1] === 0x21 && interpreter.test(latin1(bytes.subarray(0, 2 * AHEAD)));
}

/** In a notebook `get_token()` is all that is needed. */
function isCall(name: string, bytes: Uint8Array): boolean {
  return /\.ipynb$/i.test(name) && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('get_token(');
}

function form(text: string, confirm?: AnchorForm['confirm']): AnchorForm {
  return { bytes: Buffer.from(text, 'latin1'), decoder: 'plain', rules: [], reach: AHEAD, ...(confirm && { confirm }) };
}
