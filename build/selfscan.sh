#!/bin/sh
# hfleaks over itself: the work tree, and every object that any ref reaches (files, messages and file names of all commits) in one stream.
set -eu
node dist/hfleaks.cjs scan .
git rev-parse --is-inside-work-tree > /dev/null 2>&1 || { echo 'not a clone: there is no history to scan'; exit 0; }
[ "$(git rev-parse --is-shallow-repository)" = false ] || echo 'a shallow clone: only the commits that are here are scanned'
git rev-list --objects --all | cut -d ' ' -f 1 | git cat-file --batch | node dist/hfleaks.cjs scan -
