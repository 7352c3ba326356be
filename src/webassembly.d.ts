// What TypeScript does not know without the DOM's types, and the modules that build/wasm-plugin.ts makes from src/**/*.as.ts.

declare module 'hfleaks:wasm/*' {
  /** The compiled module in base64. It imports its memory; its exports take addresses in it. */
  export const wasm: string;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB; every view of `buffer` is detached. Throws RangeError. */
  grow(pages: number): number;
}

declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum?: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
};
