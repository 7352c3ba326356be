// Makes what settles clean commits before Node.js starts: a shell script, and what `grep` looks for, of which all that hfleaks speaks of has some.

import { lineOf } from '../src/decode/lines.ts';
import { ESCAPED_LINE, openerLines } from '../src/decode/openers.ts';
import { CUT_LINE, DIGITS, SHORTEST } from '../src/decode/runs.ts';
import { anchorForms } from '../src/forms.ts';
import { BASELINE_FILE, CONFIG_FILES, PACKAGE_KEY } from '../src/policy/gate.ts';
import { CALLS, CLIENTS, riskyGates, riskyLines, WEAK } from '../src/sieve/risky-lines.ts';
import type { IgnoreRule, Rule, TokenRule } from '../src/types.ts';
import { ANY, PACKED } from '../src/unpack/magic.ts';

/**
 * What `grep` looks for, in steps: an automaton that counts the digits of runs while it spells words, and spells many, has too many states to
 * be made in time. `texts` are fixed strings, `gates` and `lines` extended regular expressions of POSIX; a character stands for each byte.
 *
 * What `git diff-index --raw -p` prints of staged changes with whole files goes by the texts and by the gates, which mark lines, and by what
 * looks for long runs of digits. If none of the texts is there, none of the `lines` in what the gates and runs give, and none of the `weak`
 * words or none of the `clients`, then `hfleaks hook pre-commit` has nothing to say, or it does not matter what it says.
 */
export interface Prefilter {
  readonly texts: readonly string[];
  readonly gates: readonly string[];
  readonly lines: readonly string[];
  readonly weak: readonly string[];
  readonly clients: readonly string[];
}

/** What stands in front of a line that has none of the texts, and of one that has. */
const [UNMARKED, MARKED] = ['%-', '%:'];
/** What stands in front of that where one of the gates is. */
const GATED = '@:';
/** What `git diff-index --raw` says of a file, up to its name: `:100644 100644 <old> <new> M<tab>`. */
const RAW = `^${UNMARKED}:[^\t]*\t`;
/** The first line of a file, or any other: in front stands whether it is new. */
const FIRST = `^${UNMARKED}[+ ]`;

/** A policy in a package.json; a text there is a dependency. */
const POLICY = `"${PACKAGE_KEY}"[ \t]*(:[ \t]*([^" \t]|$)|$)`;

/** What the rules need. */
export function prefilterOf(rules: readonly Rule[]): Prefilter {
  const tokens = rules.filter((rule): rule is TokenRule => rule.family === 'token');
  const ignores = rules.filter((rule): rule is IgnoreRule => rule.family === 'gitignore');
  const forms = formsOf(tokens);
  // Zeros: UTF-16, UTF-32, and most of what is packed.
  const texts = ['\0', ...forms.texts, ...PACKED.anywhere, ...CALLS];
  const own = [
    ...forms.lines,
    ...firstLines([...forms.first, ...packedFirst()]),
    `${FIRST}.{0,2}\r$`,
    ESCAPED_LINE,
    CUT_LINE,
    `^${UNMARKED}Binary files .* differ$`,
  ];
  const gates = [...new Set([...forms.gates, ...riskyGates()])];
  return {
    texts: [...new Set(texts)].filter((text) => !texts.some((one) => one !== text && text.includes(one))),
    gates: [
      `^${MARKED}`,
      WEAK.map(lineOf).join('|'),
      `^${UNMARKED}([^:].*)?(${gates.join('|')})`,
      ...rawLines(ignores),
      ...own,
    ],
    lines: [
      ...new Set([
        ...own,
        ...forms.refined,
        ...riskyLines(),
        ...openerLines(PACKED.first.filter((magic) => magic.indexOf(ANY) < 0)),
      ]),
    ],
    weak: WEAK,
    clients: CLIENTS,
  };
}

/** What is no change of a plain file with a plain name, and the names that say that a file is not what it looks like. */
function rawLines(ignores: readonly IgnoreRule[]): string[] {
  const eitherCase = (text: string): string =>
    text.replace(/\\.|[A-Za-z]/g, (char) => (char.length > 1 ? char : `[${char.toLowerCase()}${char.toUpperCase()}]`));
  const names = [...ignores.map(({ paths }) => eitherCase(pathLine(paths))), '[.]hfleaks[.-].*'];
  return [
    // Links, modules, folders; a change of nothing but the mode; another kind of change.
    `^${UNMARKED}:([0-7]*( [0-7]*)?[12][0246]0000|100644 100755|100755 100644|[^\t]*[^ADM]\t)`,
    `${RAW}("|.*[.](${eitherCase('ipynb|br')})$|(.*/)?(${names.join('|')})$)`,
  ];
}

