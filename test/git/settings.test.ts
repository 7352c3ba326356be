import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Repository } from '../../src/git/repository.ts';
import { commentPrefix } from '../../src/git/settings.ts';
import { temporaryFolder } from '../repository.ts';

describe('commentPrefix', () => {
  test.each<[string, string, string | null]>([
    ['nothing', '', '#'],
    ['another character', '[core]\n\tcommentChar = ;\n', ';'],
    ['in quotes', '[core]\n\tcommentChar = "#"\n', '#'],
    ['in other capitals', '[Core]\n\tCOMMENTCHAR = %\n', '%'],
    ['without spaces', '[core]\ncommentchar=%', '%'],
    ['on one line', '[core] commentChar = %\n', '%'],
    ['several characters', '[core]\n\tcommentString = //\n', '//'],
    ['left to git', '[core]\n\tcommentChar = AUTO\n', '#'],
    ['the last one counts', '[core]\n\tcommentChar = ;\n[user]\n\tname = A\n[core]\n\tcommentChar = %\n', '%'],
    ['in another section', '[user]\n\tcommentChar = %\n', '#'],
    ['in a subsection', '[core "x"]\n\tcommentChar = %\n', '#'],
    ['in a comment', '[core]\n\t# commentChar = %\n\t; commentChar = %\n', '#'],
    ['another key that ends alike', '[core]\n\tmycommentChar = %\n', '#'],
    ['no value', '[core]\n\tcommentChar\n', '#'],
    ['an empty value', '[core]\n\tcommentChar =\n', '#'],
    ['Windows line ends', '[core]\r\n\tcommentChar = %\r\n', '%'],
    ['cleanup whitespace keeps comments', '[commit]\n\tcleanup = whitespace\n', null],
    ['cleanup verbatim too', '[commit]\n\tcleanup = Verbatim\n', null],
    ['cleanup strip does not', '[commit]\n\tcleanup = strip\n', '#'],
    ['cleanup scissors does not', '[commit]\n\tcleanup = scissors\n', '#'],
    ['the last cleanup counts', '[commit]\n\tcleanup = verbatim\n\tcleanup = strip\n', '#'],
    ['not UTF-8', '[core]\n\tcommentChar = \xff\n', '\ufffd'],
    ['no configuration', '[[[[[ = ]]] "', '#'],
  ])('%s', (_, config, prefix) => {
    const commonDir = temporaryFolder();
    writeFileSync(join(commonDir, 'config'), config, 'latin1');
    expect(commentPrefix({ commonDir } as Repository)).toBe(prefix);
  });

  test('no file', () => {
    expect(commentPrefix({ commonDir: temporaryFolder() } as Repository)).toBe('#');
  });

  test.each([']', '[', ' ', 'a', '[a ', 'a = '])('a line of %o without end, in linear time', (piece) => {
    const commonDir = temporaryFolder();
    writeFileSync(join(commonDir, 'config'), piece.repeat(100_000));
    const began = performance.now();
    expect(commentPrefix({ commonDir } as Repository)).toBe('#');
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
