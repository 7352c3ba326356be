// Compiles src/**/*.as.ts, which is AssemblyScript, into the modules `hfleaks:wasm/<folder>/<name>`, for the bundle and for tests.
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RulesPlugin } from './rules-plugin.ts';

const PREFIX = 'hfleaks:wasm/';

/** Memory is the importer's, so that several modules can work in one: a module may not have data of its own in it. */
const FLAGS = ['-O3', '--runtime', 'stub', '--importMemory', '--noAssert', '--enable', 'simd'];
const DATA_SECTION = 11;

/**
 * Gives a module for every `<folder>/<name>.as.ts` below `src`, an absolute path; its export `wasm` is the compiled module in base64.
 * A mistake in the source fails the build with its line.
 */
export function wasmPlugin(src: string = fileURLToPath(new URL('../src', import.meta.url))): RulesPlugin {
  return {
    name: 'hfleaks-wasm',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const { wasm, files } = await compileWasm(src, `${id.slice(1 + PREFIX.length)}.as.ts`);
      for (const file of files) this.addWatchFile?.(join(src, file));
      return `export const wasm = '${Buffer.from(wasm).toString('base64')}';\n`;
    },
  };
}

/** Compiles `file`, a path below `src`, and what it imports. Throws an Error with the compiler's words, or where the module has data. */
export async function compileWasm(
  src: string,
  file: string,
): Promise<{ readonly wasm: Uint8Array; readonly files: readonly string[] }> {
  // A second of loading, which whoever needs none of it is spared.
  const { default: asc } = await import('assemblyscript/asc');
  let wasm = new Uint8Array();
  const files: string[] = [];
  const { error, stderr } = await asc.main([file, '-o', 'out.wasm', ...FLAGS], {
    readFile: async (name, folder) => {
      // For `export … from`, the compiler adds an ending to the one there is.
      const path = resolve(src, folder, name.replace(/\.ts\.ts$/, '.ts'));
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text !== null) files.push(relative(src, path));
      return text;
    },
    writeFile: (_, contents) => {
      if (typeof contents !== 'string') wasm = Uint8Array.from(contents);
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`src/${file} cannot be compiled: ${stderr.toString()}`);
  if (sections(wasm).includes(DATA_SECTION))
    throw new Error(`src/${file} has data in memory: hand in its address instead.`);
  return { wasm, files };
}

/** The ids of a module's sections. Format: WebAssembly 1.0, 5.5.2: after 8 bytes, each is an id, a size in LEB128 and so many bytes. */
function sections(wasm: Uint8Array): readonly number[] {
  const ids: number[] = [];
  for (let at = 8; at < wasm.length; ) {
    ids.push(wasm[at++] as number);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return ids;
}
