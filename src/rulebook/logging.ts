// Reads one file of rules/logging/ strictly: a rule about code that shows credentials, or the vocabulary they share.
import type {
  LoggingExample,
  LoggingExamples,
  LoggingForm,
  LoggingLabel,
  LoggingRule,
  LoggingSink,
  LoggingVocabulary,
} from 'hfleaks:logging';
import type { RiskRule } from '../types.ts';
import { type Field, parseYaml } from './field.ts';

const HEAD = [
  'id',
  'title',
  'family',
  'languages',
  'severity',
  'confidence',
  'why',
  'fix',
  'bad',
  'good',
  'source',
] as const;
const LANGUAGES = [
  'python',
  'notebook',
  'javascript',
  'shell',
  'workflow',
  'makefile',
  'dockerfile',
  'compose',
  'markdown',
  'env',
  'any',
] as const;
const CODE: readonly string[] = ['python', 'notebook', 'javascript'];
const LABELS: readonly LoggingLabel[] = ['credential', 'env', 'partial'];
const FORMS: readonly LoggingForm[] = ['value', 'container', 'namespace'];
const PATTERNS = [
  'credential',
  'credential-for',
  'kind',
  'flag',
  'suffix',
  'weak',
  'sanitizer',
  'client',
  'prompt',
  'logger',
  'logger-maker',
  'no-logger',
  'options',
  'token-file',
  'route',
] as const;
const LISTS = [
  'environment',
  'readers',
  'credentials',
  'stores',
  'prompts',
  'getters',
  'propagators',
  'propagating-methods',
  'sanitizers',
  'sanitizing-methods',
  'dumpers',
  'mappings',
  'mapping-makers',
  'loaders',
  'copies',
  'clients',
  'collectors',
  'remarks',
  'visitors',
  'widgets',
  'others',
  'commands',
  'makers',
  'contents',
  'fields',
  'sealers',
  'hub-callees',
  'hub-keywords',
  'records',
] as const;
const AT = [
  'raise',
  'assert',
  'route-return',
  'page',
  'cell-echo',
  'shown-locals',
  'git-credential',
  'url-query',
  'url-userinfo',
  'client-env',
  'env-set',
  'write-here',
  'write-elsewhere',
  'cookie',
] as const;
const MAX_EXAMPLES = 200;

type SinkFields = Readonly<Partial<Record<'calls' | 'at' | 'args' | 'except' | 'group', Field>>>;

/**
 * The rule and the examples of one file; `text` is YAML 1.2, and the last part of `file` must be the rule's id. Throws
 * HfleaksError `rule-invalid`: `FILE:LINE:COL: what is wrong`, with the remedy as hint.
 */
export function parseLoggingRule(
  text: string,
  file: string,
  vocabulary: LoggingVocabulary,
): { readonly head: RiskRule; readonly rule: LoggingRule; readonly examples: LoggingExamples } {
  const fields = parseYaml(text, file).map(HEAD, ['sinks', 'takes', 'forms', 'personal', 'certain']);
  const id = fields.id.text(64);
  if (`${id}.yml` !== file.replace(/^.*[\\/]/, '')) fields.id.fail('the id is not the name of the file', 'Rename one.');
  const source = fields.source.text(300);
  if (!/^https:\/\/[!-~]+$/.test(source)) fields.source.fail('this is no web address', 'Begin it with `https://`.');
  const languages = fields.languages.list(1, LANGUAGES.length).map((item) => item.oneOf(LANGUAGES));
  const sinks = (fields.sinks?.list(1, 40) ?? []).map((item) => readSink(item, vocabulary.sinks));
  const severity = fields.severity.oneOf(['error', 'warning', 'info']);
  const fix = readFix(fields.fix);
  const head: RiskRule = {
    id,
    title: fields.title.text(120),
    family: fields.family.oneOf(['logging']),
    languages,
    severity,
    confidence: fields.confidence.oneOf(['high', 'medium', 'low']),
    why: fields.why.text(600),
    fix: Object.entries(fix).map(([language, line]) => (language === 'any' ? line : `${language}: ${line}`)),
    source,
  };
  const rule: LoggingRule = {
    id,
    languages,
    severity,
    fix,
    takes: fields.takes?.list(1, 3).map((item) => item.oneOf(LABELS)) ?? ['credential'],
    forms: fields.forms?.list(1, 3).map((item) => item.oneOf(FORMS)) ?? FORMS,
    isCertain: fields.certain?.boolean() ?? false,
    isPersonal: fields.personal?.boolean() ?? false,
    sinks,
  };
  const [first] = languages;
  const standard = first === 'notebook' ? 'cell' : first === 'javascript' ? 'example.ts' : 'example.py';
  const read = (field: Field, min: number): LoggingExample[] =>
    field
      .list(min, MAX_EXAMPLES)
      .map((item) => readExample(item, CODE.includes(first ?? '') ? standard : 'example.sh'));
  return { head, rule, examples: { rule: id, bad: read(fields.bad, 3), good: read(fields.good, 5) } };
}

