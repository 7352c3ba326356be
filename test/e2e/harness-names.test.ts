// Names, authors and messages that speak to terminals and to CI runners: found, told, and never spoken.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { removeFolder } from '../repository.ts';
import { pairs } from '../slice.ts';
import {
  copyGround,
  type Ground,
  hasTerminal,
  launch,
  type Manner,
  makeGround,
  OTHER,
  PATIENCE,
  type Run,
  type VerbName,
  verbs,
} from './harness.ts';
import { complaints, type Honesty } from './harness-honesty.ts';
import { commitTree, putObject, treeBody } from './harness-objects.ts';

vi.setConfig(PATIENCE);

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
});
afterAll(() => removeFolder(ground.repository.home));

const SPOKEN = [
  '::error::x',
  '::add-mask::x',
  '::set-output name=a::b',
  '##[error]x',
  '##vso[task.setvariable variable=a]b',
  '\u001b[2J\u001b[31m',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://example.com\u0007x\u001b]8;;\u0007',
  '\u009b2J',
  'a\rb',
  'a\bb',
  'a\nb',
  'a\n::error::b',
  'a\n##[error]b',
  'a\r\n::warning::b',
  '\u202eabc\u202c',
  '\u2028::error::x',
  'a\tb',
  '<script>alert(1)</script>',
  '[x](https://example.com)',
  '%0A::error::x',
  '-rf',
  '--format=json',
  ':(exclude)x',
  '..',
  '.git',
  'a\\b',
  '"quoted"',
  "a'b",
  '$(touch x)',
  '`touch x`',
  'a;b|c&d',
  'con',
  ' ',
  '\u200bx\ufeff',
  '\u{e0041}',
];

