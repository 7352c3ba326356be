import { describe, expect, test } from 'vitest';
import { renderText, type TextOptions } from '../../src/report/text.ts';
import type { Finding, Report } from '../../src/types.ts';
import { bytes, finding, notebookRule, PLANTED, reason, report, suppressed } from './material.ts';

const OPTIONS: TextOptions = {
  color: false,
  excerpt: true,
  elapsedMs: 94,
  quiet: false,
  hook: false,
  version: '0.1.0',
};
const text = (parts: Parameters<typeof report>[0], options: Partial<TextOptions> = {}): string =>
  renderText(report(parts), { ...OPTIONS, ...options });

const inNotebook = finding({
  rule: notebookRule,
  location: { path: bytes('app.ipynb'), line: 12, column: 9, trail: ['cell 3', 'output 1'] },
  excerpt: null,
});

test('one finding', () => {
  expect(text({ findings: [finding()] })).toMatchInlineSnapshot(`
    "error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> app.py:3:14
       |
     3 | login(token="hf_…Wx9k")
       |              ^^^^^^^^
       = why: Whoever holds it acts as the user, up to the token's role.
       1. Revoke it first: https://huggingface.co/settings/tokens
       2. Put a new one into an environment variable.
       3. Look for uses of it that were not yours.

    What helps, in this order:
      1. Revoke it: https://huggingface.co/settings/tokens
      2. Replace it by what reads the new one from the environment: hfleaks fix --dry-run shows what can be repaired.
      3. If a commit has it, clean the history, in a new clone (what is encoded or packed: --invert-paths --path FILE):
           printf '%s\\n' 'regex:hf_x==>REMOVED' > ../hf-patterns.txt
           git filter-repo --sensitive-data-removal --replace-text ../hf-patterns.txt --replace-message ../hf-patterns.txt
           git push --force --mirror origin
         Then have the host remove pull requests and forks that keep it, and everybody clone again.
      4. Check what it was used for: commits, repositories, webhooks and members that are new, and model files that changed since.

    1 finding (1 error) · 214 files, 1.3 MB scanned · 0.09 s
    "
  `);
});

test('two of one rule, one in a notebook, and skipped content', () => {
  const again = finding({
    location: { path: bytes('日本.py'), line: 120 },
    excerpt: { text: '日本 = "hf_…Wx9k" # \u001b[2J', start: 6, end: 14 },
    places: ['日本.py', 'a.py', 'b.py', 'c.py', 'd.py', 'e.py', 'f.py'].map((path) => ({
      kind: 'file',
      path: bytes(path),
    })),
  });
  const ledger = { skipped: [reason('gitignored', 3, 1234, '.env', 'a\nb'), reason('submodule', 1, 0, 'vendor')] };
  expect(text({ findings: [finding(), again, inNotebook], ledger, complete: false })).toMatchInlineSnapshot(`
    "error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> app.py:3:14
       |
     3 | login(token="hf_…Wx9k")
       |              ^^^^^^^^
       = why: Whoever holds it acts as the user, up to the token's role.
       1. Revoke it first: https://huggingface.co/settings/tokens
       2. Put a new one into an environment variable.
       3. Look for uses of it that were not yours.

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
        --> 日本.py:120:14
         |
     120 | 日本 = "hf_…Wx9k" # \\x1b[2J
         |         ^^^^^^^^
         = also at a.py:120:14
         = also at b.py:120:14
         = also at c.py:120:14
         = also at d.py:120:14
         = also at e.py:120:14
         = and at 1 more place
         = why, and steps: as above

    warning[notebook-output-token]: Credential in the output of a notebook cell hf_…Wx9k
       --> app.ipynb:12:9 (cell 3, output 1)
        = why: Outputs are saved with the notebook.
        1. Revoke it first.
        2. Clear the output.
        3. Strip outputs before each commit.

    What helps, in this order:
      1. Revoke it: https://huggingface.co/settings/tokens
      2. Replace it by what reads the new one from the environment: hfleaks fix --dry-run shows what can be repaired.
      3. If a commit has it, clean the history, in a new clone (what is encoded or packed: --invert-paths --path FILE):
           printf '%s\\n' 'regex:hf_x==>REMOVED' > ../hf-patterns.txt
           git filter-repo --sensitive-data-removal --replace-text ../hf-patterns.txt --replace-message ../hf-patterns.txt
           git push --force --mirror origin
         Then have the host remove pull requests and forks that keep it, and everybody clone again.
      4. Check what it was used for: commits, repositories, webhooks and members that are new, and model files that changed since.

    not scanned (gitignored): 3 files, 1.2 kB: .env, a\\nb, …
    not scanned (submodule): 1 file, 0 B: vendor
    INCOMPLETE: not everything could be scanned (1 submodule); leaks may hide there. Make it available and run again, or accept the gap with --allow-incomplete submodule
    3 findings (2 errors, 1 warning) · 214 files, 1.3 MB scanned · not scanned: 3 gitignored, 1 submodule · 0.09 s
    "
  `);
});

