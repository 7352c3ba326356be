// What a text of Python or JavaScript must have to be worth following: a name, or a call that gives a credential, or one by its role alone.

/** A credential is named, or written out. */
const NAMED =
  /(?:hf|hugging[_-]?face(?:[_-]?hub)?)[\w-]{0,30}?(?:token|key|pat)_?\d{0,2}\b|(?:\bhf|hugging ?face) (?:(?:api|access|hub|user|auth) ){0,2}(?:token|key)\b|tokens?_hf|hf_[A-Za-z0-9]{34}|add_to_git_credential/i;

/** What gives one, whatever it is called then. */
const CALLED =
  /\bget_token\b|\bHfFolder\b|HF_TOKEN_PATH|add_to_git_credential|huggingface(?:\/|["'] ?[,/] ?["']|["']\]\[["'])token|userdata|UserSecretsClient|show_locals|cgitb/;

/** All variables of the environment at once. */
const ENVIRONMENT =
  /(?<!\bin )os\.environ\b(?!\s*(?:\[|\.(?:get|setdefault|pop|update|keys|clear)\b))|\bin os\.environ\.(?:items|values)|process\.env\b(?!\s*(?:\.|\?|\[))/;

/** A weak name that is printed, or put into a text; what it is, its role must say. */
const SHOWN =
  /(?:\b(?:print|pprint|display|log(?:ger|ging)?\.\w+|console\.\w+|st\.\w+|gr\.\w+|write|raise|Error|wandb\.\w+|mlflow\.\w+|json)(?=\()[^\n]{0,200}?[({,+%]\s*|["'`][^\n]{0,200}?\{\s*)(?:\w+\.){0,4}(?:token|\w*[a-z]_token|\w*Token|\w*TOKEN|api_?key|apiKey|API_KEY|headers)\b(?!\s*[="'([])/;

/** An option that is passed to the Hub: all options may be printed, it among them. */
const OPTION = /\btoken=\w*(?:args|opts?|options)\.(?:\w+_)?token\b/;

const HUB = /hugging_?face|\bhf\.co\b|\bHf[A-Z]\w+\(/i;

/** What counts by itself, and what counts beside a client of the Hub. The sieve looks for it around words that most of it has. */
export const WORTH = { named: [NAMED, CALLED], shown: [CALLED, ENVIRONMENT, SHOWN, OPTION] } as const;

/** Whether a credential is named, or all variables are at hand; else only roles can make one. */
export function isNamed(text: string): boolean {
  return NAMED.test(text) || CALLED.test(text) || ENVIRONMENT.test(text);
}

/** Whether a module that others import may give them a credential, by whatever name. */
export function mayGive(text: string): boolean {
  return NAMED.test(text) || (HUB.test(text) && WORTH.shown.some((one) => one.test(text)));
}
