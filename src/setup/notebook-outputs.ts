// Takes single outputs out of a notebook, and leaves every other byte as it is.
import { type JsonVisitor, walkJson } from '../decode/json.ts';
import type { Finding } from '../types.ts';
import type { Patch } from './patch.ts';

/** Where the outputs of a cell stand, in bytes, end exclusive. */
interface Outputs {
  /** Of the array, with its brackets. */
  readonly start: number;
  end: number;
  readonly items: { readonly start: number; end: number }[];
}

/**
 * The patches that take out of a notebook the outputs in which `findings` are; none for those that are elsewhere, or in a list of outputs
 * that is not as nbformat says. Null if `bytes` are no JSON.
 */
export function outputPatches(bytes: Uint8Array, findings: readonly Finding[]): Patch[] | null {
  const walk = new OutputWalk(bytes);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (!walkJson(bytes, start, walk)) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return walk.cells.flatMap((outputs, cell) => {
    const leaking = new Set(findings.map((finding) => outputOf(finding, cell, outputs)));
    leaking.delete(-1);
    return leaking.size > 0 && isPlain(text, outputs) ? without(outputs, leaking) : [];
  });
}

/** Which of a cell's outputs a finding is in, -1 for none: by the names on its way, else by its place, which in a container says nothing. */
function outputOf({ location: { trail, offset } }: Finding, cell: number, { items }: Outputs): number {
  const [, inCell, output] = /^cell (\d+)\0output (\d+)(?:\0|$)/.exec(trail.slice(0, 2).join('\0')) ?? [];
  if (inCell) return Number(inCell) === cell + 1 ? Number(output) - 1 : -1;
  if (trail.some((step) => step.startsWith('!') || step.startsWith('cell '))) return -1;
  return items.findIndex(({ start, end }) => offset >= start && offset < end);
}

/** Whether there are objects alone, with commas between. */
function isPlain(text: string, { start, end, items }: Outputs): boolean {
  const gaps = items.map((item, at) => text.slice(at > 0 ? items[at - 1]?.end : start + 1, item.start));
  const last = text.slice(items.at(-1)?.end ?? start + 1, end - 1);
  return gaps.every((gap, at) => gap.trim() === (at > 0 ? ',' : '')) && last.trim() === '';
}

function without({ start, end, items }: Outputs, out: ReadonlySet<number>): Patch[] {
  if (items.every((_, at) => out.has(at))) return [{ start: start + 1, end: end - 1, text: '' }];
  const lastKept = items.findLastIndex((_, at) => !out.has(at));
  const patches = [...out]
    .filter((at) => at < lastKept)
    .map((at) => ({ start: items[at]?.start ?? 0, end: items[at + 1]?.start ?? 0, text: '' }));
  const tail = { start: items[lastKept]?.end ?? 0, end: items.at(-1)?.end ?? 0, text: '' };
  return tail.start < tail.end ? [...patches, tail] : patches;
}

/** Finds `cells[].outputs[]`, and in nbformat 3 `worksheets[].cells[].outputs[]`. */
class OutputWalk implements JsonVisitor {
  /** One for each cell, in order. */
  readonly cells: Outputs[] = [];
  /** The key before each open container, with `[]` for an array: `cells[]`. */
  readonly #path: string[] = [];
  readonly #bytes: Uint8Array;
  #key = '';

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  open(array: boolean, at: number): void {
    this.#path.push(this.#key + (array ? '[]' : '{}'));
    this.#key = '';
    if (this.#path.length > 7) return;
    const path = this.#path.join('.').replace(/^\{\}\.worksheets\[\]\.\{\}\./, '{}.');
    const cell = this.cells.at(-1);
    if (path === '{}.cells[].{}') this.cells.push({ start: -1, end: -1, items: [] });
    else if (cell && path === '{}.cells[].{}.outputs[]')
      this.cells[this.cells.length - 1] = { start: at, end: -1, items: [] };
    else if (cell && path === '{}.cells[].{}.outputs[].{}') cell.items.push({ start: at, end: -1 });
  }

  close(at: number): void {
    const depth = this.#path.length - (this.#path[1] === 'worksheets[]' ? 2 : 0);
    const cell = this.cells.at(-1);
    const item = cell?.items.at(-1);
    if (depth === 5 && item?.end === -1) item.end = at + 1;
    else if (depth === 4 && cell?.end === -1 && this.#path.at(-1) === 'outputs[]') cell.end = at + 1;
    this.#path.pop();
    this.#key = '';
  }

  key(from: number, to: number): void {
    this.#key = to - from > 20 ? '?' : Buffer.from(this.#bytes.subarray(from, to)).toString('latin1');
  }

  string(): void {}
}
