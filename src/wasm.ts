// Starts what AssemblyScript sources were compiled to, where this machine can run it.

/** `(func (drop (i8x16.splat (i32.const 0))))`, the smallest module that needs SIMD. Format: WebAssembly 2.0, 5.5. */
const SIMD = 'AGFzbQEAAAABBAFgAAADAgEACgkBBwBBAP0PGgs=';

let isThere: boolean | undefined;

/** Whether WebAssembly with SIMD is there; it is not on some processors, and where it was switched off. */
export function hasSimd(): boolean {
  return (isThere ??= typeof WebAssembly === 'object' && WebAssembly.validate(Buffer.from(SIMD, 'base64')));
}

/** By their bytes: a second memory needs no second compilation. */
const modules = new Map<string, object>();

/** Starts a module of `hfleaks:wasm/…` in `memory`, and gives its exports: the functions of its source, all of whose parameters are numbers. */
export function start<T extends object>(wasm: string, memory: WasmMemory): T {
  let module = modules.get(wasm);
  if (!module) modules.set(wasm, (module = new WebAssembly.Module(Buffer.from(wasm, 'base64'))));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as T;
}
