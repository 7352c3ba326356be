// Every option and command, as data: the parser, the help and the did-you-mean read it.
import { SKIP_REASONS } from '../ledger.ts';
import { formats } from '../report/index.ts';
import { RULE_OPTIONS } from '../rulebook/option.ts';

export interface Option {
  /** A `list` may be given several times. */
  readonly type: 'boolean' | 'string' | 'list';
  readonly short?: string;
  readonly choices?: readonly string[];
  /** What the help calls the value. */
  readonly value?: string;
  readonly describe: string;
}

export const OPTIONS = {
  format: {
    type: 'list',
    short: 'f',
    value: 'FORMAT[=FILE]',
    describe: `${formats.join(', ')}; with =FILE into that file. May be given several times.`,
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    describe: 'Write the report to FILE, all or nothing, instead of standard output. A link is not followed.',
  },
  'fail-on': {
    type: 'string',
    choices: ['error', 'warning', 'info', 'never'],
    describe: 'The least severity that gives exit code 1. Default: error.',
  },
  'allow-incomplete': {
    type: 'list',
    value: 'REASON,…',
    describe: `What may be left out without exit code 3: ${SKIP_REASONS.join(', ')}.`,
  },
  config: {
    type: 'string',
    value: 'FILE',
    describe: 'The policy, instead of .hfleaks.yml, .yaml, .json or "hfleaks" in package.json.',
  },
  baseline: { type: 'string', value: 'FILE', describe: 'Accepted findings, instead of .hfleaks-baseline.jsonl.' },
  rules: { type: 'string', value: 'FILE|DIR', describe: 'Rules of your own, besides the built-in ones.' },
  with: {
    type: 'list',
    choices: RULE_OPTIONS,
    describe:
      'Look for more: partial is for cut or masked tokens, at low confidence; risks, in history, for code that shows tokens.',
  },
  exclude: { type: 'list', value: 'GLOB', describe: 'Files or folders to leave out; counted in the report.' },
  'no-ignore': { type: 'boolean', describe: 'Also scan what git ignores.' },
  'stdin-filename': { type: 'string', value: 'NAME', describe: 'The name of what comes in through the pipe.' },
  everything: {
    type: 'boolean',
    describe: 'Also what no ref reaches, the indexes, the files of git itself, and repositories inside.',
  },
  since: { type: 'string', value: 'DATE', describe: 'Only commits since then: 2026-01-31, or "2 weeks".' },
  refs: {
    type: 'list',
    value: 'GLOB',
    describe: 'Only these refs: main, v1.*, refs/pull/**. May be given several times.',
  },
  not: { type: 'list', value: 'REF', describe: 'Leave out what this reaches. May be given several times.' },
  'max-blob-size': { type: 'string', value: 'SIZE', describe: 'Leave out larger blobs, named in the report: 10M.' },
  'max-memory': {
    type: 'string',
    value: 'SIZE',
    describe: 'What reading packs without git may hold at once. Default: 512M; 0 reads all through git.',
  },
  'no-cache': { type: 'boolean', describe: 'Scan again what was scanned before.' },
  'no-excerpt': { type: 'boolean', describe: 'Do not show the line of a finding.' },
  color: {
    type: 'string',
    choices: ['auto', 'always', 'never'],
    describe: 'Default: auto; NO_COLOR and FORCE_COLOR count.',
  },
  quiet: { type: 'boolean', short: 'q', describe: 'Print findings only.' },
  help: { type: 'boolean', short: 'h', describe: 'Show help.' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;

export interface Command {
  readonly usage: string;
  readonly describe: string;
  readonly options: readonly OptionName[];
  /** A command line that works in any repository; a test runs it. */
  readonly example: string;
}

const REPORTING = [
  'format',
  'output',
  'fail-on',
  'allow-incomplete',
  'config',
  'baseline',
  'rules',
  'with',
  'no-excerpt',
  'color',
  'quiet',
  'help',
] as const;

export const COMMANDS = {
  scan: {
    usage: 'scan [PATH..]',
    describe: 'Scan files as they lie on the disk; "-" is standard input. Default: this folder.',
    options: [...REPORTING, 'exclude', 'no-ignore', 'stdin-filename'],
    example: 'hfleaks scan . --format sarif=leaks.sarif --format text',
  },
  staged: {
    usage: 'staged [PATH..]',
    describe: 'Scan what the next commit would add: the index, never the files on the disk.',
    options: REPORTING,
    example: 'hfleaks staged',
  },
  hook: {
    usage: 'hook <NAME> [ARGUMENT..]',
    describe:
      'Run as a git hook, with what git gives it. NAME: pre-commit (limited to index entries, if any are named), pre-merge-commit, pre-applypatch, commit-msg, pre-push, pre-receive.',
    options: REPORTING,
    example: 'hfleaks hook pre-commit',
  },
  range: {
    usage: 'range <BASE..HEAD>',
    describe: 'Scan what commits introduce: BASE..HEAD, BASE HEAD, A...B, or HEAD --not REF.',
    options: [...REPORTING, 'not', 'max-blob-size'],
    example: 'hfleaks range HEAD~1..HEAD',
  },
  history: {
    usage: 'history [PATH]',
    describe: 'Scan everything that commits, tags, notes and stashes of a repository hold. Default: this one.',
    options: [...REPORTING, 'everything', 'since', 'refs', 'max-blob-size', 'max-memory', 'no-cache'],
    example: 'hfleaks history --everything',
  },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;
