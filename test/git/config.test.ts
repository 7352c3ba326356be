import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/git/config.ts';
import { temporaryRepository } from '../repository.ts';

const told = (text: string): string[] =>
  [...settingsOf(text)].map(
    ({ section, subsection, key, value }) =>
      `${[section, subsection, key].filter((part) => part !== null).join('.')}=${value}`,
  );

const FORMS: readonly (readonly [name: string, text: string, settings: readonly string[]])[] = [
  ['plain', '[core]\n\tbare = false\n', ['core.bare=false']],
  ['a subsection', '[remote "Origin"]\n\tURL = x\n', ['remote.Origin.url=x']],
  ['a subsection with escapes', '[a "b\\"c\\\\d"]\nk = v\n', ['a.b"c\\d.k=v']],
  ['on the line of the section', '[core] bare = true\n', ['core.bare=true']],
  ['quotes', '[a]\nk = "b c"\n', ['a.k=b c']],
  ['quotes back to back', '[a]\nk = x"b""c"y\n', ['a.k=xbcy']],
  ['a continued line', '[a]\nk = b\\\nc\nl = d\n', ['a.k=bc', 'a.l=d']],
  ['a continued line in quotes', '[a]\nk = "b\\\n  c"\n', ['a.k=b  c']],
  ['a continued line with CRLF', '[a]\r\nk = b\\\r\nc\r\n', ['a.k=bc']],
  ['spaces around and within', '[a]\nk =  b  c  \n', ['a.k=b  c']],
  ['a comment behind a value', '[a]\nk = b # c\nl = d;e\n', ['a.k=b', 'a.l=d']],
  ['comment signs in quotes', '[a]\nk = "b # c"\n', ['a.k=b # c']],
  ['a comment that ends in a backslash', '[a]\n# x \\\nk = v\n', ['a.k=v']],
  ['escapes', '[a]\nk = "b\\tc\\\\d\\"e"\n', ['a.k=b\tc\\d"e']],
  ['no end of line', '[a]\nk = v', ['a.k=v']],
];

describe('settingsOf', () => {
  test.each(FORMS)('%s', (_, text, settings) => {
    expect(told(text)).toEqual(settings);
  });

  test('a key without a value, and lines that are none', () => {
    expect(told('[a]\nk\n=\n"x"\n[broken\nl = 1\n')).toEqual(['a.k=null', 'a.l=1']);
  });

  test('as git reads them', async () => {
    const repository = await temporaryRepository();
    for (const [, text, settings] of FORMS) {
      repository.write('settings', text);
      const all = repository.git('config', '--file', 'settings', '--list', '-z').split('\0').slice(0, -1);
      expect(all.map((one) => one.replace('\n', '='))).toEqual(settings);
    }
  });

  test('any text comes to its end', () => {
    const piece = fc.constantFrom('[a]', '[a "', '"', '\\', '\n', '\r\n', 'k', '=', ' ', '#', ';', '\t', '\0', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(told(pieces.join('')).length).toBeLessThanOrEqual(pieces.length);
      }),
    );
  });

  test('a megabyte of quotes, of brackets, of spaces', () => {
    for (const text of ['"', '[a "', ' ', '\\\n', 'k=', '[', 'k'])
      expect(told(`[a]\nk=${text.repeat((1 << 20) / text.length)}`).length).toBeLessThan(3);
  });
});
