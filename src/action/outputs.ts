// What the runner reads after a step: outputs and the summary, in files that it names. The door to them.
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { unwritable } from '../errors.ts';
import type { Variables } from '../git/repository.ts';

/** Every output, in the order of action.yml; counts, ids and paths of our own files only. */
export const OUTPUTS = [
  'result',
  'findings',
  'errors',
  'warnings',
  'suppressed',
  'commits-scanned',
  'blobs-scanned',
  'bytes-scanned',
  'base',
  'head',
  'sarif-file',
  'sarif-id',
  'report-file',
  'exit-code',
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string | number>>;

/** Appends all outputs as `name<<delimiter`, value, delimiter (actions/runner, FileCommandManager.cs, EnvFileKeyValuePairs). Throws `write-failed`. */
export function writeOutputs(outputs: Outputs, { GITHUB_OUTPUT: file }: Variables): void {
  if (!file) return;
  const lines = OUTPUTS.map((name) => {
    const delimiter = `ghadelimiter_${randomBytes(16).toString('hex')}`;
    return `${name}<<${delimiter}\n${outputs[name]}\n${delimiter}\n`;
  });
  append(file, lines.join(''));
}

/** Appends to the summary of the step, if the runner takes one. Throws `write-failed`. */
export function writeSummary(markdown: string, { GITHUB_STEP_SUMMARY: file }: Variables): void {
  if (file) append(file, markdown);
}

function append(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw unwritable(
      'A file that the runner names cannot be written',
      error,
      'Check GITHUB_OUTPUT and GITHUB_STEP_SUMMARY.',
    );
  }
}
