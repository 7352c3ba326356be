// Reads one file of rules/gitignore: names of files that git must not take in, and examples of trees.
import type { IgnoreRule, RuleHead, Severity } from '../types.ts';
import { type Field, parseYaml } from './field.ts';

const SEVERITIES = ['error', 'warning', 'info'] as const;
const HEAD = ['id', 'title', 'family', 'confidence', 'severity', 'tracked', 'why', 'fix', 'source'] as const;
const OWN = ['entries', 'files', 'holds', 'leaks', 'clean'] as const;

/** A folder with one file, and a `.gitignore` beside it at the top. */
export interface IgnoreExample {
  readonly path: string;
  readonly text: string;
  /** Null for no such file. */
  readonly gitignore: string | null;
  readonly tracked: boolean;
  /** What a leak must be reported as. */
  readonly severity: Severity;
}

export interface IgnoreExamples {
  readonly rule: string;
  readonly leaks: readonly IgnoreExample[];
  readonly clean: readonly IgnoreExample[];
}

/**
 * The rule and its examples; `file` is how messages call it, and its last part must be the rule's id. Throws HfleaksError `rule-invalid`:
 * `FILE:LINE:COL: what is wrong`.
 */
export function parseIgnoreRule(
  text: string,
  file: string,
): { readonly rule: IgnoreRule; readonly examples: IgnoreExamples } {
  const fields = parseYaml(text, file).map([...HEAD, ...OWN], ['except', 'proof', 'probes', 'stack']);
  const id = fields.id.text(64);
  if (!/^gitignore-[a-z-]{2,50}$/.test(id)) fields.id.fail('this is no rule id', 'Begin it with `gitignore-`.');
  if (file.replace(/^.*\//, '') !== `${id}.yml`)
    fields.id.fail('the id is not the name of the file', 'Rename one of them.');
  fields.family.oneOf(['gitignore']);
  const head: RuleHead = {
    id,
    title: fields.title.text(100),
    severity: fields.severity.oneOf(SEVERITIES),
    confidence: fields.confidence.oneOf(['high', 'medium', 'low']),
    why: fields.why.text(600),
    fix: fields.fix.list(1, 10).map((step) => step.text(400)),
    source: fields.source.text(300),
  };
  const entries = texts(fields.entries);
  const stack = fields.stack?.map(['missing'], ['files', 'words', 'packages']);
  const rule: IgnoreRule = {
    ...head,
    family: 'gitignore',
    tracked: fields.tracked.oneOf(SEVERITIES),
    entries,
    paths: pathRegex(texts(fields.files)),
    except: fields.except ? pathRegex(texts(fields.except)) : '',
    holds: fields.holds.oneOf(['anything', 'assignment', 'opaque', 'password', 'private-key']),
    proof: fields.proof?.boolean() ?? false,
    probes: fields.probes ? texts(fields.probes) : entries.slice(0, 1),
    ...(stack && {
      stack: {
        paths: stack.files ? pathRegex(texts(stack.files)) : '',
        words: stack.words ? texts(stack.words) : [],
        packages: stack.packages ? packageRegex(texts(stack.packages)) : '',
        missing: stack.missing.oneOf(SEVERITIES),
      },
    }),
  };
  const examples = (list: Field): IgnoreExample[] => list.list(4, 50).map((one) => readExample(one, rule));
  return { rule, examples: { rule: id, leaks: examples(fields.leaks), clean: examples(fields.clean) } };
}

function readExample(field: Field, { severity }: IgnoreRule): IgnoreExample {
  const {
    path,
    text,
    gitignore,
    tracked,
    severity: expected,
  } = field.map(['path'], ['text', 'gitignore', 'tracked', 'severity']);
  return {
    path: path.text(200),
    // Written out, it would look like a key to others that read this repository.
    text: (text?.text(1000, true) ?? '').replaceAll('{{kind}}', 'PRIVATE KEY'),
    gitignore: gitignore?.text(1000, true) ?? null,
    tracked: tracked?.boolean() ?? false,
    severity: expected?.oneOf(SEVERITIES) ?? severity,
  };
}

function texts(field: Field): readonly string[] {
  return field.list(1, 40).map((item) => item.text(100));
}

/** Globs as a regex source: `*` is anything in a name, `**` anything, `[ab]` one of them; without `/` at their head they count in any folder. */
function pathRegex(globs: readonly string[]): string {
  const one = (glob: string): string =>
    glob
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*\*/g, '\0')
      .replace(/\*/g, '[^/]*')
      .replace(/\0/g, '.*');
  return `(?:^|/)(?:${globs.map(one).join('|')})$`;
}

/** Names of Python packages, in quotes or at the head of a line, as a regex source: `huggingface-hub>=1`, `"transformers[torch]"`, `- trl`. */
function packageRegex(names: readonly string[]): string {
  const one = names.map((name) => name.replaceAll('-', '[-_]')).join('|');
  return `(?:^|\\n|["']|-[ \\t])[ \\t]*(?:${one})[ \\t]*(?:["'[<>=~!;@#,\\r\\n]|$)`;
}
