// Runs hfleaks and each other scanner that is installed over a folder.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BUNDLE, environment } from '../measure.mjs';
import { PEERS } from './peers.mjs';

/** hfleaks, as a process: the bundle. `confidence` and `masked` are its own. */
export function hfleaks(tree, bundle = BUNDLE) {
  const { status, stdout, stderr } = start(
    process.execPath,
    [bundle, 'scan', '.', '--no-ignore', '--format', 'json'],
    tree,
  );
  if (![0, 1, 3].includes(status)) throw new Error(`hfleaks ended with ${status}: ${stderr}`);
  const { tool, findings, ledger } = JSON.parse(stdout);
  const reports = findings
    .filter(({ kind, verdict }) => kind === 'leak' && verdict.state === 'report')
    .flatMap(({ location, places, confidence, credential, rule }) =>
      [location, ...places].flatMap(({ path }) =>
        path
          ? [
              {
                path,
                line: path === location.path && !location.trail?.length ? location.line : undefined,
                masked: credential?.masked,
                confidence,
                rule,
              },
            ]
          : [],
      ),
    );
  return { name: 'hfleaks', version: tool.version, reports, ledger };
}

/**
 * Runs each peer that is installed, in `folder` (as the installer leaves it: NAME, bin/NAME, secretlint/) or on PATH. Yields
 * `{name, version, reports}`, or `{name, reason}` for what is not here or failed. `scratch` takes the report files.
 */
export function* peers(tree, scratch, folder) {
  for (const { name, version, run } of PEERS) {
    const found = locate(name, folder);
    if (!found) {
      yield { name, reason: 'not installed' };
      continue;
    }
    const [path, ...before] = found;
    const call = (args, more) => {
      const { stdout, stderr, error } = start(path, [...before, ...args], tree, more);
      if (error) throw error;
      return `${stdout}\n${name === 'git-secrets' ? stderr : ''}\n`;
    };
    const out = join(scratch, `${name.replace(/\W+/g, '-')}.json`);
    try {
      const shown = call(version).match(/\d+\.\d[\w.-]*/)?.[0] ?? 'unknown';
      yield { name, version: shown, reports: run({ tree, out, scratch, call, folder }) };
    } catch (error) {
      yield { name, reason: `failed: ${String(error.message).split('\n')[0]}` };
    }
  }
}

/** The command of the peer `name`: its program and what comes before its arguments; undefined where it is not installed. */
export function locate(name, folder) {
  const { program = name, find = inPath } = PEERS.find((peer) => peer.name === name);
  return find(folder, program);
}

function start(program, args, cwd, more = {}) {
  return spawnSync(program, args, {
    cwd,
    env: { ...environment, NO_COLOR: '1', ...more },
    encoding: 'utf8',
    maxBuffer: 2 ** 29,
    timeout: 600_000,
  });
}

function inPath(folder, program) {
  const places = [...(folder ? [folder, join(folder, 'bin')] : []), ...(process.env.PATH ?? '').split(delimiter)];
  const path = places.map((place) => join(place, program)).find(executable);
  return path && [path];
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
