// The words by which code that may show a Hugging Face credential is noticed; the build chooses the windows by which they are looked for.

/** A word that is looked for in code. */
export interface Word {
  readonly text: string;
  /** It counts if it goes on like the name of a credential behind so many of its letters. */
  readonly behind?: number;
  /** It says only that the file is a client of the Hub. */
  readonly isClient?: true;
}

const PREFIXES = 'hf_ HF_ Hf_ hf- HF- hfT hfA hfK hfI hfH hfU hfS hfR hfW HFT HFK hft HfT HfF'.split(' ');
const COMPANY = ['hugging', 'Hugging', 'HUGGING'];
const CALLS = `add_to_git_credential|hf auth|token_hf|tokens_hf|TOKEN_HF|TOKENS_HF|HF token|hf token|HF API|HF access|huggingface" / "token|huggingface' / 'token|huggingface", "token|huggingface', 'token|toJSON(secrets|toJson(secrets`;
const CLIENTS = ['HfA', 'HfI', 'hf.co', ...COMPANY];

/** What is looked for in each file of code. */
export const WORDS: readonly Word[] = [
  ...PREFIXES.map((text): Word => ({ text, behind: 2 })),
  ...COMPANY.map((text): Word => ({ text, behind: text.length })),
  ...CALLS.split('|').map((text): Word => ({ text })),
  ...CLIENTS.map((text): Word => ({ text, isClient: true })),
];

/** Where a weak name is put into a text or printed, and dumps of the environment: worth a look beside a client of the Hub. */
export const SEEN: readonly Word[] = (
  'get_token|UserSecrets|show_locals|cgitb|token}|Token}|TOKEN}|api_key}|apiKey}|API_KEY}|token)|Token)|TOKEN)|api_key)|apiKey)|API_KEY)|headers}|headers)|' +
  ', token,|Bearer |environ)|environ}|environ,|environ.items|environ.copy|process.env)|process.env}|process.env,|process.env |printenv'
)
  .split('|')
  .map((text) => ({ text }));
