// The other scanners: how each is called in the mode in which it finds most, and what it reports in one shape.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const GITLEAKS_RULES = ['huggingface-access-token', 'huggingface-organization-api-token'];
const TOKEN = '(hf_|api_org_)[A-Za-z]{34}';
const HOG = [
  'filesystem',
  '--include-detectors=HuggingFace',
  '--no-verification',
  '--no-update',
  '--json',
  '--no-color',
  '--archive-max-depth=8',
];

// CredSweeper's own rule for Hugging Face, cut out of its config.yaml (MIT, Samsung Electronics).
const CREDSWEEPER_RULE = String.raw`- name: Hugging Face User Access Token
  severity: high
  confidence: moderate
  type: pattern
  values:
    - (?:^|/|[^\\0-9A-Za-z+_-]|\\[0abfnrtv]|(?:%|\\x)[0-9A-Fa-f]{2}|\\[0-7]{3}|\\[Uu][0-9A-Fa-f]{4}|\x1B\[[0-9;]{0,80}m)(?P<value>hf_[0-9A-Za-z_-]{34})(?![0-9A-Za-z_-])
  filter_type: [ValuePatternCheck, ValueEntropyBase64Check]
  min_line_len: 37
  required_substrings: [hf_]
  target: [code, doc]
`;

/**
 * Each tool: its program, the arguments that make it name its version, and `run(on)`, which gives reports `{path, line?, secret?}`. Of `on`, `call`
 * runs the program in `tree` and gives what it prints, `out` is for its report, `scratch` for other files.
 */
export const PEERS = [
  {
    name: 'gitleaks',
    version: ['version'],
    run: (on) =>
      on.call([
        'dir',
        on.tree,
        ...flags('--enable-rule', GITLEAKS_RULES),
        '-f',
        'json',
        '-r',
        on.out,
        '--no-banner',
        '--no-color',
        '--exit-code',
        '0',
        '--ignore-gitleaks-allow',
        '--max-decode-depth',
        '5',
        '--max-archive-depth',
        '8',
      ]) && json(on.out).map(({ File, StartLine, Secret }) => ({ path: File, line: StartLine, secret: Secret })),
  },
  {
    name: 'betterleaks',
    version: ['version'],
    run: (on) =>
      on.call([
        'filesystem',
        on.tree,
        ...flags('--isolate-rule', GITLEAKS_RULES),
        '-o',
        on.out,
        '-s',
        '--no-color',
        '--exit-code',
        '0',
        '--no-allow-signatures',
        '--max-decode-depth',
        '5',
        '--max-archive-depth',
        '8',
      ]) &&
      json(on.out).findings.map(({ location, match }) => ({
        path: location.path,
        line: location.start_line,
        secret: match.value,
      })),
  },
  {
    name: 'trufflehog',
    version: ['--version'],
    run: (on) => hog(on, '--results=verified,unknown,unverified,filtered_unverified'),
  },
  { name: 'trufflehog, default results', program: 'trufflehog', version: ['--version'], run: (on) => hog(on) },
  {
    name: 'kingfisher',
    version: ['--version'],
    run: (on) =>
      on.call([
        'scan',
        on.tree,
        '--git-history',
        'none',
        ...flags(
          '--rule',
          GITLEAKS_RULES.map((rule) => `betterleaks.${rule}`),
        ),
        '--confidence',
        'low',
        '--no-validate',
        '--no-dedup',
        '--no-update-check',
        '--no-ignore',
        '--extraction-depth',
        '8',
        '--no-limits',
        '--format',
        'json',
        '--output',
        on.out,
      ]) &&
      (json(on.out).findings ?? []).map(({ finding }) => ({
        path: finding.path,
        line: finding.line,
        secret: finding.snippet,
      })),
  },
  { name: 'secretlint', version: ['--version'], find: secretlintIn, run: secretlint },
  { name: 'credsweeper', version: ['--version'], run: (on) => credsweeper(on) },
  {
    name: 'credsweeper, no filters',
    program: 'credsweeper',
    version: ['--version'],
    run: (on) => credsweeper(on, '--no-filters'),
  },
  {
    name: 'detect-secrets',
    version: ['--version'],
    run: (on) => {
      const { results } = JSON.parse(on.call(['scan', '--all-files', '--no-verify', '.']));
      return Object.entries(results).flatMap(([path, list]) => list.map(({ line_number: line }) => ({ path, line })));
    },
  },
  {
    name: 'ripsecrets',
    version: ['--version'],
    run: (on) =>
      grep(
        on.call([
          '--additional-pattern',
          String.raw`\bhf_[A-Za-z]{34}\b`,
          '--additional-pattern',
          String.raw`\bapi_org_[A-Za-z]{34}\b`,
          '--only-matching',
          on.tree,
        ]),
      ),
  },
  {
    name: 'git-secrets',
    version: ['--list'],
    run: (on) =>
      grep(
        on.call(['--scan', '-r', on.tree], {
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'secrets.patterns',
          GIT_CONFIG_VALUE_0: TOKEN,
        }),
      ),
  },
  {
    name: 'rg',
    version: ['--version'],
    run: (on) =>
      lines(on.call(['-uuu', '-a', '-z', '-o', '--json', '-e', `\\b${TOKEN}`, on.tree]))
        .filter(({ type }) => type === 'match')
        .flatMap(({ data }) =>
          data.submatches.map(({ match }) => ({ path: data.path.text, line: data.line_number, secret: match.text })),
        ),
  },
];