/** The file vocabulary.yml. Throws as `parseLoggingRule` does. */
export function parseVocabulary(text: string, file: string): LoggingVocabulary {
  const { patterns, lists, same, sinks } = parseYaml(text, file).map(['patterns', 'lists', 'same', 'sinks'], []);
  const read = <T>(keys: readonly string[], fields: Readonly<Record<string, Field>>, one: (field: Field) => T) =>
    Object.fromEntries(keys.flatMap((key) => (fields[key] ? [[key, one(fields[key])]] : [])));
  return {
    patterns: read(PATTERNS, patterns.map(PATTERNS, []), readPattern),
    lists: read(LISTS, lists.map(LISTS, []), names),
    same: Object.fromEntries(
      same.list(1, 60).map((item) => {
        const { as, names: others } = item.map(['as', 'names'], []);
        return [as.text(100), names(others)] as const;
      }),
    ),
    sinks: Object.fromEntries(
      sinks.list(1, 60).map((item) => {
        const fields = item.map(['name'], ['calls', 'at', 'args', 'except']);
        return [fields.name.text(60), sinkOf(item, fields)] as const;
      }),
    ),
  };
}

function readSink(item: Field, groups: LoggingVocabulary['sinks']): LoggingSink {
  const fields = item.map([], ['calls', 'at', 'args', 'except', 'group']);
  if (!fields.group) return sinkOf(item, fields);
  return (
    groups[fields.group.text(60)] ??
    fields.group.fail('no group has this name', `Known: ${Object.keys(groups).join(', ')}.`)
  );
}

function sinkOf(item: Field, fields: SinkFields): LoggingSink {
  if (!fields.calls && !fields.at) item.fail('nothing says where it is', 'Give `calls` or `at`.');
  return {
    calls: fields.calls ? names(fields.calls) : [],
    at: fields.at?.list(1, AT.length).map((one) => one.oneOf(AT)) ?? [],
    args: fields.args ? names(fields.args) : null,
    except: fields.except ? names(fields.except) : [],
  };
}

/** Texts; `a.{b,c}` is two. */
function names(field: Field): readonly string[] {
  return field.list(1, 400).flatMap((item) => {
    const text = item.text(300);
    const [, head = '', inner, tail = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(text) ?? [];
    return inner === undefined ? [text] : inner.split(',').map((one) => `${head}${one.trim()}${tail}`);
  });
}

function readPattern(field: Field): string {
  const text = field.text(1000, true);
  try {
    new RegExp(text);
  } catch {
    field.fail('this is no regex', 'Try it in JavaScript.');
  }
  return text;
}

function readFix(field: Field): Readonly<Record<string, string>> {
  if (!field.isMap()) return { any: field.text(400) };
  const fixes = field.map([], [...LANGUAGES]);
  return Object.fromEntries(Object.entries(fixes).map(([language, fix]) => [language, fix.text(400)]));
}

function readExample(field: Field, standard: string): LoggingExample {
  if (!field.isMap()) return { as: standard, text: field.text(100_000, true) };
  const { as, text } = field.map(['as', 'text'], []);
  return { as: as.text(200), text: text.text(100_000, true) };
}
