// Everything that a commit can hold: renames, links, attributes, encodings, filters, pointers, large files.
import { createHash } from 'node:crypto';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectSealed, type TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';

const [T, U] = [userToken(111), userToken(112)];
const clean = 'import os\nkey = ""\n';
const leak = `import os\nkey = "${T}"\n`;
const old = `import os\nkey = "${U}"\n`;
const at = (path: string): string => `${path}:2:8 hf-user-token`;
const already = (path: string): string => `${at(path)} already-committed`;

interface Situation {
  readonly name: string;
  readonly arrange: (repository: TestRepository) => void;
  readonly commit?: readonly string[];
  readonly found: readonly string[];
  readonly suppressed?: readonly string[];
  readonly skipped?: Readonly<Record<string, number>>;
}

/** Each starts from a repository with `app.py` (clean), `old.py` (a token) and `link` (to app.py), all committed. */
function situations(name: string, table: readonly Situation[]): void {
  describe(name, () => {
    test.each(slice(table, 2))('$name', async ({ arrange, commit = [], found, suppressed = [], skipped = {} }) => {
      const repository = await temporaryRepository();
      repository.installHook();
      repository.write('app.py', clean);
      symlinkSync('app.py', join(repository.path, 'link'));
      repository.commit({ 'old.py': old });
      arrange(repository);
      const outcome = repository.commitWithHook(['--allow-empty', ...commit]);
      const code = found.length > 0 ? 1 : 0;
      expect(outcome).toMatchObject({ found, suppressed, skipped, hookCode: code, code });
      for (const finding of found) expect(outcome.stderr).toContain(`--> ${finding.split(' ')[0]}`);
      expectSealed(outcome, T, U);
      expect(repository.leftovers()).toEqual([]);
    });
  });
}

function stage(repository: TestRepository, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) repository.write(path, content);
  repository.git('add', '--', ...Object.keys(files));
}

function replaceByLink(repository: TestRepository, path: string, target: string): void {
  rmSync(join(repository.path, path), { force: true });
  symlinkSync(target, join(repository.path, path));
  repository.git('add', '--', path);
}

situations('what happens to a path', [
  {
    name: 'renamed with its old token',
    arrange: (repository) => repository.git('mv', 'old.py', 'new.py'),
    found: [],
    suppressed: [already('new.py')],
  },
  {
    name: 'renamed and a token added',
    arrange: (repository) => {
      repository.git('mv', 'old.py', 'new.py');
      stage(repository, { 'new.py': `${old}more = "${T}"\n` });
    },
    found: ['new.py:3:9 hf-user-token'],
    suppressed: [already('new.py')],
  },
  { name: 'copied', arrange: (repository) => stage(repository, { 'copy.py': old }), found: [at('copy.py')] },
  {
    name: 'token moved from an edited file to another',
    arrange: (repository) => stage(repository, { 'old.py': clean, 'app.py': old }),
    found: [at('app.py')],
  },
  {
    name: 'token moved from a deleted file to another',
    arrange: (repository) => {
      repository.git('rm', '--quiet', 'old.py');
      stage(repository, { 'app.py': old });
    },
    found: [],
    suppressed: [already('app.py')],
  },
  { name: 'deleted', arrange: (repository) => repository.git('rm', '--quiet', 'old.py'), found: [] },
  {
    name: 'edited around its old token, which also moves to another line',
    arrange: (repository) => stage(repository, { 'old.py': `# one line more\n${old}` }),
    found: [],
    suppressed: ['old.py:3:8 hf-user-token already-committed'],
  },
  {
    name: 'the old token once more in the same file',
    arrange: (repository) => stage(repository, { 'old.py': old + old }),
    found: [],
    suppressed: [already('old.py'), 'old.py:4:8 hf-user-token already-committed'],
  },
  {
    name: 'mode changed',
    arrange: (repository) => {
      chmodSync(join(repository.path, 'old.py'), 0o755);
      repository.git('add', 'old.py');
    },
    found: [],
    suppressed: [already('old.py')],
  },
  {
    name: 'file becomes a link whose target is a token',
    arrange: (repository) => replaceByLink(repository, 'app.py', T),
    found: ['app.py:1:1 hf-user-token'],
  },
  {
    name: 'link becomes a file',
    arrange: (repository) => {
      rmSync(join(repository.path, 'link'));
      stage(repository, { link: leak });
    },
    found: [at('link')],
  },
  {
    name: 'file becomes a folder',
    arrange: (repository) => {
      repository.git('rm', '--quiet', 'app.py');
      stage(repository, { 'app.py/inner.py': leak });
    },
    found: [at('app.py/inner.py')],
  },
  {
    name: 'the first of several',
    arrange: (repository) => stage(repository, { 'a.py': leak, 'b.py': clean, 'c.py': clean }),
    found: [at('a.py')],
  },
  {
    name: 'the last of several, twice on a line',
    arrange: (repository) => stage(repository, { 'x.py': clean, 'y.py': clean, 'z.py': `${T} ${U}` }),
    found: ['z.py:1:1 hf-user-token', 'z.py:1:39 hf-user-token'],
  },
  { name: 'nothing at all', arrange: () => undefined, found: [] },
]);

