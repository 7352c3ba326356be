// The inputs of the Action, as the runner gives them: variables `INPUT_<NAME>`, in capitals, a space as `_`.
import { HfleaksError } from '../errors.ts';
import type { Variables } from '../git/repository.ts';
import { didYouMean } from '../nearest.ts';
import { mention } from '../path.ts';
import { type Format, formats } from '../report/index.ts';

const CHOICES = {
  scan: ['auto', 'range', 'tree', 'history'],
  'config-from': ['base', 'head'],
  'fail-on': ['error', 'warning', 'info', 'never'],
  'on-missing-range': ['fail', 'tree'],
} as const;

export interface Inputs {
  readonly scan: (typeof CHOICES)['scan'][number];
  readonly base: string;
  readonly head: string;
  readonly path: string;
  readonly config: string;
  readonly configFrom: (typeof CHOICES)['config-from'][number];
  /** null: what the policy says. */
  readonly failOn: (typeof CHOICES)['fail-on'][number] | null;
  readonly onMissingRange: (typeof CHOICES)['on-missing-range'][number];
  readonly fetch: boolean;
  readonly token: string;
  readonly annotations: boolean;
  readonly maxAnnotations: number;
  readonly summary: boolean;
  readonly sarifFile: string;
  readonly uploadSarif: boolean;
  readonly category: string;
  readonly reportFile: string;
  readonly reportFormat: Format;
  readonly workingTreeIgnored: boolean;
}

/** Throws `usage` for a value that an input does not take. */
export function readInputs(variables: Variables): Inputs {
  const text = (name: string): string => (variables[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const choice = <T extends keyof typeof CHOICES>(name: T): (typeof CHOICES)[T][number] =>
    oneOf(name, text(name) || (CHOICES[name][0] as string), CHOICES[name]);
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = text(name).toLowerCase();
    return value === '' ? otherwise : oneOf(name, value, ['true', 'false']) === 'true';
  };
  const most = text('max-annotations') || '9';
  if (!/^[0-9]$/.test(most))
    throw wrong('max-annotations', most, 'Write a number from 0 to 9: the runner shows ten of a level.');
  return {
    scan: choice('scan'),
    base: text('base'),
    head: text('head'),
    path: text('path') || '.',
    config: text('config'),
    configFrom: choice('config-from'),
    failOn: text('fail-on') === '' ? null : choice('fail-on'),
    onMissingRange: choice('on-missing-range'),
    fetch: flag('fetch', true),
    token: text('token'),
    annotations: flag('annotations', true),
    maxAnnotations: Number(most),
    summary: flag('summary', true),
    sarifFile: text('sarif-file'),
    uploadSarif: flag('upload-sarif', false),
    category: text('category'),
    reportFile: text('report-file'),
    reportFormat: oneOf('report-format', text('report-format') || 'json', formats),
    workingTreeIgnored: flag('working-tree-ignored', true),
  };
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found) return found;
  throw wrong(name, value, didYouMean(value, choices));
}

function wrong(name: string, value: string, hint: string): HfleaksError {
  return new HfleaksError('usage', `The input ${name} does not take "${mention(value)}".`, hint);
}
