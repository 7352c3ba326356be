// Findings about `.gitignore`: files with secrets that git has, or would take in with the next "git add .".
import { displayPath } from '../path.ts';
import { redactTokens } from '../secret.ts';
import type { Finding, IgnoreRule, Location, PathAnswer, ScanMode, Severity, Survey, Verdict } from '../types.ts';
import { riskFingerprint } from './credential.ts';
import type { Held } from './held.ts';
import { entriesFor, type Ignorable, type Ignorables } from './ignorable.ts';

export interface IgnoreOptions {
  readonly mode: ScanMode;
  /** Why the author of a line allows what the rule finds, or null. */
  readonly allowed: (line: string, rule: string) => string | null;
}

/** What is wrong with a file. */
type Fault =
  /** git has it, and a line that has no effect any more ignores it. */
  | 'tracked-ignored'
  | 'tracked'
  /** It is about to be committed. */
  | 'staged'
  /** Nothing ignores it. */
  | 'open'
  /** Only this clone, or this user, ignores it. */
  | 'private'
  /** There is no such file yet. */
  | 'missing';

interface Fact {
  readonly rule: IgnoreRule;
  readonly fault: Fault;
  readonly severity: Severity;
  readonly path: string;
  readonly answer: PathAnswer | null;
  /** Null where there is no such file. */
  readonly held: Held | null;
  /** What shows that the file could come. */
  readonly evidence?: string;
}

/** Projects of the web keep what is secret in `.env.local`, and may share `.env`: there, any probe will do. */
const WEB = /(?:\.(?:[cm]?[jt]sx?|vue|svelte)|(?:^|\/)package\.json)$/i;

const HOLDING: Readonly<Partial<Record<Held, string>>> = {
  secret: ' and holds what looks like a secret',
  plain: ' (nothing in it looks like a secret)',
};
/** Findings of one rule that name one file each; more would tell nobody anything. */
const MOST = 100;
const NAME = '.gitignore';

/**
 * The findings about files and stacks that were noticed, in no order. Each stands at the line of the `.gitignore` that decides, or where the
 * entry belongs: at the end; where there is none, on line 1 of the one to be made. Its places are that file and then those that are meant.
 * Throws what `survey.ask` throws.
 */
export async function ignoreFindings(
  { files, stacks }: Ignorables,
  survey: Survey,
  options: IgnoreOptions,
): Promise<Finding[]> {
  const paths = [...files.keys()];
  const { top } = survey;
  const expected = top === null || !survey.isRepository ? [] : [...stacks];
  // A package that is protected by a `.gitignore` of its own is; others beside it are not.
  const asked = expected.flatMap(([rule, evidence]) =>
    evidence.map((shows) => {
      const own = WEB.test(shows) ? rule.probes : rule.probes.slice(0, 1);
      const probes = foldersOf(shows, top ?? '').flatMap((folder) => own.map((probe) => folder + probe));
      return { rule, shows, probes };
    }),
  );
  const answers = await survey.ask([...paths, ...asked.flatMap(({ probes }) => probes)]);
  const facts = paths.flatMap((path, at) => factOf(path, files.get(path) as Ignorable, answers[at] ?? null, options));
  let at = paths.length;
  for (const { rule, shows, probes } of asked) {
    const own = answers.slice(at, (at += probes.length));
    // What is told of a file that is there says the entry, too.
    if (!facts.some((fact) => fact.rule === rule)) facts.push(...missing(rule, shows, top ?? '', own));
  }
  // Without a repository nothing can be published by git yet.
  const rated = survey.isRepository ? facts : facts.map((fact): Fact => ({ ...fact, severity: 'info' }));
  return grouped(rated).map((group) => describe(group, survey, options));
}

function factOf(path: string, file: Ignorable, answer: PathAnswer | null, { mode }: IgnoreOptions): Fact[] {
  const { rule, held, isNew } = file;
  if (!answer || held === 'open' || (rule.proof && held !== 'secret')) return [];
  const fact = (fault: Fault, severity: Severity): Fact[] => [{ rule, fault, severity, path, answer, held }];
  if (mode === 'staged') return isNew || held === 'secret' ? fact('staged', 'warning') : [];
  if (answer.isTracked) {
    const fault = answer.isIgnored ? 'tracked-ignored' : 'tracked';
    if (held === 'secret') return fact(fault, rule.tracked);
    // Whoever writes `!.env` means it.
    if (held === 'plain' && answer.by && !answer.isIgnored) return [];
    return fact(fault, held === 'plain' && !answer.isIgnored ? 'info' : 'warning');
  }
  if (!answer.isIgnored) return fact('open', rule.severity);
  return answer.by?.of === 'gitignore' ? [] : fact('private', 'info');
}

