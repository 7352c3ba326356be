// What is done in the user's own repository, by its own settings: asking origin what it has, and fetching more of it.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { kill as signal } from 'node:process';
import { findGit, WINDOWS } from './binary.ts';
import { settingsOf } from './config.ts';
import { readGitFile } from './files.ts';
import { foldersOf, type Repository, type Variables } from './repository.ts';

export interface OriginOptions {
  readonly repository: Repository;
  /** The environment of the user: PATH, HOME, certificates, proxies. */
  readonly variables: Variables;
  /** A token for repositories below this URL, used only where origin cannot be read without. */
  readonly access?: { readonly server: string; readonly token: string } | undefined;
  /** Milliseconds after which git is stopped; ten minutes unless given. */
  readonly patience?: number;
}

const PATIENCE = 600_000;
const OUTPUT = 64 << 20;

/** Settings by which a repository could run programs, or leave the way to its origin. Protocols that run programs are refused by the environment. */
const FLAGS = Object.entries({
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.alternateRefsCommand': ':',
  'credential.helper': '',
  'fetch.recurseSubmodules': 'false',
  'fetch.writeCommitGraph': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'safe.directory': '*',
}).flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** The remote `origin` of a repository that may be fetched from. No method throws: what cannot be had is not there. */
export class Origin {
  readonly #options: OriginOptions;
  readonly #program: string;
  #needsToken = false;

  /** Throws `git-missing`. */
  constructor(options: OriginOptions) {
    this.#options = options;
    this.#program = findGit(options.variables.PATH, foldersOf(options.repository));
  }

