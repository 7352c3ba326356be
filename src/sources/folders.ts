// Which names are in which folder, told by the paths of files.

/** By folder, `''` or with `/` at its end: the names of files and folders in it. A character for each byte. */
export function namesByFolder(paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths)
    for (let end = path.length; end > 0; ) {
      const start = path.lastIndexOf('/', end - 1) + 1;
      const [folder, name] = [path.slice(0, start), path.slice(start, end)];
      const names = folders.get(folder);
      // What has this name has the folders above it.
      if (names?.has(name)) break;
      if (names) names.add(name);
      else folders.set(folder, new Set([name]));
      end = start - 1;
    }
  return folders;
}