/** The regex of an ignore rule behind a tab: `(?:^|/)(?:\.env|[^/]*\.key)$`. Throws for what it has no words for. */
function pathLine(paths: string): string {
  const rest = /^\(\?:\^\|\/\)\(\?:(.*)\)\$$/.exec(paths)?.[1];
  if (rest === undefined || /\\[^./]|\(\?[^:]|\[[^\]]*[A-Za-z]/.test(rest)) throw new Error(`no line for ${paths}`);
  return rest.replaceAll('(?:', '(').replaceAll('\\/', '/');
}

/** So long a pattern is no gate itself. */
const SHORT = 80;

interface FormLines {
  /** Of a whole spelling. */
  readonly texts: string[];
  /** Whose second line is all that there is to see. */
  readonly first: string[];
  readonly lines: string[];
  /** Where more than the text decides, and what decides. */
  readonly gates: string[];
  readonly refined: string[];
}

function formsOf(tokens: readonly TokenRule[]): FormLines {
  const all: FormLines = { texts: [], first: [], lines: [], gates: [], refined: [] };
  for (const { bytes, line } of anchorForms(tokens)) {
    const text = Buffer.from(bytes).toString('latin1');
    if (text.includes('\0')) continue;
    const [own = '', second = ''] = text.split('\n');
    const ownLine = lineOf(own) + (own === text ? '' : '$');
    const pattern = line?.() ?? ownLine;
    if (pattern !== ownLine) {
      all.gates.push(gateOf(pattern, ownLine));
      all.refined.push(pattern);
    } else if (own === '') all.first.push(lineOf(second));
    else if (own === text) all.texts.push(text);
    else all.lines.push(ownLine);
  }
  return all;
}

/** What a pattern asks for that begins anywhere in a line, behind its mark. */
function gateOf(pattern: string, own: string): string {
  if (pattern.length < SHORT && !pattern.startsWith('(^[')) return pattern;
  // No word, or number, that goes on in front of it.
  return (/^\[\^A-Za-z0-9_\]/.exec(pattern)?.[0] ?? '') + own;
}

function firstLines(beginnings: readonly string[]): string[] {
  return [`${FIRST}(${[...new Set(beginnings)].join('|')})`];
}

function packedFirst(): string[] {
  const packed = PACKED.first
    .filter((magic) => !magic.includes('\0'))
    .map((magic) => {
      const [own = ''] = magic.split('\n');
      return own.split(ANY).map(lineOf).join('.') + (own === magic ? '' : '$');
    });
  return [
    ...packed,
    // UTF-16 in full.
    '\xff\xfe|\xfe\xff',
    // Pointers to content that is elsewhere.
    'version https://git-lfs[.]github[.]com/spec/v1$',
    '# xet version [0-9]',
  ];
}

// ---------------------------------------------------------------- the script

/**
 * Lines in front of the patch, as `printf` takes them, and what must be printed of them: so a `grep` that cannot do its work is noticed. The
 * first one has one of the texts and is gated, because all lines behind one are marked.
 */
const SAMPLES: readonly (readonly [line: string, printed: string])[] = [
  ['+add_to_git_credential', GATED + MARKED],
  ['+\\000', GATED + MARKED],
  ['+x = \\\\x68', GATED + MARKED],
  ['+\\342\\200\\213 h\\342\\200\\213', GATED + MARKED],
  ['+', ''],
  [`+ ${'Cafe'.repeat(18)}.`, 'Cafe'.repeat(18)],
  ...['+ Bearer .', '+x = hf_token', '+age-encryption.org/v1'].map((line) => [line, GATED + UNMARKED + line] as const),
  [':100644 120000 0 0 M\\tlink', `${GATED}${UNMARKED}:100644 120000 0 0 M\tlink`],
  [':100644 100644 0 0 M\\ta/run.ipynb', `${GATED}${UNMARKED}:100644 100644 0 0 M\ta/run.ipynb`],
];
const END: (typeof SAMPLES)[number] = [':the end of it\\t"', `${GATED}${UNMARKED}:the end of it\t"`];
/** Behind what is to be judged: one of the lines matches each. */
const JUDGED = [
  `${UNMARKED}+x = HF_TOKEN`,
  `${UNMARKED}+hf_\\302\\240`,
  `${UNMARKED}+hf_${'aB3x'.repeat(5)}`,
  `${UNMARKED}+ 6866`,
  'cafe'.repeat(18),
  Buffer.from('It is a text of thirty-six characters').toString('base64'),
];
/** So long is what is judged by the shell. */
const MOST = 1 << 16;

/** The script, for a prefilter whose patterns are in files beside it; `name` is how their names begin. */
export function prefilterScript({ weak, clients }: Prefilter, name: string): string {
  const known = [...CONFIG_FILES.filter((file) => file !== 'package.json'), BASELINE_FILE];
  const head = SAMPLES.flatMap(([, printed]) => (printed === '' ? [] : [printed]));
  const printed = (lines: readonly string[]): string => lines.map((line) => `${line.replace('%', '%%')}\\n`).join('');
  return `#!/bin/sh
# Settles clean commits before Node.js starts: says nothing where nothing can be, and asks hfleaks about all else. Made by the build.
here=\${0%/*}
[ "$here" != "$0" ] || here=.
# No program is looked for in the work tree.
case :$PATH: in
  *:[!/]* | *::*)
    rest=$PATH: PATH=
    while [ "$rest" ]; do
      case $rest in /*) PATH=$PATH\${PATH:+:}\${rest%%:*} ;; esac
      rest=\${rest#*:}
    done
    PATH=\${PATH:-/usr/bin:/bin}
    ;;
esac
ask() { exec "\${HFLEAKS_NODE:-node}" "$here/hfleaks.cjs" hook pre-commit "$@"; }
[ $# -eq 0 ] || ask "$@"
# Only at the top of a work tree is it known where a policy stands.
[ -e .git ] || ask
[ -z "\${GIT_INDEX_FILE-}" ] || [ -f "$GIT_INDEX_FILE" ] || ask
own() {
  LC_ALL=C GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_OPTIONAL_LOCKS=0 GIT_DIFF_OPTS= GIT_EXTERNAL_DIFF= GREP_OPTIONS= GREP_COLORS= \\
    "$@" 2>/dev/null
}
# Whole files, and no other text than theirs.
patch() {
  own git --no-pager --no-replace-objects --literal-pathspecs -c core.fsmonitor=false -c core.quotePath=true \\
    diff-index --cached --raw --abbrev=16 -p -D --text --no-textconv --no-ext-diff --no-color --no-renames --no-prefix \\
    --ignore-submodules=none --unified=1000000000 HEAD --
}

# A policy counts here if git has it, unchanged, and it brings no rules.
for file in ${known.join(' ')}; do
  if [ -e "$file" ] || [ -h "$file" ]; then set -- "$@" "$file"; fi
done
if [ $# -gt 0 ]; then
  [ -z "$(own git -c core.fsmonitor=false ls-files -m -d -o -- "$@" || echo failed)" ] || ask
  own grep -aqE 'rules|\\\\' "$@" && ask
  set --
fi
[ ! -h package.json ] || ask
[ ! -f package.json ] || set -- package.json

# The samples and the last line must be found; what else is found is judged.
found=$(
  {
    printf '${printed(SAMPLES.map(([line]) => line))}'
    patch && printf '${printed([END[0]])}'
  } |
    own grep -aFUH --label=% -A 1000000000 -f "$here/${name}.texts" - |
    own grep -aEUH --label=@ -A 1000000000 -f "$here/${name}.gates" - |
    own grep -aohEU -m 400 -e '^${GATED}${MARKED}' -e '^${GATED}${UNMARKED}.*' -e '${DIGITS}{${SHORTEST},}' -e '${POLICY}' - "$@"
)
set --
head='${head.join('\n')}
'
case $found in
  "$head"*) found=\${found#"$head"} ;;
  *) ask ;;
esac
[ "$found" != '${END[1]}' ] || exit 0
[ \${#found} -lt ${MOST} ] || ask
ended=
IFS='
'
set -f
for line in $found; do
  case $line in
    '${END[1]}') ended=yes ;;
    '${GATED}${MARKED}'* | '${GATED}${UNMARKED}:'* | *'"'${PACKAGE_KEY}'"'*) ask ;;
    '${GATED}'*) set -- "$@" "\${line#${GATED}}" ;;
    # Most long runs of digits are paths and names: without two capitals they are opened if they are hex digits.
    *[A-Z]*[A-Z]* | *${'[0-9A-Fa-f]'.repeat(24)}*) set -- "$@" "$line" ;;
  esac
done
[ "$ended" ] || ask
[ $# -gt 0 ] || exit 0
case $found in
  ${weak.map((word) => `*'${word}'*`).join(' | ')})
    patch | own grep -aqFU ${clients.map((word) => `-e '${word}'`).join(' ')}
    [ $? -eq 1 ] || ask
    ;;
esac
matched=$(
  {
    printf '%s\\n' "$@"
    printf '${printed(JUDGED)}'
  } | own grep -acEU -m ${JUDGED.length + 1} -f "$here/${name}.lines"
)
[ "$matched" = ${JUDGED.length} ] || ask
`;
}
