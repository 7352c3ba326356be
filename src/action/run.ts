// One run of the Action: from inputs and an event to what is printed, written and answered.
import { randomBytes } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { Origin } from '../git/origin.ts';
import { type Repository, requireRepositoryFor, type Variables } from '../git/repository.ts';
import { escapeText } from '../path.ts';
import { neutralizeLine } from '../report/escape.ts';
import { createGate, type Gate, gatedPath } from '../report/gate.ts';
import { render } from '../report/index.ts';
import { plural, sizeText } from '../report/summary.ts';
import { annotations, workflowCommand } from '../report/workflow-command.ts';
import { writeReport } from '../report/write.ts';
import { scan } from '../scan.ts';
import { treeSource } from '../sources/tree.ts';
import type { Finding, Report, ScanOptions, Severity } from '../types.ts';
import { type AtHead, atHead } from './at-head.ts';
import type { Clone } from './change.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Outputs, writeOutputs, writeSummary } from './outputs.ts';
import { objectsBesides, type Plan, planOf, sourceOf } from './plan.ts';
import { effectivePolicy } from './policy.ts';

/** What a run has of the outside. */
export interface Surroundings {
  readonly variables: Variables;
  /** Absolute. */
  readonly cwd: string;
  /** Takes whole lines. All goes to one stream: the runner reads two in no order. */
  readonly print: (text: string) => void;
}

type Mutable<T> = { -readonly [name in keyof T]: T[name] };

const BLANK: Outputs = {
  result: 'incomplete',
  findings: 0,
  errors: 0,
  warnings: 0,
  suppressed: 0,
  'commits-scanned': 0,
  'blobs-scanned': 0,
  'bytes-scanned': 0,
  base: '',
  head: '',
  'sarif-file': '',
  'sarif-id': '',
  'report-file': '',
  'exit-code': 2,
};

/** Runs and gives the exit code, as the command line has them; all outputs are set whatever happens. Throws only what is a bug. */
export async function run(around: Surroundings): Promise<number> {
  const { variables, print } = around;
  const outputs = { ...BLANK };
  try {
    await new Run(around, outputs).run();
  } catch (error) {
    fail(error, outputs, print);
  } finally {
    const { 'commits-scanned': commits, 'blobs-scanned': blobs, 'bytes-scanned': bytes } = outputs;
    print(
      `scanned: ${plural(Number(commits), 'commit')}, ${plural(Number(blobs), 'blob')}, ${sizeText(Number(bytes))}\n`,
    );
    try {
      writeOutputs(outputs, variables);
    } catch (error) {
      fail(error, outputs, print);
    }
  }
  return outputs['exit-code'] as number;
}

/** Tells an error for people; throws any other. */
function fail(error: unknown, outputs: Mutable<Outputs>, print: Surroundings['print']): void {
  outputs['exit-code'] = 2;
  outputs.result = 'incomplete';
  if (!(error instanceof HfleaksError)) throw error;
  const { frame = [] } = error as { frame?: readonly string[] };
  print(stopped(frame));
  const text = [error.message, error.hint].filter((part) => part !== '').join(' ');
  print(`${workflowCommand('error', { title: `hfleaks: ${error.code}` }, neutralizeLine(text))}\n`);
}

/** Lines for people, in which the runner looks for no commands: docs.github.com, "Stopping and starting workflow commands". */
function stopped(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const token = randomBytes(16).toString('hex');
  return `::stop-commands::${token}\n${lines.map((line) => `${neutralizeLine(line)}\n`).join('')}::${token}::\n`;
}

const RANKS: Readonly<Record<string, number>> = { error: 3, warning: 2, info: 1 } satisfies Record<Severity, number>;

class Run {
  readonly #around: Surroundings;
  readonly #outputs: Mutable<Outputs>;
  readonly #inputs: Inputs;
  readonly #workspace: string;
  readonly #started = performance.now();
  /** What a change brings that does not count; empty if nothing. */
  #note = '';
  /** Annotations that are no findings, by level: the runner counts them too. One each is kept for what fails after the findings were told. */
  readonly #said: Record<string, number> = { error: 1, warning: 1 };

  constructor(around: Surroundings, outputs: Mutable<Outputs>) {
    this.#around = around;
    this.#outputs = outputs;
    this.#inputs = readInputs(around.variables);
    // Where there is no such folder, there is no clone in it either.
    this.#workspace = realpathOf(around.variables.GITHUB_WORKSPACE || around.cwd);
  }

