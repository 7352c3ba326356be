// The message of a commit that is about to be made, as a commit-msg hook finds it in a file.
import { closeSync, readFileSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import type { Source } from '../types.ts';
import { NOTEBOOK_LIMIT, offer, wholeSegment } from './content.ts';
import { openPath } from './open.ts';

export interface MessageOptions {
  /** The file; absolute. */
  readonly path: string;
  /** What it is called in reports. */
  readonly name: string;
  /**
   * What comments begin with, if an editor was used: then git drops them, and all that stands below its scissors line, such as the diff that
   * `commit -v` shows. Null if the message is taken as it is.
   */
  readonly comment: string | null;
}

/** Scans what will be the message. Throws `path-not-found` for what is no file that can be read. */
export function messageSource({ path, name, comment }: MessageOptions): Source {
  return {
    mode: 'staged',
    target: 'message',
    async *candidates(sieve, ledger) {
      const bytes = kept(readMessage(path), comment);
      const label = Buffer.from(name);
      ledger.list(1);
      const segments = () => [wholeSegment(bytes, sieve.hits(bytes))];
      const places = [{ kind: 'message', of: 'commit', path: label }] as const;
      yield* offer(ledger, label, { kind: 'text', whole: true, places, segments }, () => bytes.length);
    },
  };
}

function readMessage(path: string): Buffer {
  const opened = openPath(Buffer.from(path));
  if (opened.kind === 'file')
    try {
      if (opened.stat.size <= NOTEBOOK_LIMIT) return readFileSync(opened.fd);
    } finally {
      closeSync(opened.fd);
    }
  throw new HfleaksError(
    'path-not-found',
    `There is no message at ${displayPath(Buffer.from(path))}.`,
    'Call it from the hook, with the file that git names: hfleaks hook commit-msg "$1"',
  );
}

/** Lines that git drops become empty, so that the others keep their numbers. Format: git-commit(1), `--cleanup`. */
function kept(message: Buffer, comment: string | null): Buffer {
  if (comment === null) return message;
  const lines = message.toString('latin1').split('\n');
  const scissors = lines.findIndex(
    (line) => line.startsWith(comment) && /^ -+ >8 -+\r?$/.test(line.slice(comment.length)),
  );
  const own = scissors < 0 ? lines : lines.slice(0, scissors);
  return Buffer.from(own.map((line) => (line.startsWith(comment) ? '' : line)).join('\n'), 'latin1');
}
