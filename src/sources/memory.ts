// Content that is already in memory: rule examples, and callers of the library.
import { HfleaksError } from '../errors.ts';
import { contentKind, isModule } from '../path.ts';
import type { Source } from '../types.ts';
import { offer, streamSegments, wholeLimit, wholeSegment } from './content.ts';
import { namesByFolder } from './folders.ts';

/** Scans byte arrays as if they were files of a tree. Objects come in the order given. Throws `usage` for content that is no byte array. */
export function memorySource(files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Source {
  for (const { bytes } of files)
    if (!(bytes instanceof Uint8Array))
      throw new HfleaksError('usage', 'Content must be bytes, not text.', 'Use Buffer.from(text).');
  let known: ReturnType<typeof namesByFolder> | null = null;
  const folders = () => (known ??= namesByFolder(files.map(({ path }) => path)));
  return {
    mode: 'tree',
    target: 'memory',
    beside: {
      modules: () => files.map(({ path }) => path).filter(isModule),
      names: (folder) => folders().get(folder) ?? new Set(),
      read: async (wanted) => files.find(({ path }) => path === wanted)?.bytes ?? null,
    },
    async *candidates(sieve, ledger) {
      ledger.list(files.length);
      for (const file of files) {
        const [path, bytes] = [Buffer.from(file.path), file.bytes];
        const kind = contentKind(path);
        const whole = bytes.length <= wholeLimit(kind);
        const segments = () => (whole ? [wholeSegment(bytes, sieve.hits(bytes))] : streamSegments(once(bytes), sieve));
        yield* offer(ledger, path, { kind, whole, places: [{ kind: 'file', path }], segments }, () => bytes.length);
      }
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
