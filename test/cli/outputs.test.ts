import { describe, expect, test } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';
import { readOutputs, wantsColor } from '../../src/cli/outputs.ts';

const outputs = (...argv: readonly string[]) => readOutputs(readArguments('scan', argv));

describe('readOutputs', () => {
  test.each([
    ['nothing', [], [{ format: 'text', file: null }]],
    ['a format', ['--format', 'json'], [{ format: 'json', file: null }]],
    ['a file', ['-o', 'a.txt'], [{ format: 'text', file: 'a.txt' }]],
    ['standard output by its name', ['-o', '/dev/stdout'], [{ format: 'text', file: null }]],
    ['a format and a file', ['-f', 'json', '-o', 'a'], [{ format: 'json', file: 'a' }]],
    ['a format with its file', ['-f', 'sarif=out.sarif'], [{ format: 'sarif', file: 'out.sarif' }]],
    ['a file with =', ['-f', 'json=a=b'], [{ format: 'json', file: 'a=b' }]],
    [
      'two',
      ['-f', 'sarif=x', '-f', 'text'],
      [
        { format: 'sarif', file: 'x' },
        { format: 'text', file: null },
      ],
    ],
    [
      'three',
      ['-f', 'sarif=x', '-f', 'json=y', '-f', 'text', '-o', 'z'],
      [
        { format: 'sarif', file: 'x' },
        { format: 'json', file: 'y' },
        { format: 'text', file: 'z' },
      ],
    ],
    [
      'one format, two places',
      ['-f', 'json=x', '-f', 'json'],
      [
        { format: 'json', file: 'x' },
        { format: 'json', file: null },
      ],
    ],
  ])('%s', (_name, argv, expected) => expect(outputs(...argv)).toEqual(expected));

  test.each([
    ['an unknown format', ['-f', 'jsn'], 'Did you mean "json"?'],
    ['a format of capitals', ['-f', 'JSON'], 'Did you mean "json"?'],
    ['a file for nothing', ['-f', 'json=a', '-o', 'b'], 'Leave it out.'],
    ['no name of a file', ['-f', 'json='], 'For example: --format json=report.json'],
    ['two on standard output', ['-f', 'json', '-f', 'text'], 'Give each a file of its own'],
    ['two in one file', ['-f', 'json=a', '-f', 'sarif=a'], 'Give each a file of its own'],
    ['two in the file of -o', ['-f', 'json', '-f', 'text', '-o', 'a'], 'Give each a file of its own'],
    ['two in one file, written in two ways', ['-f', 'json=a', '-f', 'sarif=./a'], 'Give each a file of its own'],
  ])('%s', (_name, argv, hint) => {
    expect(() => outputs(...argv)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining(hint) }),
    );
  });
});

describe('wantsColor', () => {
  test.each<[string | undefined, Record<string, string>, boolean, boolean]>([
    [undefined, {}, true, true],
    [undefined, {}, false, false],
    ['auto', {}, true, true],
    ['auto', {}, false, false],
    ['always', {}, false, true],
    ['never', {}, true, false],
    ['always', { NO_COLOR: '1' }, false, true],
    ['never', { FORCE_COLOR: '1' }, true, false],
    [undefined, { NO_COLOR: '1' }, true, false],
    [undefined, { NO_COLOR: '' }, true, true],
    [undefined, { NO_COLOR: '0' }, true, false],
    [undefined, { FORCE_COLOR: '1' }, false, true],
    [undefined, { FORCE_COLOR: '3' }, false, true],
    [undefined, { FORCE_COLOR: '0' }, true, false],
    [undefined, { FORCE_COLOR: '' }, false, false],
    [undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [undefined, { TERM: 'dumb' }, true, false],
    ['always', { TERM: 'dumb' }, true, true],
  ])('--color %s, %j, terminal %s: %s', (flag, variables, isTerminal, wants) => {
    expect(wantsColor(flag, variables, isTerminal)).toBe(wants);
  });
});
