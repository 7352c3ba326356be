import { describe, expect, test } from 'vitest';
import { parseShell } from '../../../src/flow/shell/parse.ts';
import type { SimpleCommand } from '../../../src/flow/shell/syntax.ts';
import { printShell } from './print.ts';

/** Source -> what is printed: words in `[]`, parts with `·` between, `+x:` and `?x:` under `set -x`. */
const TABLE: readonly (readonly [string, string])[] = [
  ['echo "$HF_TOKEN"', '[echo] [$HF_TOKEN]'],
  [
    `echo "Bearer \${HF_TOKEN:0:20}" \${HF_TOKEN: -4} \${X:-d} \${X:-\${Y:-"a b"}} \${#X} \${!X} \${X[@]} \${X##*/}`,
    '[echo] ["Bearer "·$HF_TOKEN{:(0..20)}] [$HF_TOKEN{:(-4..null)}] [$X{:-[d]}] [$X{:-[$Y{:-["a b"]}]}] [$X{length}] [$X{!}] [$X] [$X{##[*/]}]',
  ],
  ['X=1 Y="a b" cmd a', 'prefix:X=[1] prefix:Y=["a b"] [cmd] [a]'],
  ['export A=$B C; readonly D=1', 'export:A=[$B] [export] [C] ; readonly:D=[1] [readonly]'],
  ['read -rsp "HF token: " HF_TOKEN', 'read:HF_TOKEN= [read] [-rsp] ["HF token: "] [HF_TOKEN]'],
  ['for x in a b; do echo $x; done | cat > f', 'for for:x=[a],[b]< [echo] [$x] ; > | [cat] >[f]'],
  [
    'if [ -n "$X" ]; then echo yes; elif b; then c; else d; fi > out 2>&1',
    'if< [[] [-n] [$X] []] ; [echo] [yes] ; [b] ; [c] ; [d] ; > >[out] 2>&[1]',
  ],
  [
    'f() { echo "$1"; }\nfunction g { a; }\nfunction h() ( b )\nf $T',
    'function f< [echo] [$1] ; > function g< [a] ; > function h< (< [b] > > [f] [$T]',
  ],
  [
    'case "$1" in\n  a|b) echo 1;;\n  (c) echo 2 ;&\n *) x\nesac\nafter',
    'case [$1]< [echo] [1] [echo] [2] [x] > [after]',
  ],
  ['set -x; curl -H "a $T" u; set +x; b', '[set] [-x] ; +x:[curl] [-H] ["a "·$T] [u] ; +x:[set] [+x] ; [b]'],
  [
    '[[ -n $D ]] && set -ex\nb\n( set +x; c )\nd',
    '[[[] [-n] [$D] []]] && [set] [-ex] ?x:[b] (< ?x:[set] [+x] ; [c] > ?x:[d]',
  ],
  [
    'cat <<EOF > .env\nHF_TOKEN=$HF_TOKEN\n"q" $(cat x)\nEOF\nnext',
    '[cat] <<[HF_TOKEN=·$HF_TOKEN·⏎"q" ·$( [cat] [x] )·⏎] >[.env] [next]',
  ],
  ["python - <<'PY'\nprint($x)\nPY\nnext", "[python] [-] <<['print($x)⏎'] [next]"],
  ['cat <<-A <<B\n\ta\n\tA\nb\nB\nz', '[cat] <<-[\ta⏎] <<[b⏎] [z]'],
  ['grep x <<< "$HF_TOKEN"', '[grep] [x] <<<[$HF_TOKEN]'],
  [`T=$(hf auth token) && echo "\${T}"`, 'T=[$( [hf] [auth] [token] )] && [echo] [$T]'],
  ['echo `echo \\`a\\`` "`b "c"`"', '[echo] [` [echo] [` [a] )] )] [` [b] ["c"] )]'],
  ['diff <(echo $A) >(cat)', '[diff] [<( [echo] [$A] )] [>( [cat] )]'],
  ['a && b || c; d & e\n! f |& g', '[a] && [b] || [c] ; [d] & [e] ! [f] |& [g]'],
  ['# comment $X\necho a # b\necho a#b', '[echo] [a] [echo] [a#b]'],
  ['echo a \\\n  b\\\nc', '[echo] [a] [bc]'],
  ["echo 'it' $'a\\n' \"x\\\"y\\$z\" \\$q", "[echo] ['it'] ['a⏎'] [\"x\"y$z\"] [$q]"],
  [
    `echo \${{ secrets.HF_TOKEN }} '\${{ toJSON(secrets) }}' "a\${{ env.X || format('{0}', steps.a.outputs.t) }}b"`,
    '[echo] [@secrets.HF_TOKEN] [@toJSON(secrets)] ["a"·@(|| env.X format(\'{0}\', steps.a.outputs.t))·"b"]',
  ],
  ['if [[ $a =~ ^(x|y)$ && -z $b ]]; then c; fi', 'if< [[[] [$a] [=~] [^] [x] [y] [$] [-z] [$b] []]] ; [c] ; >'],
  ['for ((i=0;i<3;i++)); do echo $((i+1)); done', 'for< [echo] [?] ; >'],
  ['arr=(a "$b"\n c) d', 'prefix:arr=[a],[$b],[c] [d]'],
  [
    'while read -r line; do echo "$line"; done < file',
    'while< read:line= [read] [-r] [line] ; [echo] [$line] ; > <[file]',
  ],
  ['{ set +x; } 2>/dev/null', '{< [set] [+x] ; > 2>[/dev/null]'],
  ['echo $(case x in a) b;; esac) c', '[echo] [$( case [x]< [b] > )] [c]'],
  ['((x++)) || y', '(( || [y]'],
  ['printf -v T "%s" "$X"', 'printf:T=["%s"],[$X] [printf] [-v] [T] ["%s"] [$X]'],
  ['mapfile -t L < f', '[mapfile] [-t] [L] <[f]'],
  ["echo 'unclosed\nnext $X", "[echo] ['unclosed'] [next] [$X]"],
  ['echo "unclosed $X\nnext $Y', '[echo] ["unclosed "·$X] [next] [$Y]'],
  ['echo $(unclosed\nnext', '[echo] [$( [unclosed] [next] )]'],
  ['echo `a\nb', '[echo] [`a] [b]'],
  ['cat <<EOF\nfoo $X', '[cat] <<[foo ·$X]'],
  ['${X:-a\nb', '[$X{:-[a⏎b]}]'],
  [') fi done } ;; esac\nx', '[x]'],
  ['a | | b', '[a] | [b]'],
  ['a |', '[a]'],
  ['&& a', '[a]'],
  ['echo a > >(tee x) 2>&1 >&2 &> z', '[echo] [a] >[>( [tee] [x] )] 2>&[1] >&[2] &>[z]'],
  ['coproc X { a; }', '[X] [{] [a] ;'],
  ['echo "$(echo "$(echo "$X")")"', '[echo] [$( [echo] [$( [echo] [$X] )] )]'],
  ['if a; then b\n echo $HF', 'if< [a] ; [b] [echo] [$HF] >'],
  ['echo -n $X|base64 -d', '[echo] [-n] [$X] | [base64] [-d]'],
  ['echo $HF_TOKEN |\n  hf auth login\n', '[echo] [$HF_TOKEN] | [hf] [auth] [login]'],
  ['#!/bin/bash -ex\ncurl $X', '+x:[curl] [$X]'],
  ['select x in a; do b; done', 'select select:x=[a]< [b] ; >'],
  ["sudo -E env X=$Y bash -c 'echo $Z'", "[sudo] [-E] [env] [X=·$Y] [bash] [-c] ['echo $Z']"],
  ['echo {a,b} a=b $', '[echo] [{a,b}] [a=b] [$]'],
  ['time a | b', '[a] | [b]'],
  ['until a; do b; done; c', 'until< [a] ; [b] ; > ; [c]'],
  ['f () {\n a\n}\n', 'function f< [a] >'],
  ["cat << 'EOF' | docker login\n$X\nEOF\n", "[cat] <<['$X⏎'] | [docker] [login]"],
  ['x=$(( $(a) + 1 )); echo $((1)) )', 'x=[?] ; [echo] [?]'],
  ['export -p', '[export] [-p]'],
  ['env > e.txt\r\nset -o xtrace\r\necho $X\r\n', '[env] >[e.txt] [set] [-o] [xtrace] +x:[echo] [$X]'],
];

