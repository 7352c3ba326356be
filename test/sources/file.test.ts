import { openSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunLedger } from '../../src/ledger.ts';
import { Pauses } from '../../src/pauses.ts';
import { FileScanner } from '../../src/sources/file.ts';
import type { Sieve } from '../../src/types.ts';
import { temporaryFolder } from '../repository.ts';

test('a file of 64 GiB that are not on the disk: a part of it is read, and the rest is told', async () => {
  const path = join(temporaryFolder(), 'hollow');
  writeFileSync(path, 'a');
  truncateSync(path, 2 ** 36);
  const ledger = new RunLedger();
  const sieve = { reach: 64, hits: () => [] } as unknown as Sieve;
  const scanner = new FileScanner(sieve, ledger, new Pauses());
  ledger.list(1);
  const origin = {
    name: Buffer.from('hollow'),
    kind: 'text',
    places: [{ kind: 'file', path: Buffer.from('x') }],
  } as const;
  for await (const candidate of scanner.file(origin, openSync(path, 'r'), statSync(path))) expect(candidate).toBeNull();
  expect(ledger.totals()).toMatchObject({ partial: [{ reason: 'size-limit', objects: 1, bytes: 2 ** 28 }] });
});
