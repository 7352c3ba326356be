import { describe, expect, test } from 'vitest';
import { readArguments } from '../../src/cli/arguments.ts';
import type { CommandName } from '../../src/cli/options.ts';
import type { HfleaksError } from '../../src/errors.ts';

const read = (argv: readonly string[], command: CommandName = 'scan') => {
  const { flags, texts, lists, rest } = readArguments(command, argv);
  return { flags: [...flags], texts: Object.fromEntries(texts), lists: Object.fromEntries(lists), rest };
};

describe('what is read', () => {
  test.each<[string, readonly string[], Partial<ReturnType<typeof read>>]>([
    ['nothing', [], {}],
    ['paths', ['a', 'b c'], { rest: ['a', 'b c'] }],
    ['standard input', ['-'], { rest: ['-'] }],
    ['after --', ['--', '--quiet', '-q'], { rest: ['--quiet', '-q'] }],
    ['a flag among paths', ['a', '--quiet', 'b'], { flags: ['quiet'], rest: ['a', 'b'] }],
    [
      'short, and short with its value',
      ['-q', '-o', 'x', '-fjson'],
      { flags: ['quiet'], texts: { output: 'x' }, lists: { format: ['json'] } },
    ],
    ['short ones together', ['-qf', 'json'], { flags: ['quiet'], lists: { format: ['json'] } }],
    [
      'with =',
      ['--fail-on=info', '--format=sarif=a=b'],
      { texts: { 'fail-on': 'info' }, lists: { format: ['sarif=a=b'] } },
    ],
    ['a list', ['--exclude', 'a', '--exclude', 'b'], { lists: { exclude: ['a', 'b'] } }],
    ['a value that is one dash', ['--output', '-'], { texts: { output: '-' } }],
    ['the name of a flag that begins with no', ['--no-ignore', '--no-excerpt'], { flags: ['no-ignore', 'no-excerpt'] }],
  ])('%s', (_name, argv, expected) => {
    expect(read(argv)).toEqual({ flags: [], texts: {}, lists: {}, rest: [], ...expected });
  });
});

describe('what is refused', () => {
  test.each<[string, CommandName, readonly string[], RegExp, RegExp]>([
    ['an unknown option', 'scan', ['--fromat', 'json'], /has no option --fromat/, /Did you mean "--format"/],
    [
      'an option of another command',
      'staged',
      ['--no-ignore'],
      /"hfleaks staged" has no option --no-ignore/,
      /Known: --format/,
    ],
    ['a flag turned around', 'scan', ['--no-quiet'], /has no option --no-quiet/, /Known/],
    ['an unknown letter', 'scan', ['-x'], /has no option -x/, /Known/],
    ['an unknown letter among others', 'scan', ['-qx'], /has no option -x/, /Known/],
    ['an option no one thought of', 'scan', ['--__proto__'], /has no option/, /Known/],
    ['no value at the end', 'scan', ['--format'], /--format needs a value/, /^Write --format FORMAT\[=FILE\]$/],
    [
      'no value before another option',
      'scan',
      ['--output', '--quiet'],
      /--output needs a value/,
      /^Write --output FILE$/,
    ],
    ['no value of a choice', 'scan', ['--color'], /--color needs a value/, /^Write --color auto\|always\|never$/],
    ['an empty value', 'scan', ['--output='], /--output needs a value/, /FILE/],
    ['a value given twice', 'scan', ['-o', 'a', '--output', 'b'], /--output is given twice/, /once/],
    ['a value that a flag does not take', 'scan', ['--quiet=yes'], /--quiet takes no value/, /--quiet alone/],
    ['an unknown choice', 'scan', ['--fail-on', 'eror'], /--fail-on does not take "eror"/, /Did you mean "error"/],
    [
      'a choice far from all',
      'scan',
      ['--color', 'purple'],
      /--color does not take "purple"/,
      /Known: auto, always, never/,
    ],
  ])('%s', (_name, command, argv, message, hint) => {
    const error = refusal(command, argv);
    expect(error).toMatchObject({ code: 'usage' });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  test('what was typed is escaped and cut', () => {
    const { message } = refusal('scan', [`--\x1b[31m${'a'.repeat(500)}`]);
    expect(message).not.toContain('\x1b');
    expect(message.length).toBeLessThan(120);
  });
});

function refusal(command: CommandName, argv: readonly string[]): HfleaksError {
  try {
    readArguments(command, argv);
  } catch (error) {
    return error as HfleaksError;
  }
  throw new Error('accepted');
}
