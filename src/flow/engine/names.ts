// The vocabulary, ready for use: which names mean a credential, what things are called, which rules watch which callee.
import type { LoggingRule, LoggingRulebook, LoggingSink } from 'hfleaks:logging';

/** A rule at one of its sinks. */
export interface Watch {
  readonly rule: LoggingRule;
  readonly sink: LoggingSink;
}

export interface Names {
  readonly watched: ReadonlyMap<string, readonly Watch[]>;
  readonly has: (list: string, name: string) => boolean;
  readonly matches: (pattern: string, text: string) => boolean;
  /** Whether this is what people call a Hugging Face credential: `hfToken`, `HF_API_KEY`, not `hf_token_path`. */
  readonly isCredential: (name: string) => boolean;
  /** The one name of a thing with several. */
  readonly canonical: (path: string) => string;
  /** Whether a text may hold any source; cheap. */
  readonly mayMatter: (text: string) => boolean;
  /** Whether a credential is named in a text, so that no role is needed. */
  readonly isNamed: (text: string) => boolean;
}

const MAX_NAME = 100;
const MAX_PATH = 160;
const known = new WeakMap<LoggingRulebook, Map<string, Names>>();

/** What `language` needs of the rules; made once for each rulebook. */
export function namesOf(rulebook: LoggingRulebook, language: 'python' | 'notebook' | 'javascript'): Names {
  const made = known.get(rulebook) ?? new Map<string, Names>();
  known.set(rulebook, made);
  const names = made.get(language) ?? compile(rulebook, language);
  made.set(language, names);
  return names;
}

function compile({ rules, vocabulary }: LoggingRulebook, language: string): Names {
  const watched = new Map<string, Watch[]>();
  for (const rule of rules.filter(({ languages }) => languages.includes(language)))
    for (const sink of rule.sinks)
      for (const key of [...sink.calls, ...sink.at.map((at) => `@${at}`)])
        watched.set(key, [...(watched.get(key) ?? []), { rule, sink }]);
  const lists = new Map(Object.entries(vocabulary.lists).map(([name, list]) => [name, new Set(list)]));
  const patterns = new Map(Object.entries(vocabulary.patterns).map(([name, source]) => [name, new RegExp(source)]));
  const same = new Map(Object.entries(vocabulary.same).flatMap(([as, others]) => others.map((one) => [one, as])));
  const matches = (pattern: string, text: string): boolean => patterns.get(pattern)?.test(text) ?? false;
  const credentials = new Map<string, boolean>();
  const isCredential = (name: string): boolean => {
    if (name.length > MAX_NAME || name.length < 5) return false;
    const before = credentials.get(name);
    if (before !== undefined) return before;
    const snake = snakeOf(name);
    const is = matches('credential', snake) && !matches('flag', snake) && !matches('suffix', snake);
    if (credentials.size < 10_000) credentials.set(name, is);
    return is;
  };
  return {
    watched,
    has: (list, name) => lists.get(list)?.has(name) ?? false,
    matches,
    isCredential,
    canonical: (path) => (path.length > MAX_PATH ? '' : (same.get(path) ?? path)),
    mayMatter: language === 'notebook' ? (text) => HUB_CALL.test(text) || mayMatter(text) : mayMatter,
    isNamed,
  };
}

/** `hfToken` and `HF_TOKEN` as `hf_token`. */
function snakeOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[-.]/g, '_')
    .replace(/^[_$]+/, '')
    .toLowerCase();
}

const STRONG =
  /(?:hf|hugging[_-]?face(?:[_-]?hub)?)[\w-]{0,30}?(?:token|key|pat)\b|(?:\bhf|hugging ?face) (?:(?:api|access|hub|user|auth) ){0,2}(?:token|key)\b|tokens?_hf|hf_[A-Za-z0-9]{34}|add_to_git_credential/i;
const HUB_CALL =
  /\bget_token\b|\bHfFolder\b|add_to_git_credential|huggingface\/token|userdata|UserSecretsClient|show_locals|cgitb/;
const HUB = /hugging_?face|\bhf\.co\b|\bHf[A-Z]\w+\(/i;
const ENVIRONMENT =
  /(?<!\bin )os\.environ\b(?!\s*(?:\[|\.(?:get|setdefault|pop|update|keys|clear)\b))|\bin os\.environ\.(?:items|values)|process\.env\b(?!\s*(?:\.|\?|\[))/;
/** A weak name that is printed, or put into a text; what it is, its role must say. */
const SEEN =
  /(?:\b(?:print|pprint|display|log(?:ger|ging)?\.\w+|console\.\w+|st\.\w+|gr\.\w+|write|raise|Error|wandb\.\w+|mlflow\.\w+|json)(?=\()[^\n]{0,200}?[({,+%]\s*|["'`][^\n]{0,200}?\{\s*)(?:\w+\.){0,4}(?:token|\w*[a-z]_token|\w*Token|\w*TOKEN|api_?key|apiKey|API_KEY|headers)\b(?!\s*[="'([])/;

/** Whether a credential is named, or all variables are at hand; else only roles can make one. */
const isNamed = (text: string): boolean => STRONG.test(text) || HUB_CALL.test(text) || ENVIRONMENT.test(text);

function mayMatter(text: string): boolean {
  return STRONG.test(text) || (HUB.test(text) && (HUB_CALL.test(text) || ENVIRONMENT.test(text) || SEEN.test(text)));
}