/** What a terminal would obey, and what a CI runner would: a line that begins with `::`, or `##[` anywhere. */
const OBEYED =
  /[\0-\x08\x0b-\x1f\x7f\x80-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|^[ \t]*::|##\[|##vso\[/mu;

/** What progress on a terminal may do: go back to the start of the line and clear it. */
const OWN_LINE = /\r|\u001b\[\d?K/g;

const MANNERS: readonly Manner[] = [{ sarif: true }, ...(hasTerminal ? [{ terminal: true } as const] : [])];

/** Everything that a run said, in every format. */
function words({ stdout, stderr, sarif, json }: Run, { terminal }: Manner): readonly string[] {
  const said = `${stdout}${stderr}`;
  return [terminal ? said.replace(OWN_LINE, '') : said, sarif, json];
}

/** Runs verbs in every format, on a terminal and without one in turns, and fails, for all of them together, if one loses the token or says what somebody would obey. */
async function expectSilent(
  spoilt: Ground,
  names: readonly VerbName[],
  honesty: Honesty = {},
): Promise<readonly Run[]> {
  const env = { GITHUB_ACTIONS: 'true', NO_COLOR: '1' };
  const runs = await Promise.all(
    pairs(verbs(names), MANNERS).map(async ([verb, manner]) => {
      const run = await launch(verb, spoilt, { ...manner, env });
      const obeyed = words(run, manner).flatMap((text) => {
        const at = OBEYED.exec(text)?.index;
        return at === undefined ? [] : [`${verb.name}: ${JSON.stringify(text.slice(Math.max(at - 30, 0), at + 30))}`];
      });
      return { ...run, problems: [...complaints(verb, run, honesty), ...obeyed] };
    }),
  );
  const problems = runs.flatMap((run) => run.problems);
  expect(problems, problems.join('\n')).toEqual([]);
  return runs;
}

/** A line that speaks and holds a token. */
const line = (spoken: string): string => `${spoken} key = "${OTHER}" ${spoken}\n`;

/** As names in git, which may hold anything but NUL; a folder's name, too, ends at a slash. */
const NAMES: readonly Buffer[] = [
  ...SPOKEN.map((spoken) => Buffer.from(spoken.replaceAll('/', '_'))),
  Buffer.from([0xff, 0xfe, 0x1b, 0x5b, 0x41]),
  Buffer.from([0xc3, 0x28]),
  Buffer.from([0xed, 0xa0, 0x80]),
];
const isPossible = (name: Buffer): boolean => !/^(?:\.|\.\.|\.git)$/i.test(name.toString('latin1'));

test('files in the work tree and in the index', async () => {
  const copy = copyGround(ground);
  for (const name of NAMES.filter(isPossible)) {
    copy.repository.write(name, line(name.toString('latin1')));
    copy.repository.write(Buffer.concat([name, Buffer.from('.d/'), name]), line('folder'));
  }
  copy.repository.git('add', '--all');
  for (const { report } of await expectSilent(copy, ['scan', 'staged']))
    expect(report?.findings.length).toBeGreaterThanOrEqual(NAMES.filter(isPossible).length * 2);
});

test.each<[string, readonly Buffer[], Honesty]>([
  ['that git allows', NAMES.filter(isPossible), {}],
  [
    'that git would refuse',
    ['..', '.git', '.GIT', 'a/b', '../../x', '/etc/passwd', 'git~1'].map((name) => Buffer.from(name)),
    {},
  ],
  // git reads no tree with such an entry, and says so.
  ['that are empty', [Buffer.from('')], { may: ['range'], named: /empty filename/, unattributed: true }],
])('files and folders in commits with names %s', async (_, names, honesty) => {
  const copy = copyGround(ground);
  const { repository } = copy;
  const blobs = names.map(
    (name, at) => ['100644', name, putObject(repository, 'blob', line(`${at} ${name}`))] as const,
  );
  const files = putObject(repository, 'tree', treeBody(blobs));
  const folders = putObject(repository, 'tree', treeBody(names.map((name) => ['40000', name, files] as const)));
  await expectSilent(commitTree(copy, folders), ['range', 'history', 'history --everything'], honesty);
});

test('authors, messages and headers of commits', async () => {
  let spoilt = copyGround(ground);
  const tree = spoilt.repository.git('rev-parse', `${spoilt.tip}^{tree}`).trim();
  for (const spoken of SPOKEN) {
    const name = spoken.replaceAll('\n', '');
    const look = { author: `${name} <${name}> 1767225600 +0000`, headers: `x${name} ${name}\n`, message: line(spoken) };
    spoilt = commitTree(spoilt, tree, look);
  }
  for (const author of [
    '',
    'A',
    'A <',
    '<> x y',
    `A <a> ${'9'.repeat(40)} +9999`,
    'A <a> -1 -0000',
    `${OTHER} <a> 1 +0000`,
  ])
    spoilt = commitTree(spoilt, tree, { author });
  await expectSilent(spoilt, ['range', 'history', 'history --everything', 'hook pre-push']);
});

test('a message that is being written', async () => {
  const copy = copyGround(ground);
  copy.repository.write('.git/COMMIT_EDITMSG', SPOKEN.map(line).join(''));
  await expectSilent(copy, ['hook commit-msg', 'history --everything']);
});

test('tags and refs, also with names that git would refuse', async () => {
  const copy = copyGround(ground);
  const { repository, tip } = copy;
  const packed = NAMES.map((name) =>
    Buffer.concat([Buffer.from(`${tip} refs/heads/packed-`), name, Buffer.from('\n')]),
  );
  for (const name of NAMES.filter(isPossible)) {
    repository.write(Buffer.concat([Buffer.from('.git/refs/heads/x'), name]), `${tip}\n`);
    const who = name.toString('latin1').replaceAll('\n', '');
    const tag = `object ${tip}\ntype commit\ntag ${who}\ntagger ${who} <${who}> 1767225600 +0000\n\n${line(who)}`;
    repository.write(Buffer.concat([Buffer.from('.git/refs/tags/x'), name]), `${putObject(repository, 'tag', tag)}\n`);
  }
  repository.write('.git/packed-refs', Buffer.concat([Buffer.from('# pack-refs with: peeled \n'), ...packed]));
  repository.write(`.git/refs/heads/\u001b[31m${OTHER}`, `${tip}\n`);
  for (const { report } of await expectSilent(copy, ['history', 'history --everything']))
    expect(report?.findings.map(({ location }) => location.path)).toContainEqual(
      expect.stringMatching(/^refs\/heads\/.*31m/),
    );
  await expectSilent(copy, ['scan', 'staged', 'range']);
});

test('the harness catches: what plain git says of it', () => {
  const { repository, tip } = commitTree(copyGround(ground), ground.repository.git('rev-parse', 'main^{tree}').trim(), {
    message: '\u001b[2J\n\n::error::x\n##[error]x\n',
  });
  const said = ['--format=%B', '--format=%s'].map((format) => repository.git('log', '-1', format, tip));
  expect(said.map((text) => OBEYED.test(text))).toEqual([true, true]);
});