test('a hook that blocks', () => {
  const paths = ['app.py', 'a b.py', '-rf', ':(glob)*', 'x\ny', `${PLANTED}.py`, '##[x]'];
  const findings = paths.map((path) => finding({ location: { path: bytes(path) }, excerpt: null }));
  expect(
    text(
      { findings, scan: { mode: 'staged', target: 'the index' }, suppressed: [suppressed('already-committed')] },
      { hook: true },
    ),
  ).toMatchInlineSnapshot(`
    "error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> app.py:3:14
       = why: Whoever holds it acts as the user, up to the token's role.
       1. Revoke it first: https://huggingface.co/settings/tokens
       2. Put a new one into an environment variable.
       3. Look for uses of it that were not yours.

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> a b.py:3:14
       = why, and steps: as above

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> -rf:3:14
       = why, and steps: as above

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> :(glob)*:3:14
       = why, and steps: as above

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> x\\ny:3:14
       = why, and steps: as above

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> hf_…Wx9k.py:3:14
       = why, and steps: as above

    error[hf-user-token]: Hugging Face user access token hf_…Wx9k
      --> \\x23#[x]:3:14
       = why, and steps: as above

    already committed, does not block: app.py:3:14: Hugging Face user access token hf_…Wx9k [hf-user-token]

    7 findings (7 errors) · 1 suppressed: 1 already committed · 214 files, 1.3 MB scanned · 0.09 s

    To go on:
      1. Revoke the credential and make a new one: https://huggingface.co/settings/tokens
      2. Take it out of the file and stage the file again; or leave the file out of this commit:
           git restore --staged app.py
           git restore --staged 'a b.py'
           git restore --staged ':(literal)-rf'
           git restore --staged ':(literal):(glob)*'
           git restore --staged PATH (3 paths more)
      3. If it is no credential, say so in a comment on its line or the line above, with your reason:
           hfleaks:allow hf-user-token -- reason
    "
  `);
});

describe('no findings', () => {
  test('a complete scan', () => {
    expect(text({})).toMatchInlineSnapshot(`
      "No leaked Hugging Face credentials found
      214 files, 1.3 MB scanned · 0.09 s
      "
    `);
  });

  test('with suppressed findings and repeated content', () => {
    const all = [suppressed('placeholder'), suppressed('allow', 'a test'), suppressed('placeholder')];
    const ledger = { deduplicated: { objects: 2, bytes: 10 } };
    expect(text({ suppressed: all, ledger, scan: { mode: 'history', target: 'all refs' } })).toMatchInlineSnapshot(`
      "No leaked Hugging Face credentials found
      3 suppressed: 2 placeholder, 1 allow · 214 objects, 1.3 MB scanned · 2 seen before · 0.09 s
      "
    `);
  });

  test('an incomplete scan says what to do', () => {
    const ledger = {
      partial: [reason('size-limit', 1, 5e9, 'big.bin')],
      skipped: [reason('gitignored', 1, 5), reason('permission', 2, 0, 'a', 'b')],
    };
    expect(text({ complete: false, ledger }, { elapsedMs: 12_345 })).toMatchInlineSnapshot(`
      "partly scanned (size-limit): 1 file, 5.0 GB: big.bin
      not scanned (gitignored): 1 file, 5 B
      not scanned (permission): 2 files, 0 B: a, b
      INCOMPLETE: not everything could be scanned (1 size-limit, 2 permission); leaks may hide there. Make it available and run again, or accept the gap with --allow-incomplete permission,size-limit
      No leaked Hugging Face credentials found in what was scanned
      214 files, 1.3 MB scanned · partly scanned: 1 size-limit · not scanned: 1 gitignored, 2 permission · 12 s
      "
    `);
  });

  test('a scan that ended early', () => {
    expect(text({ complete: false })).toMatchInlineSnapshot(`
      "INCOMPLETE: the scan ended before everything was read. Run it again.
      No leaked Hugging Face credentials found in what was scanned
      214 files, 1.3 MB scanned · 0.09 s
      "
    `);
  });

  test('quiet says nothing', () => {
    expect(text({ suppressed: [suppressed('allow')], complete: false }, { quiet: true, hook: true })).toBe('');
  });

  test('a hook has no next steps', () => {
    expect(text({}, { hook: true })).not.toContain('To go on');
  });
});