situations('index and disk differ', [
  {
    name: 'staged, then cleaned on the disk',
    arrange: (repository) => {
      stage(repository, { 'app.py': leak });
      repository.write('app.py', clean);
    },
    found: [at('app.py')],
  },
  {
    name: 'only on the disk',
    arrange: (repository) => {
      stage(repository, { 'app.py': 'x = 1\n' });
      repository.write('app.py', leak);
    },
    found: [],
  },
  {
    name: 'staged, then deleted on the disk',
    arrange: (repository) => {
      stage(repository, { 'app.py': leak });
      rmSync(join(repository.path, 'app.py'));
    },
    found: [at('app.py')],
  },
  ...(['--assume-unchanged', '--skip-worktree'] as const).flatMap((bit): Situation[] => [
    {
      name: `${bit}, staged before`,
      arrange: (repository) => {
        stage(repository, { 'app.py': leak });
        repository.git('update-index', bit, 'app.py');
      },
      found: [at('app.py')],
    },
    {
      name: `${bit}, changed on the disk`,
      arrange: (repository) => {
        repository.git('update-index', bit, 'app.py');
        repository.write('app.py', leak);
      },
      commit: ['-a'],
      found: [],
    },
  ]),
  {
    name: 'intent to add has no content yet',
    arrange: (repository) => {
      repository.write('new.py', leak);
      repository.git('add', '-N', 'new.py');
      stage(repository, { 'app.py': 'x = 1\n' });
    },
    found: [],
  },
  {
    name: 'intent to add, and -a brings the content',
    arrange: (repository) => {
      repository.write('new.py', leak);
      repository.git('add', '-N', 'new.py');
    },
    commit: ['-a'],
    found: [at('new.py')],
  },
  {
    name: 'ignored, but forced in',
    arrange: (repository) => {
      stage(repository, { '.gitignore': 'secret.env\n' });
      repository.write('secret.env', leak);
      repository.git('add', '-f', 'secret.env');
    },
    found: [at('secret.env')],
  },
]);

