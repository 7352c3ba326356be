// Precision and recall of the rules about code on the labelled samples, beside a naive regex and semgrep's open rule.
//   node bench/flow/score.mjs [--bundle FILE] [--json]; exit code 1 below the limits.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDER = join(HERE, 'labelled');
const LIMITS = { precision: 0.97, recall: 0.92 };
const NAIVE = /(?:print|log(?:ger)?\.\w+|console\.\w+)\(.*token|echo.*token/i;
const SEMGREP =
  'https://semgrep.dev/r/python.lang.security.audit.logging.logger-credential-leak.python-logger-credential-disclosure';

/** Writes the samples under their real names into `tree`. */
function unpack(tree) {
  for (const item of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
    if (!item.isFile() || !item.name.endsWith('.tmpl')) continue;
    const from = join(item.parentPath, item.name);
    const to = join(
      tree,
      relative(FOLDER, from)
        .replace(/\.tmpl$/, '')
        .replaceAll(/(^|\/)dot-/g, '$1.'),
    );
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
}

/** Findings as `{ path, line, endLine, severity }`. */
function hfleaks(tree, bundle) {
  const args = [bundle, 'scan', tree, '--no-ignore', '--format', 'json', '--fail-on', 'never'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, maxBuffer: 1 << 28, encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout).findings.map(({ kind, severity, rule, location: { path, line, endLine } }) => ({
    path,
    line,
    endLine,
    severity: kind === 'risk' ? severity : 'leak',
    rule,
  }));
}

function naive(tree, files) {
  return files.flatMap((path) =>
    readFileSync(join(tree, path), 'utf8')
      .split('\n')
      .flatMap((text, at) => (NAIVE.test(text) ? [{ path, line: at + 1, endLine: at + 1, severity: 'error' }] : [])),
  );
}

function semgrep(tree) {
  try {
    const args = ['--config', SEMGREP, '--json', '--quiet', '--metrics', 'off', tree];
    const { results } = JSON.parse(
      execFileSync('semgrep', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    return results.map(({ path, start, end }) => ({
      path: relative(tree, path),
      line: start.line,
      endLine: end.line,
      severity: 'error',
    }));
  } catch {
    return null;
  }
}

/** Of a sample, any file counts; a sink is found where an error stands on its line. */
function score(index, findings) {
  const sampleOf = (path) => path.split('/').slice(0, 2).join('/');
  const errors = Map.groupBy
    ? Map.groupBy(
        findings.filter(({ severity }) => severity === 'error'),
        ({ path }) => sampleOf(path),
      )
    : findings
        .filter(({ severity }) => severity === 'error')
        .reduce((all, one) => all.set(sampleOf(one.path), [...(all.get(sampleOf(one.path)) ?? []), one]), new Map());
  const rows = {};
  for (const { file, label, severity, line } of index) {
    const row = (rows[file.split('/')[0]] ??= { found: 0, missed: 0, falseAlarms: 0, exaggerated: 0, safe: 0 });
    const own = errors.get(sampleOf(file)) ?? [];
    if (label === 'safe') {
      row.safe++;
      if (own.length > 0) row.falseAlarms++;
    } else if (severity !== 'error') {
      if (own.length > 0) row.exaggerated++;
    } else if (own.some((one) => one.path === file && one.line <= line && line <= one.endLine)) row.found++;
    else row.missed++;
  }
  const total = { found: 0, missed: 0, falseAlarms: 0, exaggerated: 0, safe: 0 };
  for (const row of Object.values(rows)) for (const key of Object.keys(total)) total[key] += row[key];
  return { ...rows, all: total };
}

const rate = (part, whole) => (whole === 0 ? 1 : part / whole);
const precision = ({ found, falseAlarms }) => rate(found, found + falseAlarms);
const recall = ({ found, missed }) => rate(found, found + missed);

const { values } = parseArgs({ options: { bundle: { type: 'string' }, json: { type: 'boolean' } } });
const folder = mkdtempSync(join(tmpdir(), 'hfleaks-flow-'));
try {
  unpack(folder);
  const index = parse(readFileSync(join(FOLDER, 'index.yml'), 'utf8'));
  const own = hfleaks(folder, resolve(values.bundle ?? join(HERE, '..', '..', 'dist', 'hfleaks.cjs')));
  const files = index.map(({ file }) => file);
  const all = { hfleaks: score(index, own), 'naive regex': score(index, naive(folder, files)) };
  const other = semgrep(folder);
  if (other) all['semgrep, its rule for loggers'] = score(index, other);
  if (values.json) console.log(JSON.stringify(all, null, 1));
  else
    for (const [name, rows] of Object.entries(all)) {
      console.log(`${name}, at error level:`);
      for (const [language, row] of Object.entries(rows))
        console.log(
          `  ${language.padEnd(11)} precision ${precision(row).toFixed(3)}  recall ${recall(row).toFixed(3)}  ` +
            `(${row.found} found, ${row.missed} missed, ${row.falseAlarms} of ${row.safe} safe ones reported, ${row.exaggerated} exaggerated)`,
        );
    }
  if (!other && !values.json) console.log('semgrep: not here');
  const { all: total } = all.hfleaks;
  process.exitCode = precision(total) >= LIMITS.precision && recall(total) >= LIMITS.recall ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
