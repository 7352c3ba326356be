// Notes, while files are listed and read, what the rules about `.gitignore` will ask about.
import { latin1 } from '../path.ts';
import type { IgnoreRule, Rule, Sieve } from '../types.ts';
import { type Held, heldIn } from './held.ts';

/** A file that a rule names. */
export interface Ignorable {
  readonly rule: IgnoreRule;
  /** Whether this commit adds it. */
  readonly isNew: boolean;
  held: Held;
}

/** Templates are committed on purpose: `.env.example`, `sample.env`, `secrets.dist.json`. */
const TEMPLATE =
  /(?:^|[/._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|skel(?:eton)?|demo)(?:[._-][^/]*)?$|\.(?:md|rst|j2|jinja2?|erb|hbs|enc|age|gpg|sops)$/i;
/** Whether a file is there to be read by everybody: `.env.example`. */
export function isTemplate(path: string): boolean {
  return TEMPLATE.test(path);
}

/** What belongs to others, or is made for tests. */
const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|e2e|specs?|test[-_]?data|(?:__)?(?:fixtures?|mocks?|snapshots?)(?:__)?|vendor|third[-_]party|node_modules|site-packages|templates?)\//i;
/** Where mentions say how the project itself works: code and manifests, no prose and no CI. */
const CODE =
  /\.(?:py|ipynb|[cm]?[jt]sx?|vue|svelte|sh|R|Rmd|rs|go|java|kt|rb|php|cs)$|(?:^|\/)(?:requirements[^/]*\.txt|requirements\/[^/]+\.txt|Pipfile|pixi\.toml|[Mm]akefile|justfile|Dockerfile[^/]*|package\.json|pyproject\.toml|setup\.cfg|environment\.ya?ml|(?:docker-)?compose[^/]*\.ya?ml|\.?mcp\.json|launch\.json)$/;
const NO_MENTION =
  /(?:^|\/)(?:\.github|\.circleci|docs?|test_[^/]*|[^/]*[._]test\.[^/]*|conftest\.py|[^/]*\.lock|[^/]*-lock\.[^/]*)(?:\/|$)/i;
/** Where Python projects name the packages they need. */
const MANIFEST =
  /(?:^|\/)(?:requirements[^/]*\.txt|requirements\/[^/]+\.txt|Pipfile|pyproject\.toml|setup\.(?:cfg|py)|environment\.ya?ml|pixi\.toml)$/;
const MENTION_HEAD = 1 << 14;
/** Folders of one rule in which its stack is looked for. */
const MOST_FOLDERS = 8;
const MENTION_FILES = 1500;
const MOST_OF_A_RULE = 10_000;

/** The files of a rule; names such as `.ENV` are meant, too. */
function pathsOf({ paths }: IgnoreRule): RegExp {
  return new RegExp(paths, 'i');
}

/**
 * The lines of the `.gitignore` in `folder` (`''`, or with `/` at its end) that keep `paths` out of git: a rule's own, all of them where they
 * belong together, and one for each file that none of these names. Without paths, all of the rule.
 */
export function entriesFor(
  { entries, stack }: IgnoreRule,
  paths: readonly string[],
  folder: string,
): readonly string[] {
  const isNamed = (path: string): boolean => entries.some((entry) => isNamedBy(entry, path));
  const isOwn = (entry: string): boolean =>
    !!stack || entry.startsWith('!') || paths.some((path) => isNamedBy(entry, path));
  if (paths.length === 0) return entries;
  const others = paths.filter((path) => !isNamed(path)).map((path) => entryOf(path.slice(folder.length)));
  return [...new Set([...(paths.some(isNamed) ? entries.filter(isOwn) : []), ...others])];
}

/** Whether a file is there to hold secrets: whether one of the lines that rules of such files have names it. */
export function isSecretFile(path: string, rules: readonly Rule[]): boolean {
  return rules.some(
    (rule) =>
      rule.family === 'gitignore' &&
      rule.tracked === 'error' &&
      pathsOf(rule).test(path) &&
      !TEMPLATE.test(path) &&
      rule.entries.some((entry) => isNamedBy(entry, path)),
  );
}

/** `.env.*`, `*.key`, `.huggingface/`: of the lines of rules, which have no more than a star. */
function isNamedBy(entry: string, path: string): boolean {
  const glob = entry.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`(?:^|/)${glob}${entry.endsWith('/') ? '' : '$'}`).test(path);
}

