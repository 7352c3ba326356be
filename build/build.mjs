// Builds dist/: the bundle, its licences and the library's types. `--check` compares instead; a folder's name builds there.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { loadConfig } from 'rolldown/config';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(ROOT);

const target = process.argv[2] ?? 'dist';
if (target === '--check') await inTemporaryFolder(check);
else
  await inTemporaryFolder(async (fresh) => {
    await build(fresh);
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(fresh, target, { recursive: true });
  });

async function build(out) {
  const { output: outputOptions, ...inputOptions } = await loadConfig(resolve('rolldown.config.ts'));
  const bundle = await rolldown(inputOptions);
  const { output } = await bundle.write({ ...outputOptions, dir: out });
  await bundle.close();
  fs.chmodSync(join(out, 'hfleaks.cjs'), 0o755);

  const { exports } = output.find(({ fileName }) => fileName === 'index.cjs');
  const names = exports.toSorted().map((name) => `  ${name},\n`);
  fs.writeFileSync(
    join(out, 'index.mjs'),
    `import api from './index.cjs';\n\nexport const {\n${names.join('')}} = api;\n`,
  );

  const modules = output.flatMap(({ modules = {} }) => Object.keys(modules).filter((id) => modules[id].code));
  fs.writeFileSync(join(out, 'THIRD_PARTY_LICENSES'), licences(modules));
  types(join(out, 'types'));
}

/** Name, version, copyright and licence of each package of which code is in the bundle; terms that several share stand once, behind them. */
function licences(modules) {
  const folders = new Set(
    modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replaceAll('\\', '/')) ?? []),
  );
  const byTerms = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    const lines = fs.readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim().split('\n');
    const isNotice = (line) => /^\s*(?:Copyright\b|\(c\)|©)/i.test(line);
    const terms = lines
      .filter((line) => !isNotice(line))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    const key = terms.replace(/^\(?(?:The )?MIT License(?: \(MIT\))?\)?\s+/i, '').replace(/\s+/g, ' ');
    const group = byTerms.get(key) ?? { terms, notices: new Set() };
    group.notices.add(
      [`${name} ${version} (${license})`, ...lines.filter(isNotice).map((line) => `  ${line.trim()}`)].join('\n'),
    );
    byTerms.set(key, group);
  }
  const line = `\n${'-'.repeat(80)}\n\n`;
  const texts = [...byTerms.values()].map(({ terms, notices }) => `${[...notices].sort().join('\n')}\n\n${terms}\n`);
  return ['hfleaks contains code of the packages below, under the terms that follow them.\n', ...texts.sort()].join(
    line,
  );
}

/** Declarations of what src/index.ts exports and of what these need; imports end in `.js`, which every compiler resolves. */
function types(out) {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', out], { stdio: 'inherit' });
  const needed = new Set([join(out, 'index.d.ts')]);
  for (const file of needed) {
    const text = fs
      .readFileSync(file, 'utf8')
      .replace(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, (_, before, quote, path) => {
        needed.add(join(dirname(file), `${path}.d.ts`));
        return `${before}${quote}${path}.js${quote}`;
      });
    fs.writeFileSync(file, text);
  }
  for (const file of files(out)) if (!needed.has(join(out, file))) fs.rmSync(join(out, file));
  for (const folder of fs.readdirSync(out).map((entry) => join(out, entry)))
    if (fs.statSync(folder).isDirectory() && files(folder).length === 0) fs.rmSync(folder, { recursive: true });
}

/** Fails if dist/ is not what the sources give. */
async function check(fresh) {
  await build(fresh);
  const read = (folder, file) => (fs.existsSync(join(folder, file)) ? fs.readFileSync(join(folder, file)) : null);
  const all = new Set([...files(fresh), ...files('dist')]);
  const stale = [...all].filter((file) => {
    const [now, then] = [read(fresh, file), read('dist', file)];
    return !now || !then || !now.equals(then);
  });
  if (stale.length === 0) return;
  console.error(`dist/ is not up to date (npm run build): ${stale.sort().join(', ')}`);
  process.exitCode = 1;
}

/** All files under `folder`, relative to it, sorted; none if it does not exist. */
function files(folder) {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function inTemporaryFolder(work) {
  const folder = fs.mkdtempSync(join(tmpdir(), `${basename(ROOT)}-build-`));
  try {
    await work(join(folder, 'dist')); // which gets the usual mode; a temporary folder is closed to others
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
