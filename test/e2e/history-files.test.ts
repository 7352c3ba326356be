// Every shape in which a branch can hold content: what becomes of a path, how it is called, how it is stored.
import { expect } from 'vitest';
import { displayPath } from '../../src/path.ts';
import type { Content, History } from './history.ts';
import { describePlaces, type Expected, leak, type Plant } from './history-places.ts';

const MAIN = 'refs/heads/main';
const MEGABYTE = 1 << 20;

const on = (history: History, changes: Readonly<Record<string, Content>>): string => history.on(MAIN, changes);

/** What a commit added and HEAD has still. */
function kept(path: string, commit: string, at = '2:8'): Expected {
  return { path, place: `commit ${commit}`, at, added: commit, removed: null, inHead: true, refs: [MAIN], versions: 1 };
}

/** What a commit added and a later one took away. */
function gone(path: string, added: string, removed: string): Expected {
  return { ...kept(path, added), removed, inHead: false };
}

/** Content that one commit adds, in a file of its own. */
function file(path: string, content: (token: string) => string | Buffer, expected: Partial<Expected> = {}): Plant {
  return (history, token) => ({ ...kept(path, on(history, { [path]: content(token) })), ...expected });
}

/** A name that breaks parsers, as bytes in latin1. */
function named(path: string): Plant {
  return (history, token) => {
    const bytes = Buffer.from(path, 'latin1');
    const pathBytes = path.includes('\xff') ? { pathBytes: bytes.toString('base64') } : {};
    return { ...kept(displayPath(bytes), on(history, { [path]: leak(token) })), ...pathBytes };
  };
}

const symbolicLink = (history: History, target: string): Content => ({ mode: '120000', oid: history.blob(target) });
const wide = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
/** One cell on one line. */
const notebook = (cell: object): string => JSON.stringify({ cells: [cell], nbformat: 4, nbformat_minor: 5 });
const output = (text: string): object => ({
  cell_type: 'code',
  source: ['1\n'],
  outputs: [{ output_type: 'stream', text: [text] }],
});

describePlaces('what becomes of a path', {
  seed: 21_000,
  verb: 'history',
  both: true,
  formats: true,
  // The two submodules: their commits are in no repository here.
  skipped: { submodule: 2 },
  places: [
    ['in the root commit, and still there', file('root.py', leak)],
    [
      'added, then removed',
      (history, token) => {
        const added = on(history, { 'removed.py': leak(token) });
        return gone('removed.py', added, on(history, { 'removed.py': null }));
      },
    ],
    [
      'added, then edited away',
      (history, token) => {
        const added = on(history, { 'edited.py': leak(token) });
        return gone('edited.py', added, on(history, { 'edited.py': 'import os\nkey = ""\n' }));
      },
    ],
    [
      'added to a file that was there before',
      (history, token) => {
        on(history, { 'grown.py': 'import os\n' });
        return kept('grown.py', on(history, { 'grown.py': leak(token) }));
      },
    ],
    [
      'removed, then added again',
      (history, token) => {
        const added = on(history, { 'again.py': leak(token) });
        on(history, { 'again.py': null });
        on(history, { 'again.py': leak(token) });
        return { ...kept('again.py', added), versions: 1 };
      },
    ],
    [
      'in three versions of a file, of which the last is gone',
      (history, token) => {
        const added = on(history, { 'versions.py': leak(token) });
        on(history, { 'versions.py': `${leak(token)}a = 1\n` });
        on(history, { 'versions.py': `${leak(token)}a = 2\n` });
        return { ...gone('versions.py', added, on(history, { 'versions.py': '' })), versions: 3 };
      },
    ],
    [
      'renamed',
      (history, token) => {
        const added = on(history, { 'old.py': leak(token) });
        const renamed = on(history, { 'old.py': null, 'new.py': leak(token) });
        return [gone('old.py', added, renamed), kept('new.py', renamed)];
      },
    ],
    [
      'copied',
      (history, token) => {
        const added = on(history, { 'original.py': leak(token) });
        return [kept('original.py', added), kept('copy/of.py', on(history, { 'copy/of.py': leak(token) }))];
      },
    ],
    [
      'at two paths in one commit',
      (history, token) => {
        const added = on(history, { 'twin-1.py': leak(token), 'twin-2.py': leak(token) });
        return [kept('twin-1.py', added), kept('twin-2.py', added)];
      },
    ],
    [
      'made executable, no byte changed',
      (history, token) => {
        const added = on(history, { 'run.sh': leak(token) });
        on(history, { 'run.sh': { mode: '100755', oid: history.blob(leak(token)) } });
        return kept('run.sh', added);
      },
    ],
    [
      'an executable file',
      (history, token) => {
        const oid = history.blob(leak(token));
        return kept('bin/start', on(history, { 'bin/start': { mode: '100755', oid } }));
      },
    ],
    [
      'the target of a symbolic link',
      (history, token) => kept('link', on(history, { link: symbolicLink(history, token) }), '1:1'),
    ],
    [
      'a file that becomes a symbolic link',
      (history, token) => {
        const added = on(history, { 'to-link': leak(token) });
        return gone('to-link', added, on(history, { 'to-link': symbolicLink(history, 'root.py') }));
      },
    ],
    [
      'a symbolic link that becomes a file',
      (history, token) => {
        on(history, { 'from-link': symbolicLink(history, 'root.py') });
        return kept('from-link', on(history, { 'from-link': leak(token) }));
      },
    ],
    [
      'a file that becomes a folder',
      (history, token) => {
        const added = on(history, { folder: leak(token) });
        return gone('folder', added, on(history, { folder: null, 'folder/inner.py': 'x = 1\n' }));
      },
    ],
    [
      'a folder that becomes a file',
      (history, token) => {
        const added = on(history, { 'flat/inner.py': leak(token) });
        return gone('flat/inner.py', added, on(history, { 'flat/inner.py': null, flat: 'x = 1\n' }));
      },
    ],
    [
      'a submodule that becomes a file',
      (history, token) => {
        on(history, { 'vendor/a': { mode: '160000', oid: '1'.repeat(40) } });
        return kept('vendor/a', on(history, { 'vendor/a': leak(token) }));
      },
    ],
    [
      'a file that becomes a submodule',
      (history, token) => {
        const added = on(history, { 'vendor/b': leak(token) });
        return gone('vendor/b', added, on(history, { 'vendor/b': { mode: '160000', oid: '2'.repeat(40) } }));
      },
    ],
  ],
});

