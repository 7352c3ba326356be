#!/bin/sh
# hfleaks over itself: the work tree, and everything that any ref reaches, without any exclusion.
set -eu
node dist/hfleaks.cjs scan .
git rev-parse --is-inside-work-tree > /dev/null 2>&1 || { echo 'not a clone: there is no history to scan'; exit 0; }
[ "$(git rev-parse --is-shallow-repository)" = false ] || echo 'a shallow clone: only the commits that are here are scanned'
node dist/hfleaks.cjs history --no-cache --allow-incomplete shallow-boundary
