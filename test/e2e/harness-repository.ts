// A repository whose every setting is a program that leaves a marker of its own, and the environment of somebody who wants them to run.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, TestRepository } from '../repository.ts';
import { type Ground, makeGround } from './harness.ts';
import { commitBody, loosePath, putObject } from './harness-objects.ts';
import { ATTRIBUTES, HOOKS, PROGRAMS, SETTINGS } from './harness-settings.ts';

/** The repository and its traps; `missing.txt` is a blob that only the hostile remote has. */
export class HostileRepository {
  readonly ground: Ground;
  /** Where the programs lie: without a space, for some settings are split at spaces and others are not. */
  readonly #programs = mkdtempSync(join(tmpdir(), 'programs-'));
  readonly #markers = join(this.#programs, 'markers');

  static async make(): Promise<HostileRepository> {
    return new HostileRepository(await makeGround());
  }

  private constructor(ground: Ground) {
    mkdirSync(this.#markers);
    const { repository } = ground;
    repository.write('.gitattributes', ATTRIBUTES);
    for (const [path, content] of Object.entries({ 'a.x': 'a\n', 'b.p': 'b\n', 'missing.txt': 'only far away\n' }))
      repository.write(path, content);
    this.#fillTree(repository);
    this.#addRepositories(repository);
    repository.git('add', '--all');
    const missing = repository.git('rev-parse', ':missing.txt').trim();
    this.ground = signedCommits({ ...ground, repository });
    rmSync(join(repository.path, loosePath(missing)));
    repository.write('a.x', 'changed on the disk\n');
    repository.write('b.p', 'changed on the disk\n');
    this.#writeSettings(repository);
  }

  remove(): void {
    removeFolder(this.ground.repository.home);
    removeFolder(this.#programs);
  }

  /** The names of the programs that ran since this was last asked. */
  taken(): readonly string[] {
    const names = readdirSync(this.#markers).sort();
    for (const name of names) rmSync(join(this.#markers, name));
    return names;
  }

  /** A program that leaves a marker; as a filter it passes on what it is given. */
  #trap(name: string): string {
    return this.#program(join(this.#programs, name), name);
  }

  #program(path: string, name: string): string {
    mkdirSync(join(path, '..'), { recursive: true });
    const marker = `${this.#markers}/${name.replaceAll('/', '-')}`;
    writeFileSync(path, `#!/bin/sh\n: > '${marker}'\ncase $0 in *filter.f.*) exec cat;; esac\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Programs with the names of those that may be run, and modules with the names of those that may be loaded. */
  #fillTree(repository: TestRepository): void {
    for (const name of ['git', 'git.exe', 'git.cmd', 'git.bat', 'node', 'sh', 'cat', 'less', 'hfleaks', 'git-cat-file'])
      for (const folder of ['', 'node_modules/.bin/', 'bin/'])
        this.#program(join(repository.path, folder, name), `tree-${folder}${name}`);
    const script = (name: string): string =>
      `require('node:fs').writeFileSync(${JSON.stringify(join(this.#markers, name))}, '');\nmodule.exports = {};\n`;
    for (const name of ['.hfleaks.js', '.hfleaks.cjs', 'hfleaks.config.js', '.hfleaksrc.js', 'picomatch.js'])
      repository.write(name, script(name));
    for (const name of ['hfleaks', 'picomatch', 'yargs', 're2js', 'yaml', 'hook']) {
      repository.write(`node_modules/${name}/index.js`, script(`module-${name}`));
      repository.write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    }
    const hook = join(repository.path, 'hook.cjs');
    repository.write('hook.cjs', script('hook.cjs'));
    repository.write('.npmrc', `node-options=--require=${hook}\nscript-shell=${this.#trap('script-shell')}\n`);
    repository.write(
      'package.json',
      // A policy that names a program is no policy: that is an error, in any mode.
      JSON.stringify({ name: 'a', hfleaks: { exclude: ['nowhere/**'] }, yargs: { extends: './hook.cjs' } }),
    );
    repository.write('.gitignore', '!*\n');
  }

  /** A submodule, a clone that nobody tracks, a bare repository among the files, and a linked work tree: each with settings of its own. */
  #addRepositories(repository: TestRepository): void {
    const at = (path: string): TestRepository => new TestRepository(join(repository.path, path), repository.home);
    const clone = (path: string): TestRepository => {
      const inner = at(path);
      mkdirSync(inner.path, { recursive: true });
      inner.git('init', '--quiet');
      inner.commit({ 'in.txt': 'a\n' });
      return inner;
    };
    const inner = clone('inner');
    repository.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
    repository.write('.gitmodules', `[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n`);
    repository.git('submodule', '--quiet', 'absorbgitdirs');
    const config = (name: string, more = ''): string =>
      `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfsmonitor = ${this.#trap(`${name}.fsmonitor`)}\n` +
      `\tpager = ${this.#trap(`${name}.pager`)}\n\thooksPath = ${this.#hooks(name)}\n${more}`;
    repository.write('.git/modules/inner/config', config('submodule', '\tworktree = ../../../inner\n'));
    clone('vendor/lib').write('.git/config', config('nested'));
    const bare = at('tests/bare');
    mkdirSync(bare.path, { recursive: true });
    bare.git('init', '--quiet', '--bare');
    bare.write('config', config('bare', '\tworktree = ..\n'));
    repository.git('worktree', 'add', '--quiet', '--detach', join(repository.home, 'linked'), 'main');
    inner.write('in.txt', 'changed\n');
  }

  #hooks(name: string): string {
    for (const hook of HOOKS) this.#trap(`${name}-hooks/${hook}`);
    return join(this.#programs, `${name}-hooks`);
  }

  #writeSettings(repository: TestRepository): void {
    for (const hook of HOOKS) this.#program(join(repository.path, '.git/hooks', hook), `git-hooks-${hook}`);
    for (const name of ['included', 'included-if'])
      writeFileSync(join(this.#programs, `${name}.config`), `[alias]\n\t${name} = !${this.#trap(`alias.${name}`)}\n`);
    writeFileSync(join(this.#programs, 'attributes'), ATTRIBUTES);
    const files = ['attributesFile', 'excludesFile'].map((key) => `\t${key} = ${join(this.#programs, 'attributes')}\n`);
    const programs = PROGRAMS.map(([section, key, value = '{}']) => {
      const name = `${section.replace(/ "(.*)"/, '.$1')}.${key}`;
      return `[${section}]\n\t${key} = ${value.replace('{}', this.#trap(name))}\n`;
    });
    const includes = `[include]\n\tpath = ${this.#programs}/included.config\n[includeIf "gitdir:**"]\n\tpath = ${this.#programs}/included-if.config\n`;
    repository.write(
      '.git/config',
      `[core]\n\trepositoryformatversion = 1\n\tbare = false\n\thooksPath = ${this.#hooks('core')}\n${files.join('')}` +
        `${programs.join('')}${SETTINGS}[init]\n\ttemplateDir = ${this.#hooks('template')}\n${includes}`,
    );
    repository.write('.git/config.worktree', `[alias]\n\tworktree-config = !${this.#trap('alias.worktree-config')}\n`);
    repository.write('.git/info/attributes', ATTRIBUTES);
  }

  /** What an outsider could put into the environment, or a hook manager puts there; the work tree is said to be elsewhere. */
  environment(): Record<string, string> {
    const { path } = this.ground.repository;
    for (const command of [
      'cat-file',
      'diff-index',
      'ls-files',
      'rev-list',
      'rev-parse',
      'log',
      'remote-http',
      'remote-marker',
    ])
      this.#trap(`exec/git-${command}`);
    const home = join(this.#programs, 'home');
    mkdirSync(join(home, '.config/git'), { recursive: true });
    const global = (name: string): string =>
      `[core]\n\tfsmonitor = ${this.#trap(`${name}.fsmonitor`)}\n\tpager = ${this.#trap(`${name}.pager`)}\n[diff]\n\texternal = ${this.#trap(`${name}.external`)}\n`;
    writeFileSync(join(home, '.gitconfig'), global('home'));
    writeFileSync(join(home, '.config/git/config'), global('xdg'));
    writeFileSync(join(this.#programs, 'global'), global('global'));
    const [bin, marker] = [join(path, 'node_modules/.bin'), (name: string) => join(this.#markers, name)];
    const programs = [
      ...['GIT_EXTERNAL_DIFF', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_ASKPASS', 'SSH_ASKPASS', 'GIT_PAGER', 'PAGER'],
      ...['GIT_EDITOR', 'GIT_SEQUENCE_EDITOR', 'EDITOR', 'VISUAL', 'BROWSER', 'GIT_PROXY_COMMAND', 'LESSOPEN'],
      ...['ENV', 'BASH_ENV', 'SHELL'],
    ];
    return {
      ...Object.fromEntries(programs.map((name) => [name, this.#trap(`env-${name}`)])),
      PATH: `${bin}:.::${path}:${path}/bin:${process.env.PATH}:`,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      GIT_CONFIG_GLOBAL: join(this.#programs, 'global'),
      GIT_CONFIG_SYSTEM: join(this.#programs, 'global'),
      GIT_CONFIG_NOSYSTEM: '0',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: this.#trap('env-config.fsmonitor'),
      GIT_CONFIG_KEY_1: 'core.worktree',
      GIT_CONFIG_VALUE_1: '/etc',
      GIT_CONFIG_PARAMETERS: `'core.pager'='${this.#trap('env-parameters.pager')}'`,
      GIT_EXEC_PATH: join(this.#programs, 'exec'),
      GIT_TEMPLATE_DIR: join(this.#programs, 'template-hooks'),
      ...Object.fromEntries(
        ['TRACE', 'TRACE2', 'TRACE2_EVENT', 'TRACE2_PERF', 'TRACE_SETUP', 'TRACE_PACK_ACCESS', 'TRACE_PERFORMANCE'].map(
          (name) => [`GIT_${name}`, marker(`env-GIT_${name}`)],
        ),
      ),
      GIT_ALLOW_PROTOCOL: 'ext:ssh:http',
      GIT_NO_LAZY_FETCH: '0',
      GIT_NO_REPLACE_OBJECTS: '0',
      GIT_OPTIONAL_LOCKS: '1',
      GIT_ALLOC_LIMIT: '1k',
      GIT_DEFAULT_HASH: 'sha256',
      GIT_NAMESPACE: 'nowhere',
      GIT_LITERAL_PATHSPECS: '0',
      GIT_ICASE_PATHSPECS: '1',
      GIT_ATTR_SOURCE: 'HEAD',
      DISPLAY: ':0',
    };
  }

  /** The environment of the tests themselves, with the same programs. */
  naiveEnvironment(): Record<string, string> {
    const { PATH, GIT_EXEC_PATH, GIT_ALLOC_LIMIT, GIT_DEFAULT_HASH, GIT_NAMESPACE, GIT_ATTR_SOURCE, ...rest } =
      this.environment();
    return { ...rest, GIT_CONFIG_COUNT: '1' };
  }
}

/** Three commits on `other` with the three kinds of signature, of which the first holds the index. */
function signedCommits(ground: Ground): Ground {
  const { repository } = ground;
  const tree = repository.git('write-tree').trim();
  let { tip } = ground;
  for (const kind of ['PGP SIGNATURE', 'SSH SIGNATURE', 'SIGNED MESSAGE']) {
    const headers = `gpgsig -----BEGIN ${kind}-----\n \n =x\n -----END ${kind}-----\n`;
    tip = putObject(repository, 'commit', commitBody(tree, [tip], { headers }));
  }
  repository.write('.git/refs/heads/other', `${tip}\n`);
  return { ...ground, tip };
}