describe('what shell is parsed to', () => {
  test.each(TABLE)('%s', (source, printed) => {
    expect(printShell(parseShell(source))).toBe(printed);
  });
});

test('spans are those of the text, and every part lies in its word', () => {
  const source = `X="a $B" cmd 'q'"$(f \`g\`)" 2>> out.log <<E | t\n\${C:-d}\nE\n`;
  const [pipeline] = parseShell(source);
  const command = pipeline?.commands[0] as SimpleCommand;
  const at = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
  expect(command.bindings.map(at)).toEqual(['X="a $B"']);
  expect(command.words.map(at)).toEqual(['cmd', '\'q\'"$(f `g`)"']);
  expect(command.words[1]?.parts.map(at)).toEqual(['q', '$(f `g`)']);
  expect(command.redirections.map(at)).toEqual(['2>> out.log', '<<E']);
  expect(command.redirections[1]?.target.parts.map(at)).toEqual([`\${C:-d}`, '\n']);
  expect(command.redirections[1]?.body?.text).toBe(`\${C:-d}\n`);
});

test('a shell that was started with -x is traced', () => {
  expect(printShell(parseShell('a', { isTraced: true }))).toBe('+x:[a]');
});

describe('hostile text ends soon, without a throw', () => {
  const MANY = 50_000;
  const hostile: Readonly<Record<string, string>> = {
    'substitutions, open': '$('.repeat(MANY),
    'substitutions, closed': '$('.repeat(MANY) + ')'.repeat(MANY),
    'substitutions in quotes': 'echo "$(echo "'.repeat(MANY / 4),
    'open quotes': '"$(\n'.repeat(MANY / 2) + "a'\n".repeat(MANY / 2 + 1),
    backticks: '`$('.repeat(MANY),
    braces: '${a:-'.repeat(MANY),
    arithmetic: '$(('.repeat(MANY),
    subshells: '('.repeat(MANY),
    groups: '{ '.repeat(MANY),
    branches: 'if '.repeat(MANY),
    cases: 'case x in a) '.repeat(MANY / 2),
    functions: 'f(){ '.repeat(MANY / 2),
    'here-documents': 'cat <<E\n$(cat <<E\n'.repeat(MANY / 4),
    templates: '${{'.repeat(MANY),
    'templates with open strings': `\${{ ' }}`.repeat(MANY / 2) + "'".repeat(MANY),
    'quotes before a far template': `${"'a' ".repeat(MANY)} \${{`,
    subscripts: 'a['.repeat(MANY),
    'a line of 2 MB': `echo ${'x'.repeat(2_000_000)}`,
    dollars: '$'.repeat(MANY),
    closers: ') fi '.repeat(MANY),
  };
  test.each(Object.entries(hostile))('%s', (_, text) => {
    expect(parseShell(text)).toBeInstanceOf(Array);
  });
});
