import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { shellExposures } from '../../src/flow/shell-exposures.ts';
import { RULES, type RuleId } from '../../src/flow/shell-rules/rules.ts';

type Example = string | { readonly as: string; readonly text: string };

interface RuleFile {
  readonly id: RuleId;
  readonly severity: string;
  readonly fix: string;
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
}

const FOLDER = new URL('../../rules/logging/', import.meta.url);
/** Rules of this engine only; the others share an engine with Python and JavaScript, or are shared with it. */
const OWN = /^hf-(?:log-sh-|sh-|gha-|docker-|nb-magic\.)/;

const files = readdirSync(FOLDER)
  .filter((name) => OWN.test(name))
  .map((name) => parse(readFileSync(new URL(name, FOLDER), 'utf8')) as RuleFile);

const fileOf = (example: Example) =>
  typeof example === 'string' ? { name: 'a.sh', text: example } : { name: example.as, text: example.text };
const found = (example: Example) =>
  shellExposures(fileOf(example)).exposures.map(({ rule, severity }) => `${rule} ${severity}`);

describe('the examples of the rules for shell', () => {
  test('every rule has its file, and says in it what the engine says', () => {
    const shared = ['hf-log-py-partial', 'hf-url-query-token', 'hf-js-client-env'];
    expect(files.map(({ id }) => id).sort()).toEqual(
      Object.keys(RULES)
        .filter((id) => !shared.includes(id))
        .sort(),
    );
    for (const { id, severity, fix, bad, good } of files) {
      expect([id, severity, fix]).toEqual([id, RULES[id].severity, RULES[id].fix]);
      expect(bad.length).toBeGreaterThanOrEqual(3);
      expect(good.length).toBeGreaterThanOrEqual(5);
    }
  });

  const bad = files.flatMap(({ id, bad: examples }) => examples.map((example) => [id, example] as const));
  test.each(bad)('%s finds %j', (id, example) => {
    expect(found(example).map((text) => text.split(' ')[0])).toContain(id);
  });

  const good = files.flatMap(({ id, good: examples }) => examples.map((example) => [id, example] as const));
  test.each(good)('%s is silent on %j', (id, example) => {
    expect(found(example).filter((text) => text.startsWith(`${id} `) || text.endsWith(' error'))).toEqual([]);
  });
});