/** What a stack in use lacks: one of the probes must be ignored, by a file that travels with the repository. */
function missing(rule: IgnoreRule, evidence: string, top: string, answers: readonly (PathAnswer | null)[]): Fact[] {
  const ignored = answers.filter((answer) => answer?.isIgnored);
  if (!rule.stack || ignored.some((answer) => answer?.by?.of === 'gitignore')) return [];
  // git cannot be asked about what lies behind a link or in a submodule, and does not take it in.
  if (answers.every((answer) => answer === null)) return [];
  const [answer = answers[0] ?? null] = ignored;
  const isPrivate = ignored.length > 0;
  const severity = isPrivate ? 'info' : rule.stack.missing;
  const path = top + (rule.probes[0] as string);
  return [{ rule, fault: isPrivate ? 'private' : 'missing', severity, path, answer, held: null, evidence }];
}

/** What one entry mends is one finding; a file, or folder, that git has is one, since each has its own command. */
function grouped(facts: readonly Fact[]): (readonly [Fact, ...Fact[]])[] {
  const groups = new Map<string, [Fact, ...Fact[]]>();
  const counts = new Map<string, number>();
  for (const fact of facts) {
    const head = `${fact.rule.id}\0${fact.fault}\0${fact.severity}`;
    const own = fact.fault === 'open' || fact.fault === 'private' ? decider(fact) : unit(fact);
    let key = `${head}\0${own}`;
    if (!groups.has(key)) {
      const count = counts.get(head) ?? 0;
      counts.set(head, count + 1);
      if (count >= MOST) key = `${head}\0\0`;
    }
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  return [...groups.values()];
}

function decider({ answer }: Fact): string {
  return answer?.by ? `${answer.by.file}:${answer.by.line}` : '';
}

/** A file, or the folder that the rule is about: `a/wandb/` of `a/wandb/run-1/x`. */
function unit({ rule, path }: Fact): string {
  const folder = rule.entries[0]?.endsWith('/') && rule.holds === 'anything' ? (rule.entries[0] as string) : null;
  const at = folder === null ? -1 : `/${path}`.indexOf(`/${folder}`);
  return at < 0 ? path : path.slice(0, at + (folder as string).length);
}

/** Each once, sorted. */
function unitsOf(group: readonly Fact[]): readonly string[] {
  return [...new Set(group.map(unit))].sort();
}

function describe(group: readonly [Fact, ...Fact[]], survey: Survey, options: IgnoreOptions): Finding {
  const [first] = group;
  const { rule, fault, severity } = first;
  const where = placeOf(group, survey);
  const file = Buffer.from(where.file, 'latin1');
  const staged = options.mode === 'staged';
  const text = redactTokens(where.text);
  const paths = group.filter(({ held }) => held).map(({ path }) => path);
  const shown = [where.file, ...paths].map((path) => Buffer.from(path, 'latin1'));
  return {
    kind: 'risk',
    rule,
    severity,
    confidence: rule.confidence,
    message: redactTokens(messageOf(group, where.file)),
    ignoreBy: linesFor(group, where.file),
    // Whoever accepts it accepts these files, and no further one.
    fingerprint: riskFingerprint(rule, fault === 'missing' ? where.file : unitsOf(group).join('\0'), fault, 0),
    credential: null,
    location: { path: file, ...where.at, trail: [] },
    places: shown.map((path) => (staged ? { kind: 'staged', path, stage: 0 } : { kind: 'file', path })),
    excerpt: text === '' ? null : { text, start: 0, end: text.length },
    verdict: verdictOf(where.lines, rule.id, options),
  };
}

interface Where {
  readonly file: string;
  readonly lines: readonly string[];
  /** The line itself, `''` if there is none. */
  readonly text: string;
  readonly at: Omit<Location, 'path' | 'trail'>;
}

/** The line that decides, where it is one of a `.gitignore`; else the end of the nearest one, or of the one at the top. */
function placeOf(group: readonly [Fact, ...Fact[]], survey: Survey): Where {
  const [{ path, answer }] = group;
  const { top } = survey;
  const by = answer?.by?.file != null ? answer.by : null;
  const near = group.length > 1 ? [] : foldersOf(path, top ?? '');
  const file =
    by?.file ?? near.map((folder) => folder + NAME).find((one) => survey.read(one) !== null) ?? (top ?? '') + NAME;
  const lines = (survey.read(file) ?? '').split('\n');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const index = by ? Math.min(by.line, lines.length) - 1 : Math.max(last, 0);
  const text = (lines[index] ?? '').replace(/\r$/, '').slice(0, 160);
  const before = lines.slice(0, index).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const position = { line: index + 1, column: 1, endLine: index + 1, endColumn: text.length + 1 };
  return { file, lines, text, at: { ...position, offset: before } };
}

/** The folders of a path, with `/` at their ends, from the inmost to `top`. */
function foldersOf(path: string, top: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names
    .map((_, index) => `${names.slice(0, names.length - index).join('/')}/`)
    .concat('')
    .filter((folder) => folder.startsWith(top));
}

function verdictOf(lines: readonly string[], rule: string, { allowed }: IgnoreOptions): Verdict {
  for (const line of lines) {
    const reason = line.includes('hfleaks:allow') ? allowed(line, rule) : null;
    if (reason !== null) return { state: 'suppressed', by: 'allow', reason };
  }
  return { state: 'report', by: null, reason: null };
}

function messageOf(group: readonly [Fact, ...Fact[]], file: string): string {
  const [first] = group;
  const { rule, fault, answer } = first;
  const more = group.length > 1 ? ` and ${group.length - 1} more` : '';
  const path = `${shown(first.path)}${more}`;
  const [is, it] = more === '' ? ['is', 'it'] : ['are', 'them'];
  const line =
    answer?.by?.file != null ? `${shown(answer.by.file)}:${answer.by.line}` : 'a line outside of this folder';
  const lines = linesFor(group, file).map(shown);
  const entries = lines.length > SHOWN ? `${lines.slice(0, SHOWN).join(', ')}, …` : lines.join(', ');
  const mend = `; git keeps ${it} out with: ${entries}`;
  if (fault === 'missing')
    return `Nothing in ${shown(file)} keeps ${rule.entries[0]} out of git, and this project could come to have it (see ${shown(first.evidence ?? '')}); add: ${entries}`;
  if (fault === 'private')
    return `${path} ${is} ignored only by settings of this clone or user, which others do not get; add to ${shown(file)}: ${entries}`;
  if (fault === 'open') {
    const why = answer?.by ? `: ${line} takes ${it} out again` : '';
    return `${path} ${is} not ignored by git${why}, and "git add ." takes ${it} in${mend}`;
  }
  const command = commandFor(group);
  const holding =
    rule.holds === 'anything'
      ? ''
      : (HOLDING[first.held ?? 'unknown'] ?? '').replace('holds', more === '' ? 'holds' : 'hold');
  if (fault === 'staged') {
    const force = answer?.isIgnored ? ` although ${line} ignores ${it}` : '';
    return `${path} ${is} about to be committed${force}${holding}; take ${it} out: ${command}${answer?.isIgnored ? '' : mend}`;
  }
  const why = answer?.isIgnored ? ` although ${line} ignores ${it}, which has no effect on what is tracked` : '';
  return `${path} ${is} tracked by git${holding}${why}; the file stays where it is with: ${command}${answer?.isIgnored ? '' : mend}`;
}

function shown(path: string): string {
  return displayPath(Buffer.from(path, 'latin1'));
}

/** Lines of a message that are shown. */
const SHOWN = 6;

function linesFor(group: readonly [Fact, ...Fact[]], file: string): readonly string[] {
  const [{ rule, fault, answer }] = group;
  if (fault !== 'private' && answer?.isIgnored) return [];
  const paths = fault === 'missing' ? [] : group.map(({ path }) => path);
  return entriesFor(rule, paths, file.slice(0, -NAME.length));
}

/** Quoted for a POSIX shell; glob characters and a leading `:` mean something to git (gitglossary(7), pathspec). */
function commandFor(group: readonly [Fact, ...Fact[]]): string {
  const [first] = group;
  const one = group.length > 1 ? unit(first).replace(/\/$/, '') : first.path;
  const verb = group.length > 1 ? 'git rm -r --cached --' : 'git rm --cached --';
  const text = shown(one);
  if (unitsOf(group).length > 1) return 'git rm -r --cached -- PATH, for each';
  if (Buffer.from(text, 'utf8').toString('latin1') !== one) return `${verb} PATH`;
  const literal = /^:|[*?[]/.test(text) ? `:(literal)${text}` : text;
  return `${verb} ${/^[\w./@%+=-]+$/.test(literal) ? literal : `'${literal.replaceAll("'", "'\\''")}'`}`;
}
