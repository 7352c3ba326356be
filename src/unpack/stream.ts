// Compressors of one content: the container around a decoder.
import type { Budget, Container } from './container.ts';
import { counted } from './members.ts';
import { decodeWithin, type Output, type Unpacked } from './output.ts';

/** A format that holds one content, which `unpack` reads; `label` gives its name where the format has room for one. */
export function oneMember(
  format: Pick<Container, 'name' | 'matches'>,
  unpack: (bytes: Uint8Array, budget: Budget) => Unpacked,
  label: (bytes: Uint8Array) => Uint8Array = () => new Uint8Array(0),
): Container {
  const read = function* (bytes: Uint8Array, budget: Budget) {
    const { bytes: content, problem, isCut } = unpack(bytes, budget);
    yield { name: label(bytes), bytes: content, problem, ...(isCut && { isCut }) };
  };
  return { ...format, members: (bytes, budget) => counted(budget, read(bytes, budget)) };
}

/** The same around a decoder of ours (see `decodeWithin`). */
export function oneStream(
  format: Pick<Container, 'name' | 'matches'>,
  decode: (bytes: Uint8Array, output: Output) => number,
): Container {
  return oneMember(format, (bytes, budget) => decodeWithin(bytes, budget, (output) => decode(bytes, output)));
}
