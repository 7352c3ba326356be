// The list of containers, one line each, and which of them opens what.
import { ar } from './ar.ts';
import { arrow } from './arrow.ts';
import { avro } from './avro.ts';
import { bzip2 } from './bzip2.ts';
import type { Container } from './container.ts';
import { foreign } from './foreign.ts';
import { gitObjects } from './git-objects.ts';
import { gitPatch } from './git-patch.ts';
import { deflate, embedded, gzip, zlib } from './gzip.ts';
import { lz4, mozlz4 } from './lz4.ts';
import { lzma } from './lzma.ts';
import { matlab } from './matlab.ts';
import { numpy } from './numpy.ts';
import { parquet } from './parquet.ts';
import { pdf } from './pdf.ts';
import { pickle, pyc } from './pickle.ts';
import { png } from './png.ts';
import { pyinstaller } from './pyinstaller.ts';
import { selfExtractor } from './self-extractor.ts';
import { sqlite } from './sqlite.ts';
import { tar } from './tar.ts';
import { tfrecord } from './tfrecord.ts';
import { xz } from './xz.ts';
import { zip } from './zip.ts';
import { zstd } from './zstd.ts';

export { createBudget } from './budget.ts';
export { brotli } from './gzip.ts';

/** The first that matches opens the bytes: those with long magic numbers stand before those that are known by their shape. */
export const containers: readonly Container[] = [
  gzip,
  bzip2,
  xz,
  zstd,
  ar,
  pdf,
  png,
  sqlite,
  matlab,
  gitObjects,
  parquet,
  arrow,
  avro,
  lz4,
  mozlz4,
  selfExtractor,
  pyinstaller,
  gitPatch,
  numpy,
  pickle,
  pyc,
  foreign,
  tar,
  tfrecord,
  lzma,
  zlib,
  zip,
  deflate,
  embedded,
];

/**
 * What opens `bytes`; null for what is no container. A zip is read from its end: what begins as something else and ends as a zip is
 * opened as both (the last member of an `ar` may be one).
 */
export function containerOf(bytes: Uint8Array): Container | null {
  const first = containers.find((container) => container.matches(bytes)) ?? null;
  return first && first !== zip && first !== ar && zip.matches(bytes) ? both(first, zip) : first;
}

function both(one: Container, other: Container): Container {
  return {
    name: one.name,
    matches: one.matches,
    *members(bytes, budget) {
      yield* one.members(bytes, budget);
      yield* other.members(bytes, budget);
    },
  };
}
