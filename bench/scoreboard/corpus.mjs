// The labelled corpus: one file a sample, a positive with one credential of its own or a negative with none, the same for the same seed.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { container } from './containers.mjs';
import { encoded } from './encoded.mjs';
import { format } from './formats.mjs';
import { negatives } from './negatives.mjs';
import { notebook } from './notebooks.mjs';
import { boundary, plain } from './plain.mjs';
import { chance, credentials } from './random.mjs';
import { split } from './split.mjs';

/** The positives by category. */
export const CATEGORIES = { plain, boundary, encoded, split, container, format, notebook };

/**
 * Writes the corpus into `folder`, each sample in a subfolder of its own whose name tells nothing, in an order drawn from the seed. `only`
 * leaves one category of the positives, or the negatives. Gives the manifest: the samples as `{id, file, category, form, sha256, token, line?}`
 * (a negative has the category `negative`, its kind, no token), and the forms that need a program which is not here.
 */
export function makeCorpus(folder, seed, only) {
  const missing = [];
  const isWanted = (category) => !only || category === only;
  const samples = [...positives(seed, missing, isWanted), ...(isWanted('negative') ? clean(seed) : [])];
  const manifest = chance(`order ${seed}`)
    .shuffled(samples)
    .map(({ content, file: name, ...sample }, at) => {
      const id = `s${String(at + 1).padStart(4, '0')}`;
      const file = `${id}/${name}`;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
      return { id, file, ...sample };
    });
  return { samples: manifest, missing };
}

function positives(seed, missing, isWanted) {
  const categories = Object.entries(CATEGORIES).filter(([category]) => isWanted(category));
  return categories.flatMap(([category, rows]) =>
    rows.flatMap(({ form, file, make, kind = 'user', second }) => {
      const r = chance(`${seed} ${category} ${form}`);
      const token = credentials[kind](r);
      const content = make(token, r, second && credentials.user(r));
      if (content === undefined) missing.push(`${category}: ${form}`);
      if (content === undefined) return [];
      const sha256 = createHash('sha256').update(token).digest('hex');
      return [{ category, form, kind, file, token, sha256, line: lineOf(content, token), content }];
    }),
  );
}

function clean(seed) {
  return negatives.map(({ kind, form, file, make }) => {
    const content = make(chance(`${seed} negative ${kind} ${form}`));
    return { category: 'negative', kind, form, file, content };
  });
}

/** The line (from 1) where the token stands as it is, in a text; otherwise undefined. */
function lineOf(content, token) {
  const text = typeof content === 'string' ? content : undefined;
  const at = text?.indexOf(token) ?? -1;
  return at < 0 ? undefined : text.slice(0, at).split('\n').length;
}
