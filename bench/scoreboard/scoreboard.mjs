// Recall and false alarms of hfleaks and of every other scanner that is installed, on one labelled corpus made from a seed.
//   npm run scoreboard -- [--seed TEXT] [--only CATEGORY] [--peers DIR] [--json] [--keep] [--make DIR] [--bundle FILE]
// Then, unless --only or --json is given, those of the rules about code.
// Exit codes: 0; 1 a credential that a peer finds and hfleaks does not, or too little found in code; 2 the job could not be done.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryHome } from '../measure.mjs';
import { CATEGORIES, makeCorpus } from './corpus.mjs';
import { score, toText } from './score.mjs';
import { hfleaks, peers } from './tools.mjs';

const HELP = `npm run scoreboard -- [OPTION..]
  --seed TEXT      What the corpus is made from. Default: 1.
  --only CATEGORY  ${Object.keys(CATEGORIES).join(', ')} or negative alone.
  --peers DIR      Where the other scanners are, besides PATH. Default: $PEERS_HOME, or ~/.cache/hfleaks-peers.
  --json           The result as JSON.
  --keep           Leave the corpus and its manifest in place, and say where.
  --make DIR       Only write the corpus and its manifest, into an empty folder.
  --bundle FILE    Another hfleaks than dist/hfleaks.cjs.
`;

function options() {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const { values } = parseArgs({
    options: { seed: text, only: text, peers: text, json: flag, keep: flag, make: text, bundle: text, help: flag },
  });
  if (values.only && values.only !== 'negative' && !Object.hasOwn(CATEGORIES, values.only))
    throw new Error(`no category ${values.only}`);
  return { seed: '1', peers: process.env.PEERS_HOME ?? join(homedir(), '.cache', 'hfleaks-peers'), ...values };
}

/** Writes `folder/tree` and `folder/manifest.json`. */
function make(folder, { seed, only }) {
  const tree = join(folder, 'tree');
  mkdirSync(tree, { recursive: true });
  const corpus = makeCorpus(tree, seed, only);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(corpus, null, 1)}\n`, { mode: 0o600 });
  return { tree, ...corpus };
}

function run(given, folder) {
  const { tree, samples, missing } = make(folder, given);
  const scratch = join(folder, 'reports');
  mkdirSync(scratch);
  const own = hfleaks(tree, given.bundle && resolve(given.bundle));
  const easy = samples.some(({ category }) => category === 'plain');
  // Many end with the same code whether they found something or could not run; but none misses everything that is plain.
  const results = [...peers(tree, scratch, resolve(given.peers))].map((peer) =>
    easy && peer.reports?.length === 0 ? { name: peer.name, reason: 'failed: it reports nothing at all' } : peer,
  );
  const absent = [
    ...results.filter(({ reason }) => reason),
    ...missing.map((name) => ({ name, reason: 'needs a program that is not here' })),
  ];
  return {
    date: new Date().toISOString().slice(0, 10),
    seed: given.seed,
    ...score(samples, [own, ...results.filter(({ reports }) => reports)], absent),
  };
}

/** The rules about code have a labelled set of their own. */
function codeScore({ bundle }) {
  const script = fileURLToPath(new URL('../flow/score.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...(bundle ? ['--bundle', bundle] : [])], {
    stdio: 'inherit',
  });
  return status ?? 2;
}

function main() {
  const given = options();
  if (given.help) return process.stdout.write(HELP);
  if (given.make) {
    mkdirSync(given.make, { recursive: true });
    if (readdirSync(given.make).length > 0) throw new Error(`${given.make} is not empty`);
    return make(given.make, given);
  }
  const home = temporaryHome();
  try {
    const result = run(given, home.path);
    process.stdout.write(given.json ? `${JSON.stringify(result, null, 2)}\n` : toText(result));
    if (given.keep) process.stderr.write(`The corpus is in ${home.path}\n`);
    process.exitCode = result.behind.length > 0 ? 1 : 0;
    if (!given.json && !given.only) process.exitCode = Math.max(process.exitCode, codeScore(given));
  } finally {
    if (!given.keep) home.remove();
  }
}

try {
  main();
} catch (error) {
  process.stderr.write(`scoreboard: ${error.message}\n`);
  process.exitCode = 2;
}
