// Finds the deltas of packs that are made from one another in a circle. By their distance they cannot be; by their ids they can.
import { ObjectList } from '../object-list.ts';
import type { Repository } from '../repository.ts';
import { storeDirectories, surveyStore } from '../store.ts';
import { type StoreFile, storeFiles } from '../stored-ids.ts';
import { readEntries } from './entries.ts';
import { circlesOf } from './families.ts';
import { PackFile } from './pack-file.ts';
import { readPackIndex } from './pack-index.ts';

/** Times that git ran out of memory, each of which took a second. */
export const MANY = 4;

/** The objects of circles, and what is made from them; with `unread`, also all of packs that are not read here. */
export function findEndless(repository: Repository, which: 'circles' | 'unread'): ObjectList {
  const found = new ObjectList(repository.objectFormat);
  for (const directory of storeDirectories(repository, surveyStore(repository)))
    for (const file of storeFiles(directory, found.width))
      if (file.kind === 'pack' && !addCircles(found, file) && which === 'unread')
        for (const { bytes, at } of file.ids()) found.addRaw(bytes, at);
  return found;
}

/** False for a pack in another form, or damaged. */
function addCircles(found: ObjectList, { paths: [packPath = '', indexPath = ''] }: StoreFile): boolean {
  const files: PackFile[] = [];
  try {
    for (const path of [packPath, indexPath]) files.push(new PackFile(path));
    const [pack, indexFile] = files as [PackFile, PackFile];
    const index = readPackIndex(indexFile, pack, found.width);
    for (const number of circlesOf(readEntries(pack, index).bases))
      found.addRaw(index.ids, (index.places[number] as number) * found.width);
    return true;
  } catch {
    return false;
  } finally {
    for (const file of files) file.close();
  }
}