  async run(): Promise<void> {
    const { configFrom, config, workingTreeIgnored } = this.#inputs;
    const clone = this.#clone();
    const plan = await planOf({
      clone,
      inputs: this.#inputs,
      variables: this.#around.variables,
      say: (text) => this.#say('notice', text),
    });
    this.#outputs.base = plan.range?.base ?? '';
    this.#outputs.head = plan.range?.head ?? '';
    if (plan.kind === 'nothing') return this.#nothing(plan.why);
    const policy = await effectivePolicy(clone, { ...plan.policy(configFrom), config }, workingTreeIgnored);
    this.#note = policy.note;
    const failOn = this.#inputs.failOn ?? policy.failOn;
    const wantsSarif = this.#inputs.sarifFile !== '' || this.#inputs.uploadSarif;
    const options: ScanOptions = { ...policy.options, honourAllow: plan.honourAllow, lineHashes: wantsSarif };
    const source = sourceOf(plan, clone, this.#root(), policy.exclude);
    let report: Report;
    try {
      report = await scan(source, options);
    } catch (error) {
      // What was found before is not lost.
      if (error instanceof HfleaksError && error.report)
        await this.#tell(clone, await locatedAtHead(clone, plan, error.report, options));
      throw error;
    }
    const located = await locatedAtHead(clone, plan, report, options);
    this.#count(located.report, await objectsBesides(plan, clone), failOn);
    refuseNothing(plan, report, this.#outputs['blobs-scanned'] as number);
    await this.#tell(clone, located);
    if (wantsSarif) await this.#sarif(plan, clone, located.report, options, policy.exclude);
  }

  #say(level: string, text: string): void {
    this.#said[level] = (this.#said[level] ?? 0) + 1;
    this.#around.print(`${workflowCommand(level, { title: 'hfleaks' }, neutralizeLine(text))}\n`);
  }

  #nothing(why: string): void {
    this.#outputs.result = 'clean';
    this.#outputs['exit-code'] = 0;
    this.#around.print(`nothing to scan: ${why}\n`);
  }

  /** The folder that is scanned. */
  #root(): string {
    return realpathOf(resolve(this.#workspace, this.#inputs.path));
  }

  #clone(): Clone {
    const { variables } = this.#around;
    const repository = cloneIn(this.#workspace, this.#root());
    const temporary = variables.RUNNER_TEMP;
    const git = {
      searchPath: variables.PATH,
      ...(temporary && statSync(temporary, { throwIfNoEntry: false })?.isDirectory() ? { temporary } : {}),
    };
    const access = { server: variables.GITHUB_SERVER_URL ?? 'https://github.com', token: this.#inputs.token };
    // The token is for this Action: git is given it where it needs it, and in no other way.
    const inherited = Object.fromEntries(
      Object.entries(variables).filter(([name]) => !/^(?:INPUT|ACTIONS)_/.test(name)),
    );
    return {
      repository,
      git,
      origin: this.#inputs.fetch ? new Origin({ repository, variables: inherited, access }) : null,
    };
  }

  #count(
    { findings, suppressed, ledger, complete, scan: { commits = 0, mode } }: Report,
    besides: number,
    failOn: string,
  ): void {
    const of = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
    const least = RANKS[failOn] ?? Number.POSITIVE_INFINITY;
    const fails = findings.some(({ severity }) => (RANKS[severity] as number) >= least);
    const isWhole = complete && mode !== 'staged';
    Object.assign(this.#outputs, {
      result: findings.length > 0 ? 'findings' : isWhole ? 'clean' : 'incomplete',
      findings: findings.length,
      errors: of('error'),
      warnings: of('warning'),
      suppressed: suppressed.length,
      'commits-scanned': commits,
      'blobs-scanned': Math.max(0, ledger.scanned.objects - besides),
      'bytes-scanned': ledger.scanned.bytes,
      'exit-code': fails ? 1 : isWhole ? 0 : 3,
    });
  }