describe('ranges and history', () => {
  const ledger = { listed: { objects: 31, bytes: 1_200_000 }, scanned: { objects: 31, bytes: 1_200_000 } };
  const none = { listed: { objects: 0, bytes: 0 }, scanned: { objects: 0, bytes: 0 } };

  test('commits are counted', () => {
    expect(text({ ledger, scan: { mode: 'range', target: 'a..b', commits: 3 } })).toMatchInlineSnapshot(`
      "No leaked Hugging Face credentials found
      scanned 3 commits, 31 objects, 1.2 MB · 0.09 s
      "
    `);
  });

  test('no commits', () => {
    expect(text({ ledger: none, scan: { mode: 'range', target: 'a..b', commits: 0 } })).toMatchInlineSnapshot(`
      "no commits in the range: nothing to scan
      No leaked Hugging Face credentials found
      scanned 0 commits, 0 objects, 0 B · 0.09 s
      "
    `);
  });

  test('no commits, but a tag', () => {
    const one = { listed: { objects: 1, bytes: 150 }, scanned: { objects: 1, bytes: 150 } };
    const output = text({ ledger: one, scan: { mode: 'range', target: 'a..b', commits: 0 } });
    expect(output).toContain('no commits in the range\n');
    expect(output).toContain('scanned 0 commits, 1 object, 150 B');
  });

  test('no commits, quiet', () => {
    expect(text({ ledger: none, scan: { mode: 'range', target: 'a..b', commits: 0 } }, { quiet: true })).toBe('');
  });

  test.each(['history', 'everything'] as const)('no commits in mode %s: an empty repository', (mode) => {
    expect(text({ ledger: none, scan: { mode, target: '.', commits: 0 } })).not.toContain('no commits');
  });

  test('a push that is blocked', () => {
    const scan = { mode: 'range', target: 'a..b', commits: 1 } as const;
    expect(
      text({ findings: [finding()], scan }, { hook: true })
        .split('\n\n')
        .at(-1),
    ).toMatchInlineSnapshot(`
      "To go on:
        1. Revoke the credential and make a new one: https://huggingface.co/settings/tokens
        2. Rewrite the commits that hold it before they are pushed; a further commit that removes it leaves it in them:
             git commit --amend (the last commit), or git rebase --interactive (older ones)
        3. If it is no credential, say so in a comment on its line or the line above, with your reason:
             hfleaks:allow hf-user-token -- reason
      "
    `);
  });

  test('a message that is blocked, alone and with a file', () => {
    const path = bytes('COMMIT_EDITMSG');
    const message = finding({ location: { path }, places: [{ kind: 'message', of: 'commit', path }] });
    const scan = { mode: 'staged', target: 'the index' } as const;
    const steps = (findings: readonly Finding[]) => text({ findings, scan }, { hook: true }).split('\n\n').at(-1);
    expect(steps([message])).toMatchInlineSnapshot(`
      "To go on:
        1. Revoke the credential and make a new one: https://huggingface.co/settings/tokens
        2. Take it out of the message, and out of its comments, which git may strip or keep, and commit again.
      "
    `);
    expect(steps([message, finding()])).toMatchInlineSnapshot(`
      "To go on:
        1. Revoke the credential and make a new one: https://huggingface.co/settings/tokens
        2. Take it out of the file and stage the file again; or leave the file out of this commit:
             git restore --staged app.py
        3. Take it out of the message, and out of its comments, which git may strip or keep, and commit again.
        4. If it is no credential, say so in a comment on its line or the line above, with your reason:
             hfleaks:allow hf-user-token -- reason
      "
    `);
  });
});

test('quiet gives the findings alone', () => {
  const output = text({ findings: [finding()] }, { quiet: true });
  expect(output).toContain('error[hf-user-token]');
  expect(output).not.toMatch(/scanned|To go on/);
});

test('without excerpts no line of the file is shown', () => {
  const output = text({ findings: [finding()] }, { excerpt: false });
  expect(output).not.toContain('login(');
  expect(output).toContain('--> app.py:3:14\n');
});

test('colours are SGR codes alone, and change nothing else', () => {
  const parts = { findings: [finding(), inNotebook], suppressed: [suppressed('allow')], complete: false };
  const colored = text(parts, { color: true, hook: true });
  expect(colored).toContain('\u001b[31m');
  expect(colored.replaceAll(/\u001b\[[0-9]*m/g, '')).toBe(text(parts, { hook: true }));
});

test.each<[place: Finding['places'][number], note: string]>([
  [{ kind: 'file', path: bytes('app.py') }, ''],
  [{ kind: 'staged', path: bytes('app.py'), stage: 0 }, ''],
  [{ kind: 'staged', path: bytes('app.py'), stage: 2 }, ' (unmerged, stage 2)'],
  [{ kind: 'gitfile', path: bytes('app.py') }, ' (in the git directory)'],
  [{ kind: 'name', of: 'file', path: bytes('app.py') }, " (in the file's name)"],
  [{ kind: 'stdin', path: bytes('app.py') }, ''],
])('the place of %o', (place, note) => {
  expect(text({ findings: [finding({ places: [place] })] })).toContain(`--> app.py:3:14${note}\n`);
});

test('an excerpt that was not masked is masked by the gate, without carets', () => {
  const output = text({ findings: [finding({ excerpt: { text: `x = "${PLANTED}"`, start: 5, end: 42 } })] });
  expect(output).toContain(' 3 | x = "hf_…Wx9k"\n');
  expect(output).not.toContain('^');
});

test('hostile offsets of an excerpt do no harm', () => {
  for (const [start, end] of [
    [-5, 900],
    [9, 2],
    [900, 901],
  ] as const)
    expect(text({ findings: [finding({ excerpt: { text: 'abc', start, end } })] } satisfies Partial<Report>)).toContain(
      ' 3 | ',
    );
});