  /** Whether the clone left objects out that it can be asked for: git-clone(1), `--filter`. */
  get isPartial(): boolean {
    const settings = originSettings(this.#options.repository);
    return settings.has('promisor') || settings.has('partialclonefilter');
  }

  /** What refs name at origin: `refs/heads/main`, and for annotated tags `refs/tags/v1` and `refs/tags/v1^{}`. Null if it cannot be asked. */
  async refs(...patterns: readonly string[]): Promise<ReadonlyMap<string, string> | null> {
    const said = await this.#git(['ls-remote', '--upload-pack=git-upload-pack', 'origin', ...patterns]);
    if (said === null) return null;
    const lines = said.matchAll(/^([0-9a-f]{40}(?:[0-9a-f]{24})?)\t(refs\/\S+)$/gm);
    return new Map(Array.from(lines, ([, oid = '', name = '']) => [name, oid]));
  }

  /** Fetches objects and what they reach, at most `depth` commits deep (null: as deep as the clone is). No ref is changed. Says whether it went well. */
  async fetch(wanted: readonly string[], depth: number | 'all' | null): Promise<boolean> {
    const deep = depth === null ? [] : [depth === 'all' ? '--unshallow' : `--depth=${depth}`];
    return (await this.#fetch([...deep, 'origin', ...wanted])) !== null;
  }

  /** Fetches all branches and tags, to where refs of origin are kept. */
  async fetchAll(isShallow: boolean): Promise<boolean> {
    const refs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
    return (await this.#fetch([...(isShallow ? ['--unshallow'] : []), 'origin', ...refs])) !== null;
  }

  #fetch(args: readonly string[]): Promise<string | null> {
    const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-gc'];
    return this.#git(['fetch', ...flags, '--upload-pack=git-upload-pack', ...args]);
  }

  /** The token is tried where it does not go without, and from then on. */
  async #git(args: readonly string[]): Promise<string | null> {
    const plain = this.#needsToken ? null : await this.#run(args, {});
    if (plain !== null) return plain;
    const access = this.#accessVariables();
    const said = access && (await this.#run(args, access));
    this.#needsToken ||= said !== null;
    return said;
  }

  /** In variables, since others see arguments: git-config(1), GIT_CONFIG_COUNT. Only for the server that the token is for. */
  #accessVariables(): Variables | null {
    const { access, repository } = this.#options;
    if (
      !access?.token ||
      !access.server.startsWith('http') ||
      !originSettings(repository).get('url')?.startsWith(`${access.server}/`)
    )
      return null;
    const basic = Buffer.from(`x-access-token:${access.token}`).toString('base64');
    const key = `http.${access.server}/.extraheader`;
    // The empty one takes away those of the repository: a server refuses two.
    const pairs = [
      [key, ''],
      [key, `AUTHORIZATION: basic ${basic}`],
      ['http.followRedirects', 'false'],
    ];
    return Object.fromEntries([
      ['GIT_CONFIG_COUNT', String(pairs.length)],
      ...pairs.flatMap(([name, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, name],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ]);
  }

  /** Standard output; null if git failed. What it complains of is not passed on: it may hold anything. */
  #run(args: readonly string[], more: Variables): Promise<string | null> {
    const { repository, variables, patience = PATIENCE } = this.#options;
    const own = Object.entries(variables).filter(
      ([name]) => !/^GIT_(?!SSH|SSL|HTTP|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM))/.test(name),
    );
    const env = {
      ...Object.fromEntries(own),
      PATH: [dirname(this.#program), variables.PATH].join(WINDOWS ? ';' : ':'),
      LC_ALL: 'C',
      GIT_DIR: repository.gitDir,
      GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
      GIT_PROXY_COMMAND: '',
      ...(variables.GIT_SSH && !variables.GIT_SSH_COMMAND
        ? {}
        : { GIT_SSH_COMMAND: variables.GIT_SSH_COMMAND ?? `ssh -o BatchMode=yes${sshOptions(repository)}` }),
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      ...more,
    };
    return new Promise((resolve) => {
      const child = spawn(this.#program, [...FLAGS, ...args], {
        cwd: repository.gitDir,
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: !WINDOWS,
        windowsHide: true,
      });
      const pieces: Buffer[] = [];
      let size = 0;
      const stop = (): void => {
        try {
          if (WINDOWS || child.pid === undefined) child.kill('SIGKILL');
          else signal(-child.pid, 'SIGKILL');
        } catch {
          // It has ended.
        }
      };
      const timer = setTimeout(stop, patience);
      child.stdout.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size <= OUTPUT) pieces.push(piece);
        else stop();
      });
      const end = (code: number | null): void => {
        clearTimeout(timer);
        resolve(code === 0 ? Buffer.concat(pieces).toString('latin1') : null);
      };
      child.once('error', () => end(null));
      child.once('close', end);
    });
  }
}

/** The settings of a section in the repository's own file, by key; of origin unless told. */
function originSettings({ commonDir }: Repository, section = 'remote', name = 'origin'): ReadonlyMap<string, string> {
  const text = readGitFile(`${commonDir}/config`, 1 << 20)?.toString('utf8') ?? '';
  const own = [...settingsOf(text)].filter((one) => one.section === section && (one.subsection ?? '') === name);
  return new Map(own.map(({ key, value }) => [key, value ?? 'true']));
}

/**
 * The key and the hosts that a checkout left for ssh, if the setting is just what it writes, so that nothing else is run:
 * `"/usr/bin/ssh" -i "$RUNNER_TEMP/<id>" -o StrictHostKeyChecking=yes -o CheckHostIP=no -o "UserKnownHostsFile=$RUNNER_TEMP/<id>_known_hosts"`.
 * Source: actions/checkout, git-auth-helper.ts, configureSsh.
 */
function sshOptions(repository: Repository): string {
  return SSH.exec(originSettings(repository, 'core', '').get('sshcommand') ?? '')?.[1] ?? '';
}

const SSH =
  /^"[^"$`\\]*"((?: -i "\$RUNNER_TEMP\/[\w-]+"| -o "UserKnownHostsFile=\$RUNNER_TEMP\/[\w-]+"| -o (?:StrictHostKeyChecking|CheckHostIP)=(?:yes|no))+)$/;
