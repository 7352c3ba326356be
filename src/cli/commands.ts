// The commands that may take their time: help, and everything about rules.
import yargs, { type Argv } from 'yargs';
import { HfleaksError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { escapeText, mention } from '../path.ts';
import { VERSION } from '../version.ts';
import { explainWhat } from './explain-command.ts';
import { COMMANDS, type Command, OPTIONS, type Option } from './options.ts';
import { checkRuleFile, listRules } from './rules-command.ts';
import { print } from './terminal.ts';

const RULES_EXAMPLES = [
  ['hfleaks rules list', 'what is looked for'],
  ['hfleaks rules check', 'run the examples of the built-in rules'],
] as const;

/** Command lines that work in any repository; a test runs them. */
export const POLICY_EXAMPLES = {
  config: [['hfleaks config', 'what counts here']],
  baseline: [
    ['hfleaks baseline --reason "revoked in May" --owner ml-team', 'accept what is found now'],
    ['hfleaks baseline --prune', 'take out what is found no more'],
  ],
  import: [['hfleaks import --dry-run', 'what would be carried over']],
  fix: [
    ['hfleaks fix --dry-run', 'what would be repaired'],
    ['hfleaks fix --unsafe --yes', 'literals in code, too, without asking'],
    ['hfleaks fix --undo', 'as it was before'],
  ],
  nb: [['hfleaks nb install --dry-run', 'what would be changed']],
  'nb install': [
    ['hfleaks nb install --yes', 'without asking'],
    ['hfleaks nb install --undo', 'as it was before'],
  ],
  'nb clean': [["echo '{}' | hfleaks nb clean", 'what git runs']],
  'rules list': [['hfleaks rules list', 'what is looked for']],
} as const;

/** As `POLICY_EXAMPLES`; the second of `init` changes the project. */
export const SETUP_EXAMPLES = {
  init: [
    ['hfleaks init --dry-run', 'what would be changed'],
    ['hfleaks init --yes --ci github', 'change it, with a workflow'],
    ['hfleaks init --undo', 'take it back'],
  ],
  doctor: [['hfleaks doctor', 'whether it works here']],
} as const;

const EXPLAIN_EXAMPLES = [
  ['hfleaks explain hf-user-token', 'a rule'],
  ['hfleaks explain - < app.py', 'a text, read from a pipe so that nobody sees it'],
] as const;

/** Runs a command by its raw arguments and gives its exit code. Throws `usage` for what is not known. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first = ''] = argv;
  const names = [
    ...Object.keys(COMMANDS),
    ...Object.keys(POLICY_EXAMPLES).filter((name) => !name.includes(' ')),
    ...Object.keys(SETUP_EXAMPLES),
    'rules',
    'explain',
  ];
  if (!first.startsWith('-') && !names.includes(first))
    throw new HfleaksError('usage', `There is no command "${mention(first)}".`, didYouMean(first, names));
  let exitCode = 0;
  const take = (work: Promise<number>): Promise<void> =>
    work.then((code) => {
      exitCode = code;
    });
  let parser: Argv = yargs([])
    .scriptName('hfleaks')
    .usage('$0 <command>\n\nFinds leaked Hugging Face credentials. Alone, it scans this folder.')
    .version(VERSION)
    .alias('help', 'h')
    .wrap(100)
    .strict()
    .exitProcess(false)
    .epilogue(
      'Exit codes: 0 clean and complete, 1 findings, 2 the job could not be done, 3 no findings but incomplete.',
    )
    .fail((message, error) => {
      throw error instanceof HfleaksError
        ? error
        : new HfleaksError('usage', escapeText(message ?? 'Bad usage.'), 'See "hfleaks --help".');
    });
  for (const command of Object.values(COMMANDS)) parser = describe(parser, command);
  parser = parser.command('rules', 'List the rules, or run the examples of rules.', (rules) =>
    rules
      .command(
        'list',
        'Every rule: its name, severity, confidence and title.',
        (one) => one.example(examplesOf('rules list')),
        () => take(listRules()),
      )
      .command(
        'check [FILE]',
        "Run each rule's examples through the whole pipeline: FILE's, a folder's, or the built-in ones.",
        (one) => one.positional('FILE', { type: 'string' }).example(...RULES_EXAMPLES[1]),
        ({ FILE }) => take(checkRuleFile(FILE)),
      )
      .example(RULES_EXAMPLES.map(([line, text]) => [line, text]))
      .demandCommand(1, 'Say "rules list" or "rules check".'),
  );
  parser = parser.command(
    'explain <WHAT> [PATH]',
    'Why something is reported, or why not: a rule, a fingerprint, or a text.',
    (explain) =>
      explain
        .positional('WHAT', {
          type: 'string',
          describe:
            "A rule's name; a fingerprint (hf1:…), which is looked for at PATH; - for a text on standard input; or a text. What stands on a command line is seen by others and kept by the shell, so pipe what may be a secret.",
        })
        .positional('PATH', { type: 'string', describe: 'Where a fingerprint is looked for. Default: this folder.' })
        .option('format', { type: 'string', choices: ['text', 'json'], requiresArg: true, describe: 'Default: text.' })
        .option('rules', shown(OPTIONS.rules))
        .option('with', { ...shown(OPTIONS.with), requiresArg: true })
        .example(EXPLAIN_EXAMPLES.map(([line, text]) => [line, text])),
    ({ WHAT = '', PATH, format, rules, with: wanted }) =>
      take(
        // The library makes an empty text of a dash.
        explainWhat(WHAT === '' && argv.includes('-') ? '-' : WHAT, {
          path: PATH,
          json: format === 'json',
          rules: typeof rules === 'string' ? rules : undefined,
          with: wanted === undefined ? [] : [wanted].flat().map(String),
        }),
      ),
  );
  parser = setupCommands(repairCommands(policyCommands(parser, take), take), take);
  let output = '';
  await parser.demandCommand(1).parseAsync([...argv], {}, (_error: unknown, _given: unknown, text: string) => {
    output = text;
  });
  if (output) await print(`${output}\n`);
  return exitCode;
}

function examplesOf(name: keyof typeof POLICY_EXAMPLES): [string, string][] {
  return POLICY_EXAMPLES[name].map(([line, what]) => [line, what]);
}

/** The commands that are about what a team decides. */
function policyCommands(parser: Argv, take: (work: Promise<number>) => Promise<void>): Argv {
  const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
  const files = { config: shown(OPTIONS.config), baseline: shown(OPTIONS.baseline) };
  const dryRun = flag('Change nothing; say what would be.');
  return parser
    .command(
      'config',
      'Show each value of the policy that counts here, and where it comes from.',
      (one) =>
        one
          .options({ format: { ...text('Default: text.'), choices: ['text', 'json'] }, ...files })
          .example(examplesOf('config')),
      ({ format, config, baseline }) =>
        take(
          import('./config-command.ts').then(({ showConfig }) =>
            showConfig({ json: format === 'json', config: textOf(config), baseline: textOf(baseline) }),
          ),
        ),
    )
    .command(
      'baseline',
      'Accept what is found now, so that only new findings count. What is accepted stays in every report, as suppressed.',
      (one) =>
        one
          .options({
            reason: text('Why, for what is accepted now.'),
            owner: text('Whose decision it is.'),
            expires: text('The last day on which it counts: 2027-01-31.'),
            prune: flag('Take out what is found no more, or has expired, and accept nothing.'),
            history: flag("Also what git's history holds."),
            'dry-run': dryRun,
            ...files,
          })
          .example(examplesOf('baseline')),
      ({ reason, owner, expires, prune, history, 'dry-run': isDry, config, baseline }) =>
        take(
          import('./baseline-command.ts').then(({ writeBaseline }) =>
            writeBaseline({
              ...{ reason, owner, expires, prune, history, dryRun: isDry },
              ...{ config: textOf(config), baseline: textOf(baseline) },
            }),
          ),
        ),
    )
    .command(
      'import [FILE..]',
      'Carry over what .gitleaksignore, .gitleaks.toml, .secrets.baseline and .secretlintrc.json let pass.',
      (one) =>
        one
          .positional('FILE', { type: 'string', array: true, describe: 'Default: those that are here.' })
          .option('dry-run', dryRun)
          .example(examplesOf('import')),
      ({ FILE, 'dry-run': isDry }) =>
        take(
          import('./import-command.ts').then(({ importPolicy }) => importPolicy({ files: FILE ?? [], dryRun: isDry })),
        ),
    );
}

/** Of commands that change files of the user. */
const CONSENT = {
  yes: { ...flag('Change without asking.'), alias: 'y' },
  'dry-run': flag('Show the changes, and make none.'),
  undo: flag('Take back what the last run changed.'),
};

/** The commands that repair. */
function repairCommands(parser: Argv, take: (work: Promise<number>) => Promise<void>): Argv {
  return parser
    .command(
      'fix [PATH..]',
      'Repair leaks: ignore and untrack files of secrets, clear the outputs of notebooks that leak, and show how to mend the rest.',
      (one) =>
        one
          .positional('PATH', { type: 'string', array: true, describe: 'Default: all of the repository.' })
          .options({ unsafe: flag('Also replace literals in code by what reads the environment.'), ...CONSENT })
          .example(examplesOf('fix')),
      ({ PATH, unsafe, yes, undo, 'dry-run': dryRun }) =>
        take(
          import('./fix-command.ts').then(({ fixLeaks }) => fixLeaks({ paths: PATH ?? [], unsafe, yes, undo, dryRun })),
        ),
    )
    .command('nb', 'Notebooks: keep outputs that leak out of git.', (nb) =>
      nb
        .command(
          'install',
          'Have git drop outputs that leak when it takes in a notebook; the file on the disk keeps them.',
          (one) => one.options(CONSENT).example(examplesOf('nb install')),
          ({ yes, undo, 'dry-run': dryRun }) =>
            take(import('./nb-command.ts').then(({ installFilter }) => installFilter({ yes, undo, dryRun }))),
        )
        .command(
          'clean',
          'The filter: a notebook on standard input comes out without the outputs that leak.',
          (one) => one.example(examplesOf('nb clean')),
          () => take(import('./nb-command.ts').then(({ cleanNotebook }) => cleanNotebook())),
        )
        .example(examplesOf('nb'))
        .demandCommand(1, 'Say "nb install" or "nb clean".'),
    );
}

/** The commands that put hfleaks in place. */
function setupCommands(parser: Argv, take: (work: Promise<number>) => Promise<void>): Argv {
  const examples = (name: keyof typeof SETUP_EXAMPLES) =>
    SETUP_EXAMPLES[name].map(([line, what]): [string, string] => [line, what]);
  return parser
    .command(
      'init',
      'Have git run hfleaks: add lines to the hooks (of husky, lefthook, pre-commit, simple-git-hooks, or plain ones) and to .gitignore.',
      (one) =>
        one
          .options({
            ci: { choices: ['github', 'gitlab'] as const, describe: 'Also a job for the CI.', requiresArg: true },
            config: flag('Also a .hfleaks.yml.'),
            ...CONSENT,
          })
          .example(examples('init')),
      ({ ci = null, config, 'dry-run': dryRun, yes, undo }) =>
        take(import('./init-command.ts').then(({ initProject }) => initProject({ ci, config, dryRun, yes, undo }))),
    )
    .command(
      'doctor',
      'Whether git runs hfleaks here, what it cannot see, and whether your own token is in the repository.',
      (one) => one.option('json', flag('For programs.')).example(examples('doctor')),
      ({ json }) => take(import('./doctor-command.ts').then(({ runDoctor }) => runDoctor({ json }))),
    );
}

function flag(describe: string) {
  return { type: 'boolean', default: false, describe } as const;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function describe(parser: Argv, { usage, describe: text, options, example }: Command): Argv {
  return parser.command(
    usage,
    text,
    (one) => {
      for (const name of options) if (name !== 'help') one.option(name, shown(OPTIONS[name]));
      return one.example(example, '');
    },
    // Reached only for help: these commands have a parser of their own, which starts faster.
    () => undefined,
  );
}

function shown(option: Option): {
  describe: string;
  alias?: string;
  choices?: readonly string[];
  type: 'boolean' | 'string';
  requiresArg?: boolean;
} {
  return {
    describe: option.describe,
    type: option.type === 'boolean' ? 'boolean' : 'string',
    ...(option.short && { alias: option.short }),
    ...(option.choices && { choices: option.choices }),
  };
}
