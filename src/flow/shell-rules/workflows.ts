// CI and compose files: what settings, inputs and outputs expose, and the scripts of their steps.

import { type Embedded, spanOf } from '../embedded.ts';
import type { Job, Step } from '../job.ts';
import type { Setting } from '../settings.ts';
import { parseValue } from '../shell/parse.ts';
import type { Word } from '../shell/syntax.ts';
import type { Expression, Span } from '../syntax.ts';
import type { Tool } from '../tools.ts';
import { parseWorkflow, type System, type Workflow } from '../workflow.ts';
import { exposeInserted, exposeProgram, languageOf } from './code.ts';
import { namesOf } from './expressions.ts';
import { isClientName, isCredentialName, literalKind, rawText } from './names.ts';
import { expose, type Place } from './place.ts';
import { exposePowerShell } from './powershell.ts';
import { runScript } from './script.ts';
import { type Taint, taintOf, through } from './taint.ts';
import { type State, stateOf, taintOfTemplate, taintOfWord } from './values.ts';
import { layer, type Variables } from './variables.ts';

/** Actions that post what they are given where all who see the project read it, and nothing masks it. */
const POSTS = /comment|slack|discord|issue|release/i;
const POSTED = /^(?:body|message|payload|text|content)$/;
const ALL_SECRETS = /\$\{\{\s{0,20}toJSON\(\s{0,20}secrets\s{0,20}\)/gi;
const TOKEN_FOLDER = /(?:^|[\s/])\.?(?:cache\/)?\.?huggingface(?:\/token)?\/?(?=\s|$)|(?:^|\/)stored_tokens\b/m;

/** Adds the exposures of a file of CI, compose or another tool. */
export function runWorkflow(place: Place, of: System | Tool): void {
  const workflow = parseWorkflow(place.text, of);
  const top = layer();
  bindSettings(place, workflow.env, top, workflow.system);
  for (const job of workflow.jobs) runJob(place, workflow, job, layer(top));
  if (workflow.gaps.length > 0) place.budget.left = -1;
}

function runJob(place: Place, workflow: Workflow, job: Job, variables: Variables): void {
  const { system } = workflow;
  // Jobs share no files.
  place.files.clear();
  bindSettings(place, job.env, variables, system);
  exposeSettings(place, [...job.inputs, ...job.secrets], variables);
  for (const setting of job.outputs) {
    const taint = taintOfSetting(setting, variables, system);
    if (taint !== null) expose(place, 'hf-gha-artifact-output', taint, setting, `output ${setting.name} of the job`);
  }
  for (const setting of job.buildArgs) exposeBuildArg(place, setting, variables);
  for (const step of job.steps) runStep(place, system, step, variables);
  for (const inner of job.inner) runJob(place, workflow, inner, layer(variables));
}

function runStep(place: Place, system: System, step: Step, job: Variables): void {
  const variables = layer(job);
  bindSettings(place, step.env, variables, system);
  exposeSettings(place, step.inputs, variables);
  exposeInputs(place, step, variables);
  if (step.script !== null) exposeScript(place, step, step.script, stateOf(variables));
  const own = new Set(step.env.map(({ name }) => name));
  runScript(place, step.pipelines, variables);
  // What a step writes to GITHUB_ENV holds for those behind it; what it assigns does not.
  if (!place.text.slice(step.start, step.end).includes('GITHUB_ENV')) return;
  for (const [name, value] of variables.own()) if (!own.has(name)) job.set(name, value);
}

/** What a script shows that another language or shell runs. */
function exposeScript(place: Place, { shell, pipelines }: Step, script: Embedded, state: State): void {
  if (place.hasContext && place.system === 'github')
    for (const { 0: text, index } of script.text.matchAll(ALL_SECRETS))
      exposeAll(place, spanOf(script, index, index + text.length));
  exposePowerShell(place, state, script);
  if (pipelines.length > 0) return;
  // Backquotes are no commands here.
  exposeInserted(place, state, parseValue({ ...script, text: script.text.replaceAll('`', '"') }));
  const language = languageOf(shell);
  if (language !== null) exposeProgram(place, state, language, script);
}

/** What a setting holds: GitHub puts in templates only, the others `$X` too. */
function taintOfSetting({ value }: Setting, variables: Variables, system: System): Taint | null {
  if (value === null) return null;
  const parts = system === 'github' ? value.parts.filter(({ kind }) => kind !== 'variable') : value.parts;
  return taintOfWord(stateOf(variables), { ...value, parts });
}

function bindSettings(place: Place, settings: readonly Setting[], variables: Variables, system: System): void {
  exposeSettings(place, settings, variables);
  for (const setting of settings) {
    const { name, value } = setting;
    if (name === '' || value === null) continue;
    const taint = taintOfSetting(setting, variables, system) ?? namedTaint(setting);
    const text = rawText(value);
    if (isClientName(name) && text !== '' && (taint !== null || literalKind(text) !== 'harmless')) {
      expose(place, 'hf-js-client-env', taint ?? taintOf(1, setting, name), setting, `${name} for the browser`);
    }
    variables.set(name, { taint: through(taint, setting, name), texts: [text] });
  }
}

/** A setting that is named for a token and computed from anything holds one. */
function namedTaint({ name, value, start, end }: Setting): Taint | null {
  if (value === null || !isCredentialName(name)) return null;
  const isPlain = value.parts.every(({ kind }) => kind === 'literal');
  if (isPlain) return literalKind(rawText(value)) === 'harmless' ? null : taintOf(2, { start, end }, name);
  const isMasked = value.parts.some((part) => part.kind === 'template' && isSecret(part.value));
  return taintOf(1, { start, end }, name, { isMasked });
}

function isSecret(value: Expression): boolean {
  return namesOf(value)?.[0] === 'secrets';
}

/** All secrets at once, and parts of a secret that is JSON. */
function exposeSettings(place: Place, settings: readonly Setting[], variables: Variables): void {
  for (const setting of settings) if (setting.value !== null) exposeTemplates(place, setting.value, variables);
}

function exposeTemplates(place: Place, { parts }: Word, variables: Variables): void {
  for (const part of parts) {
    if (part.kind !== 'template') continue;
    if (isAllSecrets(part.value) && place.hasContext) exposeAll(place, part);
    const taint = taintOfTemplate(stateOf(variables), part.value);
    if (taint?.isChanged === true)
      expose(place, 'hf-gha-unmasked', taint, part, 'a part of a secret, which GitHub does not mask');
  }
}

function exposeAll(place: Place, at: Span): void {
  const taint = taintOf(2, at, 'toJSON(secrets)', { origin: 'template' });
  expose(place, 'hf-gha-artifact-output', taint, at, 'all secrets at once');
}

function isAllSecrets(value: Expression): boolean {
  if (value.kind !== 'call' || value.callee.kind !== 'name' || value.callee.name.toLowerCase() !== 'tojson')
    return false;
  const [argument] = value.args;
  return argument?.value.kind === 'name' && argument.value.name === 'secrets';
}

/** Compose: `args: { HF_TOKEN: … }`, `- HF_TOKEN`. */
function exposeBuildArg(place: Place, setting: Setting, variables: Variables): void {
  const { name, value } = setting;
  const isGiven = value === null && isCredentialName(name);
  const taint = isGiven
    ? taintOf(1, setting, name)
    : (taintOfSetting(setting, variables, 'compose') ?? namedTaint(setting));
  if (taint !== null) expose(place, 'hf-docker-bake', taint, setting, `build argument ${name}`);
}

/** What actions make public of what they are given: build arguments, artifacts, small scripts. */
function exposeInputs(place: Place, { uses, inputs }: Step, variables: Variables): void {
  for (const setting of inputs) {
    const { name, value } = setting;
    if (value === null) continue;
    if (name === 'build-args' || name === 'build_args') exposeBuildArgs(place, value, variables);
    if (name === 'script' || name === 'inlineScript') exposeInserted(place, stateOf(variables), value);
    const posted = POSTS.test(uses) && POSTED.test(name) ? taintOfSetting(setting, variables, 'github') : null;
    if (posted !== null)
      expose(
        place,
        'hf-gha-run-secret',
        { ...posted, isMasked: false },
        setting,
        `the action posts ${posted.source.words}`,
      );
    if (/upload-artifact|upload-pages-artifact/.test(uses) && name === 'path' && TOKEN_FOLDER.test(rawText(value))) {
      expose(place, 'hf-gha-artifact-output', taintOf(2, setting, 'the token file'), setting, 'an artifact');
    }
    if (
      /upload-artifact/.test(uses) &&
      name === 'path' &&
      /(?:^|[\s/])\.env(?:\s|$)/.test(rawText(value)) &&
      isCredentialWritten(place)
    ) {
      expose(place, 'hf-gha-artifact-output', taintOf(2, setting, '.env'), setting, 'an artifact');
    }
  }
}

/** Whether some script of the file wrote a credential into `.env`. */
function isCredentialWritten({ found, text }: Place): boolean {
  return found.some(
    ({ rule, sink }) => rule === 'hf-sh-file' && text.slice(sink.span.start, sink.span.end).includes('.env'),
  );
}

function exposeBuildArgs(place: Place, { parts }: Word, variables: Variables): void {
  parts.forEach((part, index) => {
    if (part.kind !== 'template') return;
    const before = parts[index - 1];
    const name = before?.kind === 'literal' ? (/(?<name>\w{1,100})=["']?$/.exec(before.text)?.groups?.name ?? '') : '';
    const taint =
      taintOfTemplate(stateOf(variables), part.value) ?? (isCredentialName(name) ? taintOf(1, part, name) : null);
    if (taint !== null) expose(place, 'hf-docker-bake', taint, part, `build argument ${name}`);
  });
}
