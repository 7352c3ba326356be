// Work that a signal may not cut in two: it waits until that is done.

let running: Promise<unknown> = Promise.resolve();

/** Does `work`, which signals wait for; a second one of the same kind does not. */
export function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  const done = work();
  running = done.catch(() => undefined);
  return done;
}

/** When nothing of the kind is under way. */
export const settled = (): Promise<unknown> => running;
