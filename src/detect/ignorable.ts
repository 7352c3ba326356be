// Notes, while files are listed and read, what the rules about `.gitignore` will ask about.
import { latin1 } from '../path.ts';
import type { IgnoreRule, Sieve } from '../types.ts';
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
/** What belongs to others, or is made for tests. */
const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|e2e|specs?|test[-_]?data|(?:__)?(?:fixtures?|mocks?|snapshots?)(?:__)?|vendor|third[-_]party|node_modules|site-packages|templates?)\//i;
/** Where mentions say how the project itself works: code and manifests, no prose and no CI. */
const CODE =
  /\.(?:py|ipynb|[cm]?[jt]sx?|sh|R|Rmd|rs|go)$|(?:^|\/)(?:requirements[^/]*\.txt|Pipfile|Dockerfile|package\.json|pyproject\.toml|setup\.cfg|environment\.ya?ml|(?:docker-)?compose[^/]*\.ya?ml|\.?mcp\.json|launch\.json)$/;
const NO_MENTION =
  /(?:^|\/)(?:\.github|\.circleci|docs?|test_[^/]*|[^/]*[._]test\.[^/]*|conftest\.py|[^/]*\.lock|[^/]*-lock\.[^/]*)(?:\/|$)/i;
const MENTION_HEAD = 1 << 14;
const MENTION_FILES = 1500;
const MOST_OF_A_RULE = 10_000;

export class Ignorables {
  /** By path, a character for each byte. */
  readonly files = new Map<string, Ignorable>();
  /** Rules whose stack is in use, with what shows it. */
  readonly stacks = new Map<IgnoreRule, string>();
  readonly #rules: readonly { readonly rule: IgnoreRule; readonly paths: RegExp; readonly except: RegExp | null }[];
  readonly #any: RegExp;
  readonly #counts = new Map<IgnoreRule, number>();
  /** Rules whose stack is not known to be in use, with the files that would show it. */
  #open: readonly { readonly rule: IgnoreRule; readonly shows: RegExp; readonly words: readonly string[] }[];
  #read = 0;

  /** `mentions`: whether to look for stacks, too. */
  constructor(rules: readonly IgnoreRule[], mentions: boolean) {
    this.#rules = rules.map((rule) => ({
      rule,
      paths: new RegExp(rule.paths),
      except: rule.except === '' ? null : new RegExp(rule.except),
    }));
    this.#any = new RegExp(rules.map(({ paths }) => paths).join('|') || '$^');
    this.#open = (mentions ? rules : []).flatMap((rule) => {
      const { stack } = rule;
      return stack ? [{ rule, shows: new RegExp(stack.paths || '$^'), words: stack.words }] : [];
    });
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
    if (!isOurs && !ASIDE.test(path))
      for (const { rule, shows } of this.#open) if (shows.test(path)) this.#use(rule, path);
    if (!isOurs || TEMPLATE.test(path) || ASIDE.test(path)) return;
    for (const { rule, paths, except } of this.#rules) {
      if (!paths.test(path) || except?.test(path)) continue;
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
    const head = Buffer.from(content.buffer, content.byteOffset, Math.min(content.length, MENTION_HEAD));
    for (const { rule, words } of this.#open)
      if (words.some((word) => head.includes(word, 0, 'latin1'))) this.#use(rule, path);
  }

  #use(rule: IgnoreRule, path: string): void {
    this.stacks.set(rule, path);
    this.#open = this.#open.filter((one) => one.rule !== rule);
  }
}
