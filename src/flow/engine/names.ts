// The vocabulary, ready for use: which names mean a credential, what things are called, which rules watch which callee.
import type { LoggingRule, LoggingRulebook, LoggingSink } from 'hfleaks:logging';

/** A rule at one of its sinks. */
export interface Watch {
  readonly rule: LoggingRule;
  readonly sink: LoggingSink;
}

export interface Names {
  readonly watched: ReadonlyMap<string, readonly Watch[]>;
  /** Whether calls of this, or of its methods, are watched. */
  readonly isWatched: (path: string) => boolean;
  readonly has: (list: string, name: string) => boolean;
  readonly matches: (pattern: string, text: string) => boolean;
  /** Whether this is what people call a Hugging Face credential: `hfToken`, `HF_API_KEY`, not `hf_token_path`. */
  readonly isCredential: (name: string) => boolean;
  /** The one name of a thing with several. */
  readonly canonical: (path: string) => string;
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
  const objects = new Set([...watched.keys()].map((key) => key.slice(0, Math.max(0, key.lastIndexOf('.')))));
  const lists = new Map(Object.entries(vocabulary.lists).map(([name, list]) => [name, new Set(list)]));
  const patterns = new Map(Object.entries(vocabulary.patterns).map(([name, source]) => [name, new RegExp(source)]));
  const same = new Map(Object.entries(vocabulary.same).flatMap(([as, others]) => others.map((one) => [one, as])));
  const matches = (pattern: string, text: string): boolean => patterns.get(pattern)?.test(text) ?? false;
  return {
    watched,
    isWatched: (path) => watched.has(path) || (path !== '' && objects.has(path)),
    has: (list, name) => lists.get(list)?.has(name) ?? false,
    matches,
    isCredential: credentialNames(vocabulary.patterns),
    canonical: (path) => (path.length > MAX_PATH ? '' : (same.get(path) ?? path)),
  };
}

/** Makes the test for names of credentials, which is the same for all languages. */
export function credentialNames(patterns: LoggingRulebook['vocabulary']['patterns']): Names['isCredential'] {
  const [credential, used, flag, kind, suffix] = ['credential', 'credential-for', 'flag', 'kind', 'suffix'].map(
    (name) => new RegExp(patterns[name] ?? '^$'),
  );
  const known = new Map<string, boolean>();
  return (name) => {
    if (name.length > MAX_NAME || name.length < 5) return false;
    const before = known.get(name);
    if (before !== undefined) return before;
    const snake = snakeOf(name);
    const isFlag = flag?.test(snake) && !kind?.test(name);
    const is = (credential?.test(snake) || used?.test(name)) && !isFlag && !suffix?.test(snake);
    if (known.size < 10_000) known.set(name, is === true);
    return is === true;
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
