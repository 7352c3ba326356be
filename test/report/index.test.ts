import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formats, render } from '../../src/report/index.ts';
import { finding, report } from './material.ts';

const FOLDER = new URL('../../src/report/', import.meta.url);
/** Files that are no format. */
const SUPPORT = [
  'escape',
  'frame',
  'gate',
  'index',
  'next-steps',
  'places',
  'policy',
  'provenance',
  'row',
  'sarif-rules',
  'summary',
  'workflow-command',
  'write',
];
const OPTIONS = { color: false, excerpt: true, elapsedMs: 1, quiet: false, hook: false, version: '0.1.0' };

test('every file of the folder is a format of the registry, or known not to be one', () => {
  const files = readdirSync(FOLDER).map((name) => name.replace(/\.ts$/, ''));
  expect(files.sort()).toEqual([...formats, ...SUPPORT].sort());
});

test.each(formats)('%s: the registry renders with the module of that name', async (format) => {
  const module = await import(new URL(`${format}.ts`, FOLDER).href);
  const [renderer] = Object.values<(value: object, options: object) => string>(module);
  const input = report({ findings: [finding()] });
  const output = await render(format, input, OPTIONS);
  const made = renderer?.(input, OPTIONS);
  expect(output).toBe(typeof made === 'string' ? made : [...(made ?? [])].join(''));
  expect(output).toMatch(/[^\n]\n$/);
});
