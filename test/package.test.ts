// What the package promises to those who install it, and the repository to those who clone it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../src/version.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const pkg = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const TOOLS = ['action', 'hooks', 'node', 'sarif'].map((name) => join('tools', name));
const lockFiles = ['.', ...TOOLS].map((folder) => join(folder, 'package-lock.json'));

describe('package.json', () => {
  test.each(['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])('has no %s', (key) => {
    expect(pkg).not.toHaveProperty(key);
  });

  test.each(['preinstall', 'install', 'postinstall', 'preprepare', 'postprepare'])('has no script %s', (key) => {
    expect(pkg.scripts).not.toHaveProperty(key);
  });

  test('prepare can fail without harm: there may be no git and no husky', () => {
    expect(pkg.scripts.prepare).toBe('husky || exit 0');
  });

  test('names the Node.js versions on which the bundle is tried', () => {
    expect(pkg.engines).toEqual({ node: '^20.19.0 || ^22.12.0 || >=24.0.0' });
    const { devDependencies } = JSON.parse(read('tools/node/package.json')) as typeof pkg;
    expect(Object.keys(devDependencies)).toEqual(['node-20', 'node-22', 'node-24', 'node-26']);
  });

  test.each(Object.entries(pkg.devDependencies))('%s is pinned', (_, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('has the version that reports name', () => {
    expect(pkg.version).toBe(VERSION);
  });

  test('publishes dist/ and schema/ only; GitHub takes the Action from the repository', () => {
    expect(pkg.files).toEqual(['dist', 'schema', '!dist/hfleaks-action.cjs']);
  });

  test.each([
    ...Object.values(pkg.bin),
    ...Object.values(pkg.exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to))),
  ])('%s exists', (file) => expect(existsSync(join(ROOT, file))).toBe(true));

  test('the command is executable and starts with its interpreter', () => {
    const command = pkg.bin.hfleaks ?? '';
    expect(statSync(join(ROOT, command)).mode & 0o111).toBe(0o111);
    expect(read(command)).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe.each(lockFiles)('%s', (file) => {
  const { packages } = JSON.parse(read(file)) as { packages: Readonly<Record<string, Locked>> };
  const installed = Object.entries(packages).filter(([path]) => path !== '');

  // Binaries for other platforms are fixed by their version alone where the digest was not known when the file was made.
  const isForHere = ({ os = ['linux'], cpu = ['x64'], libc = ['glibc'] }: Locked) =>
    os.includes('linux') && cpu.includes('x64') && libc.includes('glibc');

  test('fixes every package by its digest', () => {
    const loose = installed.filter(([, entry]) => isForHere(entry) && !entry.integrity?.startsWith('sha512-'));
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  test('knows the binaries of every platform, without which "npm ci" refuses to run', () => {
    const versions = new Set(
      installed.map(([path, { version }]) => `${path.split('node_modules/').at(-1)} ${version}`),
    );
    const wanted = installed.flatMap(([, { optionalDependencies = {} }]) => Object.entries(optionalDependencies));
    const missing = wanted.filter(([name, range]) => /^\d/.test(range) && !versions.has(`${name} ${range}`));
    expect(missing).toEqual([]);
  });

  test('names no host', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });
});

describe('the repository', () => {
  test.each(['LICENSE', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'src/README.md'])(
    'has %s',
    (file) => {
      expect(read(file).length).toBeGreaterThan(500);
    },
  );

  test('the changelog knows the version', () => {
    expect(read('CHANGELOG.md')).toContain(`## ${pkg.version}`);
  });

  test('the README gives the two commands that .ci/run reads and people type', () => {
    expect(read('README.md')).toMatch(/^npm ci && npm test$/m);
    expect(read('README.md')).toMatch(/^node dist\/hfleaks\.cjs scan \.$/m);
  });

  test.each(['.husky/pre-commit', '.ci/run'])('%s is executable', (file) => {
    expect(statSync(join(ROOT, file)).mode & 0o111).toBe(0o111);
  });

  test('its own hook runs its own scanner, and never through npx', () => {
    const hooks = readdirSync(join(ROOT, '.husky'), { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(hooks.map(({ name }) => name)).toEqual(['pre-commit']);
    expect(read('.husky/pre-commit')).toMatch(/^node dist\/hfleaks\.cjs hook pre-commit$/m);
    expect(read('.husky/pre-commit')).not.toMatch(/npx|npm exec/);
  });
});
