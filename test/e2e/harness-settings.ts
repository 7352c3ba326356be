// The hostile settings as data: every program that a repository can name, and what leads to it.

/** Section, key, and the value in which `{}` is the program; `{}` alone unless given. The marker is `section.key`. */
export const PROGRAMS: readonly (readonly [section: string, key: string, value?: string])[] = [
  ...['fsmonitor', 'sshCommand', 'gitProxy', 'askPass', 'editor', 'pager', 'alternateRefsCommand'].map(
    (key) => ['core', key] as const,
  ),
  ['diff', 'external'],
  ['diff "x"', 'command'],
  ['diff "t"', 'textconv'],
  ['filter "f"', 'clean'],
  ['filter "f"', 'smudge'],
  ['filter "p"', 'process'],
  ['merge "x"', 'driver'],
  ['gpg', 'program'],
  ['gpg "ssh"', 'program'],
  ['gpg "ssh"', 'defaultKeyCommand'],
  ['gpg "x509"', 'program'],
  ['tar "x"', 'command'],
  ['sequence', 'editor'],
  ['credential', 'helper', '!{}'],
  ['remote "evil"', 'url', 'ext::{}'],
  ['remote "local"', 'uploadpack'],
  ['remote "local"', 'receivepack'],
  ['uploadpack', 'packObjectsHook'],
  ['trailer "x"', 'command'],
  ['trailer "y"', 'cmd'],
  ['interactive', 'diffFilter'],
  ['difftool "x"', 'cmd'],
  ['mergetool "x"', 'cmd'],
  ['browser "x"', 'cmd'],
  ['man "x"', 'cmd'],
  ['guitool "x"', 'cmd'],
  ['instaweb', 'httpd'],
  ['sendemail', 'sendmailCmd'],
  ['imap', 'tunnel'],
  ['submodule "inner"', 'update', '!{}'],
  ...[
    'branch',
    'cat-file',
    'check-ignore',
    'diff',
    'diff-index',
    'for-each-ref',
    'log',
    'ls-files',
    'ls-tree',
    'rev-list',
    'rev-parse',
    'status',
    'tag',
  ].flatMap((command) => [
    ['pager', command] as const,
    // git heeds no alias that is named like a command of its own; a version that did would be seen.
    ['alias', command, '!{}'] as const,
  ]),
  ['alias', 'st', '!{}'],
];

/** Settings that are no programs, but lead to them or hide content. */
export const SETTINGS = `
[core]
	untrackedCache = true
	bigFileThreshold = 1
	commitGraph = true
[extensions]
	partialClone = evil
	worktreeConfig = true
[remote "evil"]
	promisor = true
	fetch = +refs/heads/*:refs/remotes/evil/*
	partialCloneFilter = blob:none
[remote "local"]
	url = .
[remote "ssh"]
	url = ssh://localhost/none
[remote "git"]
	url = git://localhost/none
[remote "http"]
	url = http://127.0.0.1:9/none
[remote "vcs"]
	vcs = marker
	url = marker
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[diff]
	relative = true
[filter "f"]
	required = true
[log]
	showSignature = true
	showRoot = false
[commit]
	gpgSign = true
[trailer "x"]
	key = X
[trailer "y"]
	key = Y
[web]
	browser = x
[submodule]
	recurse = true
[submodule "inner"]
	active = true
	url = ./inner
`;

export const HOOKS = [
  ...['applypatch-msg', 'commit-msg', 'fsmonitor-watchman', 'post-applypatch', 'post-checkout', 'post-commit'],
  ...['post-index-change', 'post-merge', 'post-receive', 'post-rewrite', 'post-update', 'pre-applypatch'],
  ...['pre-auto-gc', 'pre-commit', 'pre-merge-commit', 'pre-push', 'pre-rebase', 'pre-receive', 'prepare-commit-msg'],
  ...['proc-receive', 'push-to-checkout', 'reference-transaction', 'sendemail-validate', 'update'],
];

export const ATTRIBUTES = '*.x diff=x filter=f merge=x\n*.p filter=p\n*.py diff=t\n*.txt diff=t merge=x\n* merge=x\n';
