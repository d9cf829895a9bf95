/** Brings up Pyodide: from the build's memory snapshot, or plainly. */
import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { PyodideConfig, PyodideInterface } from 'pyodide';
import { assetFiles, requireFile } from './assets.ts';
import type { TimeSource } from './clock.ts';
import { hookTime } from './clock.ts';
import type { Heap, Pyodide, WasmImports } from './emscripten.ts';

export interface BootOptions {
  folder: string;
  mode: 'snapshot' | 'plain' | 'make';
  /** Compiled elsewhere meanwhile (a second thread); compiled here when absent. */
  compiled?: Promise<WebAssembly.Module> | undefined;
  /** Bytes that Python may take; a request above it fails as MemoryError. */
  memoryLimit: number;
  time(): TimeSource;
}

type Load = (config: PyodideConfig & Record<string, unknown>) => Promise<PyodideInterface>;

/** No package index: nothing is fetched, the interpreter has what the build gave it. */
const NO_PACKAGES = { info: { abi_version: '2025_0', arch: 'wasm32', platform: 'emscripten_4_0_9', python: '3.13.2', version: '0.29.5' }, packages: {} };

export async function boot(options: BootOptions): Promise<Pyodide> {
  const files = assetFiles(options.folder);
  const compiling = options.compiled ?? WebAssembly.compile(readFileSync(files.wasm));
  // Pyodide's loader takes a factory that is already there, and so needs no import() of its own.
  requireFile(files.runtime);
  const { loadPyodide } = requireFile(files.loader) as { loadPyodide: Load };
  const snapshot = options.mode === 'snapshot' ? readFileSync(files.snapshot) : undefined;
  let pyodide: Pyodide | undefined;
  const restore = hookInstantiate(await compiling, (imports, memory) => {
    hookTime(imports, options.time, memory);
    limitMemory(imports, options.memoryLimit);
  });
  try {
    pyodide = (await loadPyodide({
      indexURL: options.folder + sep, jsglobals: {}, lockFileContents: NO_PACKAGES, args: [], env: { HOME: '/', PYTHONINSPECT: '' },
      stdin: () => null, stdout: () => {}, stderr: () => {},
      ...(options.mode === 'make' ? { _makeSnapshot: true } : {}), ...(snapshot ? { _loadSnapshot: snapshot } : {}),
    } as unknown as PyodideConfig & Record<string, unknown>)) as unknown as Pyodide;
    return pyodide;
  } finally {
    restore();
  }
}

/** Pyodide offers no door to its imports: they pass through WebAssembly.instantiate once, while it loads. */
function hookInstantiate(module: WebAssembly.Module, change: (imports: WasmImports, heap: () => Heap) => void): () => void {
  const original = WebAssembly.instantiate;
  const hooked = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports): Promise<unknown> => {
    if (source instanceof WebAssembly.Module) return original(source, imports);
    const env = imports?.['env'] as unknown as WasmImports;
    change(env, views(() => env.memory ?? instance.exports['memory'] as WebAssembly.Memory));
    const instance = new WebAssembly.Instance(module, imports);
    return { module, instance };
  };
  WebAssembly.instantiate = hooked as typeof WebAssembly.instantiate;
  return () => { WebAssembly.instantiate = original; };
}

function views(memory: () => WebAssembly.Memory): () => Heap {
  let heap: Heap | undefined;
  return () => {
    const { buffer } = memory();
    if (heap?.u8.buffer !== buffer) heap = { u8: new Uint8Array(buffer), i32: new Int32Array(buffer), u32: new Uint32Array(buffer), i64: new BigInt64Array(buffer) };
    return heap;
  };
}

function limitMemory(imports: WasmImports, limit: number): void {
  const grow = imports.emscripten_resize_heap;
  imports.emscripten_resize_heap = (size) => (size >>> 0 > limit ? 0 : grow(size));
}