describePlaces('content and names', {
  seed: 22_000,
  verb: 'history',
  both: true,
  formats: true,
  places: [
    ['deep down', file(`${'deep/'.repeat(60)}app.py`, leak)],
    ['behind NUL bytes', file('nul.bin', (token) => `\0\0${leak(token)}\0`, { at: '2:8' })],
    ['UTF-16, little end first', file('little.txt', (token) => wide(leak(token)), { at: expect.any(String) })],
    ['UTF-16, big end first', file('big.txt', (token) => wide(leak(token)).swap16(), { at: expect.any(String) })],
    [
      '.gitattributes: -diff',
      (history, token) => kept('a/x.py', on(history, { 'a/.gitattributes': '* -diff -text\n', 'a/x.py': leak(token) })),
    ],
    [
      '.gitattributes: binary and export-ignore',
      (history, token) =>
        kept('b/x.py', on(history, { 'b/.gitattributes': '* binary export-ignore\n', 'b/x.py': leak(token) })),
    ],
    ['a .gitattributes itself', file('c/.gitattributes', (token) => `# one\n# to ${token}\n`, { at: '2:6' })],
    [
      'the URL of a submodule',
      file('.gitmodules', (token) => `[submodule "x"]\n\turl = https://user:${token}@huggingface.co/a/b\n`, {
        at: expect.stringMatching(/^2:/),
      }),
    ],
    [
      'source of a notebook',
      file('source.ipynb', (token) => notebook({ cell_type: 'code', source: [`login("${token}")\n`], outputs: [] }), {
        at: expect.stringMatching(/^1:/),
        rule: 'hf-user-token',
      }),
    ],
    [
      'output of a notebook',
      file('output.ipynb', (token) => notebook(output(`${token}\n`)), {
        at: expect.stringMatching(/^1:/),
        rule: 'notebook-output-token',
      }),
    ],
    [
      'the end of 5 MB',
      file('large.txt', (token) => Buffer.concat([Buffer.alloc(5 * MEGABYTE, 'filler\n'), Buffer.from(`\n${token}`)]), {
        at: `${Math.floor((5 * MEGABYTE) / 7) + 2}:1`,
      }),
    ],
    ['name with a newline', named('new\nline.py')],
    ['folder with a newline', named('new\nfolder/app.py')],
    ['name with a tab', named('a\tb.py')],
    ['name with a quote', named('quo"te.py')],
    ['name with a backslash', named('back\\slash.py')],
    ['name with a byte that is no UTF-8', named('a\xffb.py')],
    ['name with a leading dash', named('-rf')],
    ['name with leading dashes', named('--output=x')],
    ['name with spaces around', named(' around ')],
    ['name like a pathspec', named(':(exclude)*')],
    ['name like a glob', named('*')],
    ['name with an escape', named('a\u001b[31mb.py')],
    ['name of 255 bytes', named('n'.repeat(255))],
  ],
});
