// The law of forms: what is done to a file changes neither what is found in it nor, where it keeps places, its place.
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import type { Finding } from '../../src/types.ts';
import { amount } from '../slice.ts';
import { userToken } from '../tokens.ts';
import { CONTAINERS, ENCODINGS, type Form, type Planted, RECODINGS } from './forms.ts';

const PLANTS = Number(process.env.HFLEAKS_PLANTS ?? amount(100_000, 3000));
const BATCH = 500;
/** Forms in one another. */
const MOST = 4;

/** mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function pick<T>(all: readonly T[], random: () => number): T {
  return all[Math.floor(random() * all.length)] as T;
}

const HOSTS: readonly (readonly [name: string, before: string, after: string])[] = [
  ['app.py', 'from huggingface_hub import login\n\nlogin(token="', '")\nprint("done")\n'],
  ['.env', 'PORT=7860\nHF_TOKEN=', '\nDEBUG=0\n'],
  ['deploy.yaml', 'env:\n  - name: HF_TOKEN\n    value: ', '\n  - name: PORT\n'],
  ['config.json', '{"hf_token":"', '","model":"gpt2"}\n'],
  ['run.sh', '#!/bin/sh\ncurl -H "Authorization: Bearer ', '" https://huggingface.co/api/whoami-v2\n'],
  ['notes.md', '# Notes\n\nclone https://user:', '@huggingface.co/user/model\n'],
  ['table.csv', 'name,token,role\nalice,', ',read\n'],
];
const WORDS = 'the model card says that training took nine hours on one node and the loss went down slowly'.split(' ');

function plant(random: () => number, secret: string): Planted {
  const [name, before, after] = pick(HOSTS, random);
  const lines = Array.from(
    { length: Math.floor(random() * 30) },
    () => `# ${Array.from({ length: 3 + Math.floor(random() * 8) }, () => pick(WORDS, random)).join(' ')}\n`,
  ).join('');
  const head = lines + before;
  const start = head.length;
  return {
    bytes: Buffer.from(head + secret + after + lines),
    start,
    latest: start,
    end: start + secret.length,
    trail: [],
    name,
    isPacked: false,
    isBlurred: false,
  };
}

interface Plant {
  readonly secret: string;
  readonly planted: Planted;
  readonly forms: string;
}

function makePlant(seed: number): Plant {
  const random = generator(seed);
  const secret = userToken(seed + 1);
  let planted = plant(random, secret);
  const names: string[] = [];
  const count = Math.floor(random() * (MOST + 1));
  for (let at = 0; at < count; at++) {
    const kinds: readonly (readonly Form[])[] = [ENCODINGS, CONTAINERS, RECODINGS];
    const form = pick(pick(kinds, random), random);
    const next = form.apply(planted, random);
    if (!next) continue;
    planted = next;
    names.push(form.name);
  }
  return { secret, planted, forms: names.join(' < ') };
}

function isAt({ location: { offset } }: Finding, { start, latest, end, isBlurred }: Planted): boolean {
  return offset >= start && (isBlurred ? offset < end : offset <= latest);
}

function placeOf({ location: { offset, trail } }: Finding): string {
  const inFile = trail.slice(0, trail.findLastIndex((step) => step.startsWith('!/')) + 1);
  return `${inFile.join(' ')} ${offset}`;
}

describe('the law of forms', () => {
  test(`${PLANTS} tokens in up to ${MOST} forms in one another, each found once, at its place`, {
    timeout: 600_000,
  }, async () => {
    const wrong: string[] = [];
    for (let first = 0; first < PLANTS; first += BATCH) {
      const plants = Array.from({ length: Math.min(BATCH, PLANTS - first) }, (_, at) => makePlant(first + at));
      const files = plants.map(({ planted }, at) => ({ path: `${at}/${planted.name}`, bytes: planted.bytes }));
      const { findings, suppressed } = await scan(memorySource(files));
      const found = new Map<number, Finding[]>();
      for (const finding of [...findings, ...suppressed]) {
        const at = Number.parseInt(Buffer.from(finding.location.path).toString(), 10);
        found.set(at, [...(found.get(at) ?? []), finding]);
      }
      for (const [at, { secret, planted, forms }] of plants.entries()) {
        const own = found.get(at) ?? [];
        const say = (what: string): void => void wrong.push(`${first + at} ${planted.name} [${forms}]: ${what}`);
        if (own.length !== 1) say(`${own.length} findings`);
        else if (own[0]?.credential?.secret.reveal() !== secret) say('another value');
        else if (!isAt(own[0], planted)) say(`at ${placeOf(own[0])}, not ${planted.start}`);
      }
    }
    expect(wrong.slice(0, 40)).toEqual([]);
  });
});
