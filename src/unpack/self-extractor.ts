// Scripts that unpack what stands behind them, as makeself writes them, and answers of HTTP that were kept as they came.
import type { Container } from './container.ts';
import { payloadOf } from './magic.ts';
import { counted, member } from './members.ts';
import { takeStored } from './output.ts';

/** One member: what stands behind the script or the head, still packed. */
export const selfExtractor: Container = {
  name: 'self-extractor',
  matches: (bytes) => payloadOf(bytes) > 0,
  members: (bytes, budget) => counted(budget, [member('', takeStored(bytes.subarray(payloadOf(bytes)), budget))]),
};
