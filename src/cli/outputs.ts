// Where reports go: standard output, files, and in which colours.
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { mention } from '../path.ts';
import { type Format, formats, renderParts } from '../report/index.ts';
import type { Report } from '../types.ts';
import type { Arguments } from './arguments.ts';
import { print } from './terminal.ts';

/** One report to make. `file` null: standard output. */
export interface Output {
  readonly format: Format;
  readonly file: string | null;
}

/** The outputs that `--format` and `--output` ask for; text on standard output if they ask for none. Throws `usage`. */
export function readOutputs({ lists, texts }: Arguments): readonly Output[] {
  const asked = lists.get('format') ?? ['text'];
  const target = texts.get('output') ?? null;
  if (target && asked.every((text) => text.includes('=')))
    throw new HfleaksError('usage', '--output names a file for nothing: each format has one.', 'Leave it out.');
  const outputs = asked.map((text): Output => {
    const [name, ...file] = text.split('=');
    const format = formats.find((one) => one === name);
    if (!format)
      throw new HfleaksError('usage', `There is no format "${mention(name ?? '')}".`, didYouMean(name ?? '', formats));
    if (text.endsWith('='))
      throw new HfleaksError(
        'usage',
        `--format ${format}= names no file.`,
        `For example: --format ${format}=report.${format}`,
      );
    const path = file.length > 0 ? file.join('=') : target;
    return { format, file: path === '-' || path === '/dev/stdout' ? null : path };
  });
  const places = outputs.map(({ file }) => file && join(realFolder(dirname(resolve(file))), basename(file)));
  if (new Set(places).size < places.length)
    throw new HfleaksError(
      'usage',
      'Two formats would be written to one place.',
      'Give each a file of its own: --format sarif=leaks.sarif --format text',
    );
  return outputs;
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export interface Look {
  readonly color: boolean;
  readonly excerpt: boolean;
  readonly quiet: boolean;
  readonly hook: boolean;
  readonly elapsedMs: number;
}

/** Makes each output whatever becomes of the others, and throws the first `write-failed` only then. */
export async function writeOutputs(report: Report, outputs: readonly Output[], look: Look): Promise<void> {
  const problems: unknown[] = [];
  for (const { format, file } of outputs)
    try {
      const color = look.color && file === null;
      const parts = await renderParts(format, report, { ...look, color, now: Date.now() });
      if (file === null) for (const part of parts) await print(part);
      else (await import('../report/write.ts')).writeReport(file, parts);
    } catch (problem) {
      problems.push(problem);
    }
  if (problems.length > 0) throw problems[0];
}

/** Whether to use colours: the flag, then NO_COLOR, then FORCE_COLOR, then what the terminal is (no-color.org, force-color.org). */
export function wantsColor(
  flag: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (flag === 'always' || flag === 'never') return flag === 'always';
  if (variables.NO_COLOR) return false;
  if (variables.FORCE_COLOR) return variables.FORCE_COLOR !== '0';
  return isTerminal && variables.TERM !== 'dumb';
}
