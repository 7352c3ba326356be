import { type Stats } from 'node:fs';
/**
 * Where the cache belongs: `$XDG_CACHE_HOME/hfleaks`, else `%LOCALAPPDATA%\hfleaks` on Windows, `~/Library/Caches/hfleaks`
 * on macOS, `~/.cache/hfleaks` elsewhere. `platform` as Node names it. Null where no variable names it by an absolute path: a
 * relative one would lie in what is scanned, and the XDG Base Directory Specification ignores it too.
 */
export declare function cacheFolder(variables: Readonly<Record<string, string | undefined>>, platform: string): string | null;
/** Makes the folder where it is missing; whether it is the user's alone. Throws what the system says. */
export declare function isFolderTrusted(folder: string, user: number | undefined): boolean;
/** Whether the user owns it and none of the bits of `forbidden` is set in its mode. */
export declare function isOwn({ uid, mode }: Stats, user: number | undefined, forbidden?: number): boolean;