/** The line of a `.gitignore` that names one path below its folder; a line end is written as any character. Format: gitignore(5). */
export function entryOf(path: string): string {
  const escaped = path.replace(/[\\*?[]/g, '\\$&').replace(/ +$/, (spaces) => '\\ '.repeat(spaces.length));
  return `/${escaped.replace(/[\r\n]/g, '?')}`;
}

function anyOf(sources: readonly string[]): RegExp {
  return new RegExp(sources.join('|') || '$^');
}

export class Ignorables {
  /** By path, a character for each byte. */
  readonly files = new Map<string, Ignorable>();
  /** Rules whose stack is in use, with the files that show it, each in a folder of its own. */
  readonly stacks = new Map<IgnoreRule, string[]>();
  readonly #rules: readonly { readonly rule: IgnoreRule; readonly paths: RegExp; readonly except: RegExp }[];
  readonly #any: RegExp;
  readonly #counts = new Map<IgnoreRule, number>();
  /** Rules whose stack may be in use in further folders, with the files that would show it. */
  #open: readonly {
    readonly rule: IgnoreRule;
    readonly shows: RegExp;
    readonly words: RegExp;
    readonly packages: RegExp;
  }[];
  /** Any word of those: one search, and the others only where it finds something. */
  #words: RegExp;
  #read = 0;

  /** `mentions`: whether to look for stacks, too. */
  constructor(rules: readonly IgnoreRule[], mentions: boolean) {
    this.#rules = rules.map((rule) => ({
      rule,
      ...{ paths: pathsOf(rule), except: new RegExp(rule.except || '$^', 'i') },
    }));
    this.#any = new RegExp(rules.map(({ paths }) => paths).join('|') || '$^', 'i');
    this.#open = (mentions ? rules : []).flatMap((rule) => {
      const { stack } = rule;
      return stack
        ? [
            {
              rule,
              shows: new RegExp(stack.paths || '$^'),
              words: anyOf(stack.words.map((word) => word.replace(/\W/g, '\\$&'))),
              packages: new RegExp(stack.packages || '$^'),
            },
          ]
        : [];
    });
    this.#words = anyOf(this.#open.map(({ words }) => words.source));
  }

  readonly notice: NonNullable<Sieve['notice']> = (bytes, content, isNew = false) => {
    const path = latin1(bytes);
    if (content) {
      const file = this.files.get(path);
      if (file) file.held = heldIn(file.rule.holds, content);
      if (this.#open.length > 0) this.#mentions(path, content);
      return;
    }
    const isOurs = this.#any.test(path);
    // Before what takes longer than all else here, where nobody asks.
    if (this.#open.length > 0 && !isOurs && !ASIDE.test(path))
      for (const { rule, shows } of this.#open) if (shows.test(path)) this.#use(rule, path);
    if (!isOurs || TEMPLATE.test(path) || ASIDE.test(path)) return;
    for (const { rule, paths, except } of this.#rules) {
      if (!paths.test(path) || except.test(path)) continue;
      const count = this.#counts.get(rule) ?? 0;
      // So many that one more tells nobody anything.
      if (count < MOST_OF_A_RULE) this.files.set(path, { rule, isNew, held: 'unknown' });
      this.#counts.set(rule, count + 1);
      return;
    }
  };

  #mentions(path: string, content: Uint8Array): void {
    if (this.#read >= MENTION_FILES || !CODE.test(path) || NO_MENTION.test(path) || ASIDE.test(path)) return;
    this.#read++;
    const head = latin1(content.subarray(0, MENTION_HEAD));
    const isManifest = MANIFEST.test(path);
    if (!isManifest && !this.#words.test(head)) return;
    for (const { rule, words, packages } of this.#open)
      if (words.test(head) || (isManifest && packages.test(head))) this.#use(rule, path);
  }

  #use(rule: IgnoreRule, path: string): void {
    const evidence = this.stacks.get(rule) ?? [];
    const folderOf = (one: string): string => one.replace(/[^/]*$/, '');
    if (evidence.some((one) => folderOf(one) === folderOf(path))) return;
    this.stacks.set(rule, [...evidence, path]);
    if (evidence.length + 1 < MOST_FOLDERS) return;
    this.#open = this.#open.filter((one) => one.rule !== rule);
    this.#words = anyOf(this.#open.map(({ words }) => words.source));
  }
}
