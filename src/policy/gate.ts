// Says whether there is a policy at all, at the cost of a few looks at the disk: most hooks end here and load nothing.
import { lstatSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Where a configuration may stand; only one of them may. */
export const CONFIG_FILES = ['.hfleaks.yml', '.hfleaks.yaml', '.hfleaks.json', 'package.json'] as const;
/** The baseline's usual name, beside the configuration. */
export const BASELINE_FILE = '.hfleaks-baseline.jsonl';
/** The key of a `package.json`. */
export const PACKAGE_KEY = 'hfleaks';

const PACKAGE = CONFIG_FILES[3];
const OWN = [...CONFIG_FILES.filter((name) => name !== PACKAGE), BASELINE_FILE];
const MAX_PACKAGE = 16 << 20;

/**
 * The nearest folder to `root`, on the way from it to `folder` (both absolute), that has a file of a policy: relative to `root`, `/` between
 * names, `''` for the root itself; null if none has. Links and folders of such a name count: they are refused later.
 */
export function folderOfPolicy(root: string, folder: string): string | null {
  const inside = `${folder}${sep}`.startsWith(root.endsWith(sep) ? root : root + sep) ? folder.slice(root.length) : '';
  const parts = inside.split(sep).filter((part) => part !== '');
  for (let depth = 0; depth <= parts.length; depth++) {
    const below = parts.slice(0, depth);
    if (hasPolicy(join(root, ...below))) return below.join('/');
  }
  return null;
}

function hasPolicy(folder: string): boolean {
  const stat = (name: string) => lstatSync(join(folder, name), { throwIfNoEntry: false });
  try {
    if (OWN.some((name) => stat(name))) return true;
    const found = stat(PACKAGE);
    if (!found?.isFile() || found.size > MAX_PACKAGE) return false;
    return holdsPolicy(readFileSync(join(folder, PACKAGE), 'utf8'));
  } catch {
    // Not even to be looked at: whoever scans it will say so.
    return false;
  }
}

/** Whether a `package.json` has our key. A broken one is no business of ours, unless it seems to have it. */
export function holdsPolicy(text: string): boolean {
  if (!text.includes(`"${PACKAGE_KEY}"`)) return false;
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null && Object.hasOwn(value, PACKAGE_KEY);
  } catch {
    return new RegExp(`"${PACKAGE_KEY}"\\s*:\\s*\\{`).test(text);
  }
}
