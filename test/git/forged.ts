// A git that reads true objects where it is asked for many, and false or broken ones where it is asked for few.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { History } from '../e2e/history.ts';
import { fakeGit } from '../e2e/history-git.ts';

/** A copy of a store of loose objects. */
export interface ForgedStore {
  /** In the place of an object stands another. */
  lie(oid: string, type: string, body: string | Buffer): void;
  /** git dies of it. */
  cut(oid: string): void;
  remove(oid: string): void;
}

/** The PATH to a git that answers from a copy of the store which `forge` changes. */
export function forgedGit(history: History, forge: (store: ForgedStore) => void): { readonly PATH: string } {
  const store = join(history.home, 'forged');
  cpSync(join(history.gitFolder, 'objects'), store, { recursive: true });
  const pathOf = (oid: string): string => join(store, oid.slice(0, 2), oid.slice(2));
  const write = (oid: string, content: string | Buffer): void => {
    rmSync(pathOf(oid));
    writeFileSync(pathOf(oid), deflateSync(content));
  };
  forge({
    lie: (oid, type, body) => {
      const bytes = Buffer.from(body as string, 'latin1');
      write(oid, Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]));
    },
    cut: (oid) => write(oid, 'blob 1000\0short'),
    remove: (oid) => rmSync(pathOf(oid)),
  });
  return fakeGit(history.home, `[ "$what" = 'cat-file --batch' ] && export GIT_OBJECT_DIRECTORY='${store}'`);
}
