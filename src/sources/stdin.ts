// What comes in through a pipe.
import { contentKind } from '../path.ts';
import type { Segment, SkipReason, Source } from '../types.ts';
import { offer, readUpTo, streamSegments, wholeLimit, wholeSegment } from './content.ts';
import { LargeCode } from './large-code.ts';

/** Scans a stream under the name `path`, whose ending tells what it is. It is never held whole if it is large. */
export function stdinSource(stream: AsyncIterable<Uint8Array>, path: string): Source {
  return {
    mode: 'stdin',
    target: '-',
    async *candidates(sieve, ledger) {
      const name = Buffer.from(path);
      const kind = contentKind(name);
      const code = new LargeCode(sieve, name);
      let size = 0;
      let damage: SkipReason | null = null;
      const survivable = async function* () {
        try {
          yield* stream;
        } catch {
          damage = 'read-error';
        }
      };
      const { bytes, rest } = await readUpTo(survivable(), wholeLimit(kind));
      const segments = async function* (): AsyncGenerator<Segment> {
        for await (const segment of rest ? streamSegments(rest, sieve) : [wholeSegment(bytes, sieve.hits(bytes))]) {
          size = segment.to;
          if (rest) code.see(segment);
          yield segment;
        }
      };
      ledger.list(1);
      const content = {
        kind,
        whole: !rest,
        places: [{ kind: 'stdin', path: name }],
        segments,
        isLargeCode: () => code.isFound,
      } as const;
      yield* offer(
        ledger,
        name,
        content,
        () => size,
        () => damage,
      );
    },
  };
}