// It needs a newer Node.js than the oldest that runs hfleaks, so its own is installed beside it.
function secretlintIn(folder) {
  const modules = join(folder ?? '', 'secretlint', 'node_modules');
  const script = join(modules, 'secretlint', 'bin', 'secretlint.js');
  return folder && existsSync(script) ? [join(modules, 'node', 'bin', 'node'), script] : undefined;
}

/** Its rule, in the installer's `folder`. */
export function secretlintRule(folder) {
  return join(folder, 'secretlint', 'node_modules', '@secretlint', 'secretlint-rule-huggingface');
}

function secretlint(on) {
  const output = on.call([
    '--secretlintrcJSON',
    JSON.stringify({ rules: [{ id: secretlintRule(on.folder) }] }),
    '--no-gitignore',
    '--no-maskSecrets',
    '--no-color',
    '--format',
    'json',
    '**/*',
    '**/.*',
    '**/.*/**',
  ]);
  return JSON.parse(output.trim() || '[]').flatMap(({ filePath, messages }) =>
    messages.map(({ data, loc }) => ({ path: filePath, line: loc?.start.line, secret: data?.TOKEN })),
  );
}

function credsweeper(on, ...more) {
  const rules = join(on.scratch, 'credsweeper.yaml');
  writeFileSync(rules, CREDSWEEPER_RULE);
  on.call([
    '--path',
    on.tree,
    '--rules',
    rules,
    '--ml_threshold',
    '0',
    '--depth',
    '8',
    '--pedantic',
    '-j',
    '2',
    '--no-stdout',
    '--save-json',
    on.out,
    ...more,
  ]);
  return json(on.out).flatMap((found) =>
    found.line_data_list.map(({ path, line_num: line, value }) => ({
      path,
      line: /\.\w+$/.test(path) ? line : undefined,
      secret: value,
    })),
  );
}

function hog(on, ...more) {
  return lines(on.call([...HOG.slice(0, 1), on.tree, ...HOG.slice(1), ...more])).flatMap(({ SourceMetadata, Raw }) => {
    const file = SourceMetadata?.Data?.Filesystem;
    return file ? [{ path: file.file, secret: Raw }] : [];
  });
}

function flags(flag, values) {
  return values.flatMap((value) => [flag, value]);
}

function json(path) {
  return JSON.parse(readFileSync(path, 'utf8').trim() || '[]') ?? [];
}

function lines(text) {
  return text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}

/** `PATH:LINE:TEXT` or `PATH:TEXT`. */
function grep(text) {
  return text.split('\n').flatMap((line) => {
    const [, path, secret] = /^(.*?s\d{4}\/[^:]+):(.*)$/s.exec(line) ?? [];
    return path ? [{ path, secret }] : [];
  });
}
