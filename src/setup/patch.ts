// Small changes to the bytes of a file: applied, and shown as a diff in which no secret is.

import { neutralizeLine, terminalText } from '../report/escape.ts';
import type { Gate } from '../report/gate.ts';
import { redactTokens } from '../secret.ts';

/** Bytes [start, end) become `text`, a character for each byte. */
export interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Where a credential stands as it is, in bytes, end exclusive, and the variable that is to hold it. */
export interface Spot {
  readonly start: number;
  readonly end: number;
  readonly variable: string;
}

/** What is to be written, or what people should do. */
export type Outcome = readonly Patch[] | string;

/** What can be done about the spots of a file. */
export interface Replacement {
  readonly patches: readonly Patch[];
  /** Why nothing is done, and what to do instead, by the start of the spot. */
  readonly advice: ReadonlyMap<number, string>;
}

/** Lines of one change that are shown on each side. */
const MOST = 12;
const WIDTH = 160;

/** `bytes` with patches that do not overlap, in any order. */
export function patched(bytes: Uint8Array, patches: readonly Patch[]): Buffer {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of sorted(patches)) {
    pieces.push(bytes.subarray(at, start), Buffer.from(text, 'latin1'));
    at = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at)]);
}

/**
 * The patches as hunks of a diff, without line ends: `@@ line 12 @@`, then lines with `-` and `+`; masked by `gate`, escaped, cut to 160
 * columns, twelve lines a side.
 */
export function diffOf(bytes: Uint8Array, patches: readonly Patch[], gate: Gate): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const hunks: { start: number; end: number; own: Patch[] }[] = [];
  for (const patch of sorted(patches)) {
    const start = patch.start === 0 ? 0 : text.lastIndexOf('\n', patch.start - 1) + 1;
    const isWhole = patch.end > start && text[patch.end - 1] === '\n' && patch.text.endsWith('\n');
    const next = text.indexOf('\n', isWhole ? patch.end - 1 : patch.end);
    // What is put between lines changes none of them.
    const isBetween = patch.start === patch.end && patch.start === start && patch.text.endsWith('\n');
    const end = isBetween ? start : next < 0 ? text.length : next + 1;
    const last = hunks.at(-1);
    if (last && start < last.end) {
      last.own.push(patch);
      last.end = Math.max(last.end, end);
    } else hunks.push({ start, end, own: [patch] });
  }
  let [line, counted] = [1, 0];
  return hunks.flatMap(({ start, end, own }) => {
    const moved = own.map((patch) => ({ ...patch, start: patch.start - start, end: patch.end - start }));
    const after = patched(bytes.subarray(start, end), moved).toString('latin1');
    line += text.slice(counted, start).split('\n').length - 1;
    counted = start;
    return [`@@ line ${line} @@`, ...side('-', text.slice(start, end), gate), ...side('+', after, gate)];
  });
}

function side(sign: string, text: string, gate: Gate): string[] {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, MOST).map((line) => {
    const masked = redactTokens(gate(Buffer.from(line.replace(/\r$/, ''), 'latin1').toString()));
    return neutralizeLine(sign + terminalText(masked.length > WIDTH ? `${masked.slice(0, WIDTH)}…` : masked));
  });
  return lines.length > MOST ? [...shown, `${sign} (${lines.length - MOST} lines more)`] : shown;
}

function sorted(patches: readonly Patch[]): readonly Patch[] {
  return patches.toSorted((one, other) => one.start - other.start);
}
