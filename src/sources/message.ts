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
  /** Whether an editor was used: only then git takes away the diff that `commit -v` shows below the message. */
  readonly edited: boolean;
}

/**
 * Scans what can become the message. Which lines git takes away is for settings, variables and options to say, of which a hook sees few; so
 * comments count. Throws `path-not-found` for what is no file that can be read.
 */
export function messageSource({ path, name, edited }: MessageOptions): Source {
  return {
    mode: 'staged',
    target: 'message',
    async *candidates(sieve, ledger) {
      const bytes = edited ? withoutDiff(readMessage(path)) : readMessage(path);
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

/** Behind what comments begin with. */
const SCISSORS = ` ${'-'.repeat(24)} >8 ${'-'.repeat(24)}`;
const DIFF_BEGINS = /^(?:diff --(?:git|cc|combined)|Submodule) /;
const IN_DIFF =
  /^(?:$|[ +\-\\@*]|(?:diff|index|new|deleted|old|mode|similarity|dissimilarity|rename|copy|Binary|Submodule) )/;

/**
 * The lines of the diff become empty, so that the others keep their numbers. Format: git-commit(1), `--verbose`, with any comment character and
 * in any language: `# ------------------------ >8 ------------------------`, comments of git, and the diff, of which nothing is left out but
 * what has its form.
 */
function withoutDiff(message: Buffer): Buffer {
  const lines = message.toString('latin1').split('\n');
  const scissors = lines.findIndex((line) => line.endsWith(SCISSORS) && line.length > SCISSORS.length);
  if (scissors < 0) return message;
  const comment = (lines[scissors] as string).slice(0, -SCISSORS.length);
  const start = lines.findIndex((line, at) => at > scissors && !line.startsWith(comment));
  if (start <= scissors + 1 || !DIFF_BEGINS.test(lines[start] as string)) return message;
  return Buffer.from(lines.map((line, at) => (at >= start && IN_DIFF.test(line) ? '' : line)).join('\n'), 'latin1');
}