situations('attributes, encodings, filters', [
  ...['-diff', 'binary', 'filter=none', '-text', 'export-ignore', 'linguist-generated'].map(
    (attribute): Situation => ({
      name: `.gitattributes: * ${attribute}`,
      arrange: (repository) => stage(repository, { '.gitattributes': `* ${attribute}\n`, 'app.py': leak }),
      found: [at('app.py')],
    }),
  ),
  {
    name: 'working-tree-encoding: positions are those of the blob',
    arrange: (repository) => {
      stage(repository, { '.gitattributes': 'wide.txt working-tree-encoding=UTF-16LE\n' });
      stage(repository, { 'wide.txt': Buffer.from(leak, 'utf16le') });
    },
    found: [at('wide.txt')],
  },
  {
    name: 'CRLF that git turns into LF',
    arrange: (repository) => {
      repository.git('config', 'core.autocrlf', 'true');
      stage(repository, { 'app.py': leak.replaceAll('\n', '\r\n') });
    },
    found: [at('app.py')],
  },
  {
    name: 'CRLF that stays',
    arrange: (repository) => stage(repository, { 'app.py': leak.replaceAll('\n', '\r\n') }),
    found: [at('app.py')],
  },
  {
    name: 'UTF-16 with a byte order mark',
    arrange: (repository) => stage(repository, { 'wide.txt': Buffer.from(`\ufeff${leak}`, 'utf16le') }),
    found: [at('wide.txt')],
  },
  {
    name: 'NUL bytes around',
    arrange: (repository) => stage(repository, { 'a.bin': Buffer.from(`\0\0${leak}\0`) }),
    found: [at('a.bin')],
  },
  {
    name: 'a clean filter takes the token out',
    arrange: (repository) => {
      repository.git('config', 'filter.x.clean', "sed 's/hf_[A-Za-z]*/none/'");
      stage(repository, { '.gitattributes': '*.py filter=x\n' });
      stage(repository, { 'app.py': `${leak}# more\n` });
    },
    found: [],
  },
  {
    name: 'a clean filter puts the token in',
    arrange: (repository) => {
      repository.git('config', 'filter.x.clean', 'rev');
      stage(repository, { '.gitattributes': '*.txt filter=x\n' });
      stage(repository, { 'turned.txt': `${[...T].reverse().join('')}\n` });
    },
    found: ['turned.txt:1:1 hf-user-token'],
  },
  {
    name: 'an external diff and a textconv that show nothing',
    arrange: (repository) => {
      repository.git('config', 'diff.external', 'true');
      repository.git('config', 'diff.x.textconv', 'true');
      stage(repository, { '.gitattributes': '*.py diff=x\n', 'app.py': leak });
    },
    found: [at('app.py')],
  },
  {
    name: 'a notebook',
    arrange: (repository) => {
      const cells = [
        { cell_type: 'code', source: [`login("${T}")\n`], outputs: [{ output_type: 'stream', text: [`${U}\n`] }] },
      ];
      stage(repository, { 'run.ipynb': JSON.stringify({ cells, nbformat: 4 }, null, 1) });
    },
    found: ['run.ipynb:6:14 hf-user-token', 'run.ipynb:12:8 notebook-output-token'],
  },
]);

const MEGABYTE = 1 << 20;

describe('large files', () => {
  const line = `${'filler '.repeat(9)}\n`;
  const megabyte = line.repeat(MEGABYTE / line.length);
  const large = megabyte.repeat(20);

  situations('streamed', [
    {
      name: '20 MB with the token at its end',
      arrange: (repository) => stage(repository, { 'large.txt': `${large}${T}`, 'z.py': leak }),
      found: [`large.txt:${large.length / line.length + 1}:1 hf-user-token`, at('z.py')],
    },
    {
      name: '6 MB that grew around its old token',
      arrange: (repository) => {
        repository.commit({ 'grown.txt': `${megabyte.repeat(5)}${T}\n` });
        stage(repository, { 'grown.txt': `${megabyte.repeat(6)}${T}\n` });
      },
      found: [],
      suppressed: [`grown.txt:${(6 * megabyte.length) / line.length + 1}:1 hf-user-token already-committed`],
    },
  ]);
});

const LFS_OID = createHash('sha256').update(leak).digest('hex');
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${LFS_OID}\nsize ${leak.length}\n`;

situations('Git LFS pointers', [
  {
    name: 'the object is in this clone',
    arrange: (repository) => {
      repository.write(`.git/lfs/objects/${LFS_OID.slice(0, 2)}/${LFS_OID.slice(2, 4)}/${LFS_OID}`, leak);
      stage(repository, { 'model.bin': POINTER });
    },
    found: [at('model.bin')],
  },
  {
    name: 'the object is elsewhere',
    arrange: (repository) => stage(repository, { 'model.bin': POINTER }),
    found: [],
    skipped: { 'lfs-pointer': 1 },
  },
  {
    name: 'a pointer with a line more is a text',
    arrange: (repository) => stage(repository, { 'model.bin': `${POINTER}${T}\n` }),
    found: ['model.bin:4:1 hf-user-token'],
  },
]);
