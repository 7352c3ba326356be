// Small facts that are remembered in the user's cache folder, each as an empty file; light enough for a hook.
import { closeSync, lstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isFolderTrusted } from './place.ts';

const ID = /^[\w-]{1,200}$/;

/** Marks by their ids: letters, digits, `-` and `_`. What cannot be remembered is forgotten; nothing here throws. */
export class Marks {
  readonly #folder: string;
  readonly #user: number | undefined;

  /** `folder` as `cacheFolder` gives it; `user` is the user's number, undefined where the system has none. */
  constructor(folder: string, user: number | undefined) {
    this.#folder = folder;
    this.#user = user;
  }

  /** Whether it was added, in this folder that only the user can write to. */
  has(id: string): boolean {
    try {
      return (
        ID.test(id) &&
        lstatSync(join(this.#folder, id), { throwIfNoEntry: false })?.isFile() === true &&
        isFolderTrusted(this.#folder, this.#user)
      );
    } catch {
      return false;
    }
  }

  add(id: string): void {
    try {
      if (ID.test(id) && isFolderTrusted(this.#folder, this.#user))
        closeSync(openSync(join(this.#folder, id), 'wx', 0o600));
    } catch {
      // It is there already, or cannot be.
    }
  }
}
