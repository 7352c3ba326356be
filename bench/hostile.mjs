// What content that is made to be slow costs, each in a process of its own: `npm run bench:hostile -- [WORDS [MEGABYTES]]`, worst first.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { costOf } from './hostile/cost.mjs';
import { packed } from './hostile/packed.mjs';
import { formats, texts } from './hostile/texts.mjs';
import { temporaryHome } from './measure.mjs';

const MB = 1_000_000;
/** The law: seconds of one core, and MB at the peak. */
const [SECONDS, MEMORY] = [2, 256];

const [words = '', megabytes = '9.9'] = process.argv.slice(2);
const size = Number(megabytes) * MB;
const home = temporaryHome();
const rows = [];
const missing = [];

function* inputs() {
  for (const [name, make] of Object.entries(texts)) yield [name, [['a.txt', () => make(size)]]];
  for (const [name, [path, make]] of Object.entries(formats)) yield [name, [[path, () => make(size)]]];
  yield* packed(size);
  yield ['50 MB in one line', [['a.txt', () => formats['one line of source'][1](50 * MB)]]];
}

try {
  for (const [name, files] of inputs()) {
    if (!new RegExp(words).test(name)) continue;
    const folder = join(home.path, 'input');
    mkdirSync(folder);
    const cost = costOf(folder, files);
    rmSync(folder, { recursive: true });
    if (cost) rows.push({ name, ...cost });
    else missing.push(name);
    console.error(cost ? shown(rows.at(-1)) : `not made: ${name}`);
  }
} finally {
  home.remove();
}

const worst = ({ seconds, memory }) => Math.max(seconds / SECONDS, memory / MEMORY);
console.log('    cpu   wall    MB  exit  input');
for (const row of rows.toSorted((a, b) => worst(b) - worst(a))) console.log(shown(row));
const over = rows.filter((row) => worst(row) > 1);
console.log(`\n${rows.length} inputs, of which ${over.length} take more than ${SECONDS} s of one core or ${MEMORY} MB`);
if (missing.length > 0) console.log(`not made, since no program here makes it: ${missing.join(', ')}`);

function shown({ seconds, wall, memory, status, name, size: bytes }) {
  const numbers = [
    seconds.toFixed(2).padStart(7),
    wall.toFixed(2).padStart(7),
    memory.toFixed(0).padStart(6),
    `${status}`.padStart(6),
  ];
  return `${numbers.join('')}  ${name} (${(bytes / MB).toFixed(1)} MB)`;
}
