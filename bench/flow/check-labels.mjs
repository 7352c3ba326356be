// Checks the labelled set against its own rules: files, lines, words of the sinks, counts; `node bench/flow/check-labels.mjs`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'labelled');
const LANGUAGES = ['python', 'notebook', 'javascript', 'shell', 'docker', 'ci'];
const AT_LEAST = { exposes: 200, safe: 350, exposesOfLanguage: 25, safeNear: 0.5 };
const LINES = { least: 3, most: 40 };
const NEAR = 2;
const EXPOSES = ['file', 'label', 'severity', 'rule', 'line', 'why'];
const SAFE = ['file', 'label', 'line', 'why'];

/** A name that says "credential of Hugging Face", or a call that gives one: what tempts a rule. */
const CREDENTIAL =
  /hf_?(?:\w+_)?(?:token|key)|hugging_?face\w*token|get_token|get_secret|st\.secrets|userdata|login|hf auth|huggingface\/token/i;
const TOKEN_SHAPED = /(?:hf_|api_org_|api_|hf_oauth__refresh_|oauth_app_secret_)[A-Za-z]{34}/;

const SHELL_PRINT = /echo|printf|cat|log|show|tee/;
/** By rule: the severities that the catalogue allows, and a word that the line of the sink holds. */
const RULES = {
  'hf-log-py-print': ['error warning info', /print|echo|write|display|\bic\(/],
  'hf-log-py-logger': ['error warning', /log|info\(|debug/],
  'hf-log-py-container': ['error warning', /print|log/],
  'hf-log-py-namespace': ['error', /print|log/],
  'hf-log-py-env-dump': ['warning', /print|log/],
  'hf-log-py-exception': ['warning', /raise|assert/],
  'hf-log-py-traceback-locals': ['info', /install|diagnose|cgitb/],
  'hf-log-py-partial': ['warning info', /print|log|echo/],
  'hf-log-py-tracker': ['error', /wandb|mlflow/],
  'hf-log-py-ui-show': ['error', /\bst\.|\bgr\./],
  'hf-log-py-ui-prefill': ['error', /Textbox|text_input/],
  'hf-log-py-http-response': ['error', /return/],
  'hf-log-py-argv': ['info', /system|subprocess/],
  'hf-log-py-file': ['error', /write|dump/],
  'hf-js-file': ['error', /write|append|output/],
  'hf-log-py-git-credential': ['info', /add_to_git_credential/],
  'hf-url-query-token': ['warning', /[?&](?:access_)?token=/],
  'hf-url-userinfo': ['warning', /@huggingface\.co/],
  'hf-nb-cell-echo': ['error', /token|key|secret|headers|TOKEN/],
  'hf-nb-magic': ['error warning', /%env|!|echo/],
  'hf-nb-env-set-output': ['error', /%(?:set_)?env/],
  'hf-log-js-console': ['error warning', /console|stdout|log|debug/],
  'hf-log-js-object': ['error', /console|log/],
  'hf-log-js-env-dump': ['warning', /console/],
  'hf-js-client-env': ['error', /env|NEXT_PUBLIC|VITE/],
  'hf-js-client-storage': ['warning', /json|localStorage|cookie/],
  'hf-log-js-error': ['warning', /Error/],
  'hf-log-sh-echo': ['error info', SHELL_PRINT],
  'hf-log-sh-env-dump': ['warning', /env|export -p|set/],
  'hf-log-sh-xtrace': ['warning', /\$\{?\w*TOKEN/],
  'hf-log-sh-curl-verbose': ['warning', /curl|wget/],
  'hf-log-sh-cli-print': ['error', /hf auth token|cat|print/],
  'hf-sh-argv-token': ['info', /--token/],
  'hf-sh-url-userinfo': ['warning info', /@huggingface\.co/],
  'hf-sh-file': ['error warning info', />|tee/],
  'hf-gha-run-secret': ['error info', /\$\{\{ *secrets\./],
  'hf-gha-unmasked': ['warning', /fromJSON|:\d+:\d+\}|rev|sed/],
  'hf-gha-artifact-output': ['error', /OUTPUT|SUMMARY|toJSON|upload-artifact/],
  'hf-docker-bake': ['error', /HF|HUGGINGFACE|AUTH|secrets/],
};

const complaints = [];
const complain = (file, text) => complaints.push(`${file}: ${text}`);

/** `ci/001/.gitlab-ci.yml` is kept as `ci/001/dot-gitlab-ci.yml.tmpl`: no tool takes a sample for a file of this project. */
const kept = (file) => `${file.replaceAll('/.', '/dot-')}.tmpl`;

function linesOf(file) {
  try {
    return readFileSync(join(FOLDER, kept(file)), 'utf8')
      .replace(/\n$/, '')
      .split('\n');
  } catch {
    complain(file, `there is no ${kept(file)}`);
    return null;
  }
}

/** How many lines a person wrote: those of the cells, in a notebook. */
function written(file, lines) {
  if (!file.endsWith('.ipynb')) return lines.length;
  const { cells } = JSON.parse(lines.join('\n'));
  return cells.reduce((sum, cell) => sum + cell.source.length, 0);
}

function checkShape(entry) {
  const keys = entry.label === 'exposes' ? EXPOSES : SAFE;
  if (Object.keys(entry).join() !== keys.join()) complain(entry.file, `has other keys than ${keys.join(', ')}`);
  if (!/^[A-Z"`].*\.$/.test(entry.why) && !/^[a-z_].*\.$/.test(entry.why)) complain(entry.file, 'why is no sentence');
  if (entry.label !== 'exposes') return;
  const rule = RULES[entry.rule];
  if (!rule) complain(entry.file, `unknown rule ${entry.rule}`);
  else if (!rule[0].split(' ').includes(entry.severity))
    complain(entry.file, `${entry.rule} is never ${entry.severity}`);
}

function checkText(entry, lines) {
  const sink = lines[entry.line - 1];
  if (sink === undefined || sink.trim() === '') complain(entry.file, `line ${entry.line} is empty or not there`);
  else if (entry.label === 'exposes' && !RULES[entry.rule]?.[1].test(sink))
    complain(entry.file, `line ${entry.line} has no word of ${entry.rule}: ${sink.trim()}`);
  const count = written(entry.file, lines);
  if (count > LINES.most || (count < LINES.least && !entry.file.endsWith('.ipynb')))
    complain(entry.file, `${count} lines`);
}

/** Whether a credential is named within two lines of the one that tempts. */
const isNear = (entry, lines) =>
  CREDENTIAL.test(lines.slice(Math.max(0, entry.line - 1 - NEAR), entry.line + NEAR).join('\n'));

function checkStored(index) {
  const samples = new Set(index.map(({ file }) => file.split('/').slice(0, 2).join('/')));
  if (samples.size !== index.length) complain('index.yml', 'two entries for one sample');
  const seen = new Map();
  for (const item of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const path = join(item.parentPath, item.name).slice(FOLDER.length + 1);
    if (path === 'index.yml' || path === 'README.md') continue;
    if (!path.endsWith('.tmpl') || !samples.has(path.split('/').slice(0, 2).join('/')))
      complain(path, 'is in no entry');
    const text = readFileSync(join(FOLDER, path), 'utf8');
    if (TOKEN_SHAPED.test(text)) complain(path, 'holds what looks like a token');
    seen.set(text, [...(seen.get(text) ?? []), path]);
  }
  return seen;
}

function checkTwins(index, seen) {
  const sinks = new Set(index.map(({ file }) => kept(file)));
  for (const paths of seen.values()) {
    const twins = paths.filter((path) => sinks.has(path));
    if (twins.length > 1) complain(twins[0], `is the same as ${twins.slice(1).join(', ')}`);
  }
}

function checkCounts(index, near) {
  const count = (label, language) =>
    index.filter((entry) => entry.label === label && (!language || entry.file.startsWith(`${language}/`))).length;
  const safe = count('safe');
  if (count('exposes') < AT_LEAST.exposes) complain('index.yml', `only ${count('exposes')} expose`);
  if (safe < AT_LEAST.safe) complain('index.yml', `only ${safe} are safe`);
  if (near < AT_LEAST.safeNear * safe) complain('index.yml', `only ${near} of ${safe} safe ones are near a credential`);
  for (const language of LANGUAGES)
    if (count('exposes', language) < AT_LEAST.exposesOfLanguage) complain('index.yml', `too few expose in ${language}`);
  for (const rule of Object.keys(RULES))
    if (!index.some((entry) => entry.rule === rule)) complain('index.yml', `nothing for ${rule}`);
  const errors = index.filter((entry) => entry.severity === 'error');
  for (const language of [...LANGUAGES, 'other']) {
    const ofLanguage = errors.filter(({ file }) => file.startsWith(`${language}/`)).length;
    console.log(
      `${language.padEnd(11)} ${count('exposes', language)} expose (${ofLanguage} error), ${count('safe', language)} safe`,
    );
  }
  console.log(
    `all         ${count('exposes')} expose (${errors.length} error), ${safe} safe, ${near} of them near a credential`,
  );
}

const index = parse(readFileSync(join(FOLDER, 'index.yml'), 'utf8'));
let near = 0;
for (const entry of index) {
  checkShape(entry);
  const lines = linesOf(entry.file);
  if (!lines) continue;
  checkText(entry, lines);
  if (entry.label === 'safe' && isNear(entry, lines)) near += 1;
}
checkTwins(index, checkStored(index));
checkCounts(index, near);
for (const text of complaints) console.error(text);
process.exitCode = complaints.length > 0 ? 1 : 0;