  /** Prints, annotates and summarizes. */
  async #tell(clone: Clone, { report: located, standing }: AtHead): Promise<void> {
    const { annotations: annotates, maxAnnotations: most, summary, reportFile, reportFormat } = this.#inputs;
    const elapsedMs = performance.now() - this.#started;
    const text = await render('text', located, { elapsedMs });
    const gate = createGate(located);
    if (this.#note !== '') this.#say('notice', gate(this.#note));
    this.#around.print(stopped(text.split('\n').slice(0, -1)));
    this.#tellIdle(located, gate);
    if (!located.complete) this.#say('warning', 'Not everything could be scanned; the log says what and why.');
    const prefix = relative(this.#workspace, clone.repository.workTree);
    const fileOf = (finding: Finding): Uint8Array | null => {
      if (!standing.has(finding) || !['file', 'commit'].includes(finding.places[0]?.kind ?? '')) return null;
      const { path } = finding.location;
      return prefix === '' ? path : Buffer.concat([Buffer.from(`${prefix.split(sep).join('/')}/`), path]);
    };
    if (annotates)
      this.#around.print(
        annotations(located, { most, said: this.#said, fileOf })
          .map((line) => `${line}\n`)
          .join(''),
      );
    if (summary) writeSummary(await render('markdown', located), this.#around.variables);
    if (reportFile !== '') {
      writeReport(this.#file(reportFile), await render(reportFormat, located, { elapsedMs, now: Date.now() }));
      this.#outputs['report-file'] = reportFile;
    }
  }

  /** Whoever reviews the change sees that it says of itself what may stand. */
  #tellIdle({ findings }: Report, gate: Gate): void {
    const idle = findings.filter(({ verdict }) => verdict.reason !== null);
    if (idle.length === 0) return;
    const places = idle.slice(0, 5).map(({ location: { path, line } }) => `${gatedPath(gate, path).text}:${line}`);
    const more = idle.length > places.length ? `, and ${idle.length - places.length} more` : '';
    this.#say(
      'notice',
      `${plural(idle.length, 'finding')} with an allow comment that the change brings, which does not count: ${places.join(', ')}${more}`,
    );
  }

  /**
   * Of a push, code scanning is told what the whole tree has: it closes every alert that a report does not have. A history has a category of its
   * own.
   */
  async #sarif(
    plan: Plan,
    clone: Clone,
    report: Report,
    options: ScanOptions,
    exclude: readonly string[],
  ): Promise<void> {
    const { sarifFile, uploadSarif: uploads, category, token } = this.#inputs;
    const { variables } = this.#around;
    const isWholeTree = plan.kind === 'range' && !plan.isForeign;
    const told = isWholeTree
      ? await scan(treeSource({ cwd: clone.repository.workTree, exclude, git: clone.git }), {
          ...options,
          honourAllow: true,
        })
      : report;
    const sarif = await render('sarif', told, {
      category: category || (plan.kind === 'history' ? 'hfleaks-history' : ''),
    });
    const file = sarifFile || join(variables.RUNNER_TEMP ?? '', 'hfleaks.sarif');
    writeReport(sarifFile === '' ? resolve(this.#workspace, file) : this.#file(sarifFile), sarif);
    this.#outputs['sarif-file'] = file;
    if (!uploads) return;
    const { uploadSarif } = await import('../net/github.ts');
    const { commit, ref } = plan.uploadAt ?? { commit: variables.GITHUB_SHA ?? '', ref: variables.GITHUB_REF ?? '' };
    const { GITHUB_API_URL: api = 'https://api.github.com', GITHUB_REPOSITORY: repository = '' } = variables;
    const answer = await uploadSarif({ api, repository, token, commit, ref, sarif });
    if (answer === 'denied')
      this.#say(
        'warning',
        'The SARIF report was not taken: code scanning is off, or the job lacks "permissions: security-events: write". The result of this scan stands.',
      );
    else this.#outputs['sarif-id'] = answer.id;
  }

  /** A file that a workflow names. What the change brought along must not lead out of the workspace. */
  #file(name: string): string {
    const path = resolve(this.#workspace, name);
    const folder = realpathOf(dirname(path));
    const isInside = folder === this.#workspace || folder.startsWith(this.#workspace + sep);
    if (isAbsolute(name) || isInside) return path;
    throw new HfleaksError(
      'write-failed',
      `${escapeText(name)} leads out of the workspace.`,
      'Name a file in the workspace, or an absolute path.',
    );
  }
}

/** Findings of commits where they stand at the head. */
async function locatedAtHead(clone: Clone, plan: Plan, report: Report, options: ScanOptions): Promise<AtHead> {
  const head = plan.range?.head ?? plan.checkedOut;
  return plan.kind !== 'tree' && head
    ? atHead(clone, head, report, options)
    : { report, standing: new Set(report.findings) };
}

/** What read nothing must not pass: throws `range-unresolved`, `path-not-found`. */
function refuseNothing({ kind, range }: Plan, { ledger: { scanned, partial } }: Report, blobs: number): void {
  if (partial.length > 0) return;
  if (range && range.commits > 0 && scanned.objects === 0)
    throw new HfleaksError(
      'range-unresolved',
      `Of ${plural(range.commits, 'commit')} not one object could be read.`,
      'Check the clone with "git fsck".',
    );
  if (kind === 'tree' && blobs === 0)
    throw new HfleaksError(
      'path-not-found',
      'There is no file to scan.',
      'Name a folder that has files in the input path, and see what the steps before this one removed.',
    );
}

/** A repository around the workspace is not what was checked out. */
function cloneIn(workspace: string, root: string): Repository {
  try {
    const repository = requireRepositoryFor(root, {});
    if (`${repository.workTree}${sep}`.startsWith(workspace + sep)) return repository;
  } catch (error) {
    if (!(error instanceof HfleaksError) || error.code === 'git-failed') throw error;
  }
  throw new HfleaksError(
    'not-a-repository',
    'There is no clone in the workspace.',
    'Run actions/checkout before this step, and name its path.',
  );
}

function realpathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // Writing says that it is not there.
    return folder;
  }
}
