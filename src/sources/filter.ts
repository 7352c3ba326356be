// Path filters that users type as globs, matched against the lossless display form of a path.
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';

const LIMIT = 512;

/**
 * A test for paths. A glob without `/` names files and folders at any depth; a folder stands for all that is in it. Extended globs
 * (`+(a|b)`) and negation are not understood: their cost has no bound. No globs: nothing matches. Throws `usage` for a glob over 512 characters.
 */
export async function createFilter(globs: readonly string[]): Promise<(path: Uint8Array) => boolean> {
  if (globs.length === 0) return () => false;
  const { default: picomatch } = await import('picomatch');
  const tests = globs.map((glob) => {
    if (glob.length > LIMIT)
      throw new HfleaksError('usage', `A glob is longer than ${LIMIT} characters.`, 'Name a folder instead.');
    const clean = glob.replace(/^\.\//, '').replace(/\/$/, '');
    const anywhere = clean.includes('/') ? clean : `**/${clean}`;
    return picomatch([anywhere, `${anywhere}/**`], { dot: true, noextglob: true, nonegate: true });
  });
  return (path) => {
    const text = displayPath(path);
    return tests.some((test) => test(text));
  };
}
