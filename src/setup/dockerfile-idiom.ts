// Takes a credential out of a Dockerfile: a RUN that needs it gets it as a mounted secret, and no variable of the image has it.

import type { Instruction } from '../flow/dockerfile.ts';
import { parseDockerfile } from '../flow/dockerfile.ts';
import { inShell } from './language-idiom.ts';
import { tokensOf } from './lex.ts';
import { type Outcome, type Patch, patched, type Replacement, type Spot } from './patch.ts';
import { adviceFor } from './settings-idiom.ts';

const NAME = /(?:^|[./])(?:docker|container)file(?:\.[^/]*)?$/i;
/** From this version on, a secret can be mounted as a variable. */
const OLD = /^#[ \t]*syntax[ \t]*=[ \t]*docker\/dockerfile:1\.[0-9](?:\.|-|\s|$)/m;

/** Whether a path, with `/`, is that of a Dockerfile. */
export function isDockerfile(name: string): boolean {
  return NAME.test(name);
}

/** As `replaceSpots`. It is proven that no other instruction changes, but for what is mounted. */
export function inDockerfile(name: string, text: string, spots: readonly Spot[]): Replacement {
  const instructions = parseDockerfile(text);
  const advice = new Map<number, string>();
  const patches = new Map<number, Patch>();
  for (const spot of spots) {
    const own = instructions.find(({ start, end }) => start <= spot.start && end >= spot.end);
    const outcome = own && !OLD.test(text.slice(0, 500)) ? outcomeOf(text, own, instructions, spot) : '';
    if (typeof outcome === 'string') advice.set(spot.start, adviceFor(name, spot.variable));
    else for (const patch of outcome) patches.set(patch.start, patch);
  }
  const all = [...patches.values()];
  if (isProven(text, instructions, all)) return { patches: all, advice };
  return { patches: [], advice: new Map(spots.map(({ start, variable }) => [start, adviceFor(name, variable)])) };
}

function outcomeOf(text: string, own: Instruction, all: readonly Instruction[], spot: Spot): Outcome {
  const { start, end, keyword, form } = own;
  const code = text.slice(start, end);
  if (keyword === 'RUN' && form === 'shell' && !code.includes('<<')) {
    const tokens = tokensOf(code, 'shell');
    const inside = { ...spot, start: spot.start - start, end: spot.end - start };
    const outcome = tokens ? inShell(code, tokens, inside) : '';
    if (typeof outcome === 'string') return '';
    return [
      ...mount(text, own, spot.variable),
      ...outcome.map((one) => ({ ...one, start: one.start + start, end: one.end + start })),
    ];
  }
  if (keyword !== 'ENV' && keyword !== 'ARG') return '';
  const binding = own.bindings.find((one) => one.start <= spot.start && one.end >= spot.end);
  const value = text.slice(spot.start - 1, spot.end + 1);
  // All of a value, with its quotes or without.
  if (!binding || own.bindings.length !== 1 || !/^(["'])\w*\1$|^[= \t]\w*\s?$/.test(value)) return '';
  const next = text.indexOf('\n', end - 1);
  // Those that read it by its name have it from now on from where it belongs.
  const readers = all.filter(
    (one) =>
      one.start > start &&
      one.keyword === 'RUN' &&
      new RegExp(`\\$\\{?${binding.name}\\b`).test(text.slice(one.start, one.end)),
  );
  return [
    { start, end: next < 0 ? text.length : next + 1, text: '' },
    ...readers.flatMap((one) => mount(text, one, spot.variable, binding.name)),
  ];
}

/** A flag behind the word RUN; nothing where it is there. */
function mount(text: string, { start, end }: Instruction, variable: string, name = variable): Patch[] {
  const flag = `--mount=type=secret,id=${variable.toLowerCase()},env=${name} `;
  const word = /^\s*(?:ONBUILD\s+)?RUN[ \t]+/i.exec(text.slice(start, end))?.[0].length ?? 0;
  return text.slice(start, end).includes(flag) ? [] : [{ start: start + word, end: start + word, text: flag }];
}

function isProven(text: string, before: readonly Instruction[], patches: readonly Patch[]): boolean {
  const after = patched(Buffer.from(text, 'latin1'), patches).toString('latin1');
  const gone = patches.filter((patch) => patch.text === '');
  const kept = before.filter(({ start }) => !gone.some((patch) => patch.start === start));
  const now = parseDockerfile(after);
  const said = (source: string, one: Instruction): string => source.slice(one.start, one.end);
  return (
    now.length === kept.length &&
    now.every((one, at) => {
      const old = kept[at] as Instruction;
      const isTouched = patches.some(({ start }) => start >= old.start && start < old.end);
      return (
        one.keyword === old.keyword && one.stage === old.stage && (isTouched || said(after, one) === said(text, old))
      );
    })
  );
}
