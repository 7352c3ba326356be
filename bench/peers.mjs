// The other scanners, for speed: how each is called for a tree, a commit and a history, in the fastest way that does the same work.
import { secretlintRule } from './scoreboard/peers.mjs';
import { locate } from './scoreboard/tools.mjs';

const RULES = ['huggingface-access-token', 'huggingface-organization-api-token'];
const flags = (flag, values) => values.flatMap((value) => [flag, value]);

const gitleaks = (...words) => ({
  args: (report) => [
    ...[...words, ...flags('--enable-rule', RULES), '-f', 'json', '-r', report],
    ...['--no-banner', '--no-color', '--exit-code', '0'],
  ],
});
const betterleaks = (...words) => ({
  args: (report) => [...words, ...flags('--isolate-rule', RULES), '-o', report, '-s', '--no-color', '--exit-code', '0'],
});
const kingfisher = (...words) => ({
  args: (report) => [
    ...[
      'scan',
      '.',
      ...words,
      ...flags(
        '--rule',
        RULES.map((rule) => `betterleaks.${rule}`),
      ),
      '--confidence',
      'low',
    ],
    ...['--no-validate', '--no-update-check', '--format', 'json', '--output', report],
  ],
});
const secretlint = (_, folder) => [
  ...['--secretlintrcJSON', JSON.stringify({ rules: [{ id: secretlintRule(folder) }] }), '--no-maskSecrets'],
  ...['--no-color', '--format', 'json', '**/*'],
];
const trufflehog = (...words) => ({
  args: () => [...words, '--include-detectors=HuggingFace', '--no-verification', '--no-update', '--json', '--no-color'],
  shown: true,
});
/** By work, by name: `args(report)`, which are those that make it write to the file `report`, or with `shown` to standard output. */
const MODES = {
  tree: {
    gitleaks: gitleaks('dir', '.'),
    betterleaks: betterleaks('filesystem', '.'),
    kingfisher: kingfisher('--git-history', 'none'),
    trufflehog: trufflehog('filesystem', '.'),
    ripsecrets: {
      args: () => ['--additional-pattern', String.raw`\b(?:hf_|api_org_)[A-Za-z]{34}\b`, '--only-matching', '.'],
      shown: true,
    },
    secretlint: { args: secretlint, shown: true },
  },
  staged: {
    gitleaks: gitleaks('git', '--pre-commit', '--staged', '.'),
    betterleaks: betterleaks('git', '--staged', '.'),
    kingfisher: kingfisher('--staged'),
    trufflehog: trufflehog('git', 'file://.', '--since-commit', 'HEAD', '--trust-local-git-config'),
  },
  history: {
    gitleaks: gitleaks('git', '.'),
    betterleaks: betterleaks('git', '.'),
    kingfisher: kingfisher('--git-history', 'full'),
    trufflehog: trufflehog('git', 'file://.'),
  },
};

/**
 * Commands, as `measure` takes them, of the scanners that are in `folder` or on PATH, for `work` in `cwd`; their reports go to files named
 * `prefix` and their name. `missing` are the names of the others.
 */
export function peerCommands(work, folder, cwd, prefix) {
  const commands = [];
  const missing = [];
  for (const [name, { args, shown }] of Object.entries(MODES[work])) {
    const found = locate(name, folder);
    if (!found) {
      missing.push(name);
      continue;
    }
    const [program, ...before] = found;
    const report = `${prefix}${name}.json`;
    commands.push({ name, program, args: [...before, ...args(report, folder)], cwd, ...(!shown && { report }) });
  }
  return { commands, missing };
}
