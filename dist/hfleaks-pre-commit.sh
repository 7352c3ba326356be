#!/bin/sh
# Settles clean commits before Node.js starts: says nothing where nothing can be, and asks hfleaks about all else. Made by the build.
here=${0%/*}
[ "$here" != "$0" ] || here=.
# No program is looked for in the work tree.
case :$PATH: in
  *:[!/]* | *::*)
    rest=$PATH: PATH=
    while [ "$rest" ]; do
      case $rest in /*) PATH=$PATH${PATH:+:}${rest%%:*} ;; esac
      rest=${rest#*:}
    done
    PATH=${PATH:-/usr/bin:/bin}
    ;;
esac
ask() { exec "${HFLEAKS_NODE:-node}" "$here/hfleaks.cjs" hook pre-commit "$@"; }
[ $# -eq 0 ] || ask "$@"
# Only at the top of a work tree is it known where a policy stands.
[ -e .git ] || ask
[ -z "${GIT_INDEX_FILE-}" ] || [ -f "$GIT_INDEX_FILE" ] || ask
own() {
  LC_ALL=C GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_OPTIONAL_LOCKS=0 GIT_DIFF_OPTS= GIT_EXTERNAL_DIFF= GREP_OPTIONS= GREP_COLORS= \
    "$@" 2>/dev/null
}
# Whole files, and no other text than theirs.
patch() {
  own git --no-pager --no-replace-objects --literal-pathspecs -c core.fsmonitor=false -c core.quotePath=true \
    diff-index --cached --raw --abbrev=16 -p -D --text --no-textconv --no-ext-diff --no-color --no-renames --no-prefix \
    --ignore-submodules=none --unified=1000000000 HEAD --
}

# A policy counts here if git has it, unchanged, and it brings no rules.
for file in .hfleaks.yml .hfleaks.yaml .hfleaks.json .hfleaks-baseline.jsonl; do
  if [ -e "$file" ] || [ -h "$file" ]; then set -- "$@" "$file"; fi
done
if [ $# -gt 0 ]; then
  [ -z "$(own git -c core.fsmonitor=false ls-files -m -d -o -- "$@" || echo failed)" ] || ask
  own grep -aqE 'rules|\\' "$@" && ask
  set --
fi
[ ! -h package.json ] || ask
[ ! -f package.json ] || set -- package.json

# The samples and the last line must be found; what else is found is judged.
found=$(
  {
    printf '+add_to_git_credential\n+\000\n+x = \\x68\n+\342\200\213 h\342\200\213\n+\n+ CafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafe.\n+ Bearer .\n+x = hf_token\n+age-encryption.org/v1\n:100644 120000 0 0 M\tlink\n:100644 100644 0 0 M\ta/run.ipynb\n'
    patch && printf ':the end of it\t"\n'
  } |
    own grep -aFUH --label=% -A 1000000000 -f "$here/hfleaks-pre-commit.texts" - |
    own grep -aEUH --label=@ -A 1000000000 -f "$here/hfleaks-pre-commit.gates" - |
    own grep -aohEU -m 400 -e '^@:%:' -e '^@:%-.*' -e '[A-Za-z0-9+/_-]{48,}' -e '"hfleaks"[ 	]*(:[ 	]*([^" 	]|$)|$)' - "$@"
)
set --
head='@:%:
@:%:
@:%:
@:%:
CafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafeCafe
@:%-+ Bearer .
@:%-+x = hf_token
@:%-+age-encryption.org/v1
@:%-:100644 120000 0 0 M	link
@:%-:100644 100644 0 0 M	a/run.ipynb
'
case $found in
  "$head"*) found=${found#"$head"} ;;
  *) ask ;;
esac
[ "$found" != '@:%-:the end of it	"' ] || exit 0
[ ${#found} -lt 65536 ] || ask
ended=
IFS='
'
set -f
for line in $found; do
  case $line in
    '@:%-:the end of it	"') ended=yes ;;
    '@:%:'* | '@:%-:'* | *'"'hfleaks'"'*) ask ;;
    '@:'*) set -- "$@" "${line#@:}" ;;
    # Most long runs of digits are paths and names: without two capitals they are opened if they are hex digits.
    *[A-Z]*[A-Z]* | *[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]*) set -- "$@" "$line" ;;
  esac
done
[ "$ended" ] || ask
[ $# -gt 0 ] || exit 0
case $found in
  *'get_token'* | *'UserSecrets'* | *'show_locals'* | *'cgitb'* | *'token}'* | *'Token}'* | *'TOKEN}'* | *'api_key}'* | *'apiKey}'* | *'API_KEY}'* | *'token)'* | *'Token)'* | *'TOKEN)'* | *'api_key)'* | *'apiKey)'* | *'API_KEY)'* | *'headers}'* | *'headers)'* | *', token,'* | *'Bearer '* | *'environ)'* | *'environ}'* | *'environ,'* | *'environ.items'* | *'environ.copy'* | *'process.env)'* | *'process.env}'* | *'process.env,'* | *'process.env '* | *'printenv'*)
    patch | own grep -aqFU -e 'HfA' -e 'HfI' -e 'hf.co' -e 'hugging' -e 'Hugging' -e 'HUGGING'
    [ $? -eq 1 ] || ask
    ;;
esac
matched=$(
  {
    printf '%s\n' "$@"
    printf '%%-+x = HF_TOKEN\n%%-+hf_\302\240\n%%-+hf_aB3xaB3xaB3xaB3xaB3x\n%%-+ 6866\ncafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafe\nSXQgaXMgYSB0ZXh0IG9mIHRoaXJ0eS1zaXggY2hhcmFjdGVycw==\n'
  } | own grep -acEU -m 7 -f "$here/hfleaks-pre-commit.lines"
)
[ "$matched" = 6 ] || ask
