// Pointers of Git LFS and of Xet: small texts in git that stand for content elsewhere.
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { isInside, type Repository } from '../git/repository.ts';
import { type Opened, openPath } from './open.ts';

/** The specification's own bound, in bytes. */
const LIMIT = 1024;
const HEAD = 'version https://git-lfs.github.com/spec/v1\n';
/** Nothing but these lines: what holds more is a text, and scanned as one. */
const POINTER = new RegExp(
  `^${HEAD}(?:ext-\\d-[a-z]{1,32} sha256:[0-9a-f]{64}\\n)*oid sha256:([0-9a-f]{64})\\nsize \\d{1,19}\\n$`,
);
/** `# xet version 0`, and TOML: `filesize = 1024`, `hash = '<64 hex>'`. */
const XET = /^# xet version \d{1,4}\n(?:(?:path|filesize|hash) = ['"\w./-]{1,200}\n?){2,3}$/;

/**
 * The name of the content that a pointer stands for, a SHA-256 in hex; empty for a Xet pointer, whose content no clone keeps; null if
 * `bytes` is no pointer. Formats: git-lfs docs/spec.md: `version …`, `oid sha256:<64 hex>`, `size <decimal>`; xet-core's pointer files.
 */
export function lfsOid(bytes: Uint8Array): string | null {
  if (bytes.length >= LIMIT || (bytes[0] !== HEAD.charCodeAt(0) && bytes[0] !== 0x23)) return null;
  const text = Buffer.from(bytes).toString('latin1');
  return XET.test(text) ? '' : (POINTER.exec(text)?.[1] ?? null);
}

/** Opens that content, which a clone keeps below its common git directory. No file, if it has none, or only by a link to elsewhere. */
export function openLfsObject(repository: Repository, oid: string): Opened {
  if (oid === '') return { kind: 'problem', reason: 'lfs-pointer' };
  const path = Buffer.from(join(repository.commonDir, 'lfs', 'objects', oid.slice(0, 2), oid.slice(2, 4), oid));
  const opened = openPath(path);
  if (opened.kind !== 'file' || isInside(repository, path)) return opened;
  closeSync(opened.fd);
  return { kind: 'problem', reason: 'lfs-pointer' };
}
