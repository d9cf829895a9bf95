/** The parts of Emscripten's runtime that the host uses: Pyodide's typings leave them open. */
import type { PyodideInterface } from 'pyodide';

export interface FsNode {
  name: string;
  mode: number;
  parent: FsNode;
  mount: { opts: { root?: string } };
  node_ops: NodeOps;
  stream_ops: StreamOps;
}

export interface NodeOps {
  lookup(parent: FsNode, name: string): FsNode;
  readdir(node: FsNode): string[];
  mknod(parent: FsNode, name: string, mode: number, dev: number): FsNode;
  rename(node: FsNode, folder: FsNode, name: string): void;
  unlink(parent: FsNode, name: string): void;
  rmdir(parent: FsNode, name: string): void;
  symlink(parent: FsNode, name: string, target: string): unknown;
  setattr(node: FsNode, attributes: unknown): void;
}

export interface StreamOps { open(stream: { flags: number; node: FsNode }): void }

export interface EmscriptenFs {
  root: FsNode;
  filesystems: { NODEFS: { node_ops: NodeOps; stream_ops: StreamOps; isWindows: boolean } };
  ErrnoError: new (errno: number) => Error;
  mkdirTree(path: string): void;
  mount(type: unknown, options: { root: string }, path: string): unknown;
  rmdir(path: string): void;
  readFile(path: string): Uint8Array;
  chdir(path: string): void;
  readdir(path: string): string[];
  lookupNode(parent: FsNode, name: string): FsNode;
}

export interface EmscriptenModule {
  FS: EmscriptenFs;
  SYSCALLS: { getStr(pointer: number): string };
}

/** The memory as it is now: it moves when it grows. */
export interface Heap { u8: Uint8Array; i32: Int32Array; u32: Uint32Array; i64: BigInt64Array }

export interface WasmImports {
  memory?: WebAssembly.Memory;
  clock_time_get(clock: number, precision: bigint, pointer: number): number;
  emscripten_resize_heap(size: number): number;
  emscripten_date_now(): number;
  emscripten_get_now(): number;
  _localtime_js(time: bigint, pointer: number): void;
  _mktime_js(pointer: number): bigint;
  _tzset_js(timezone: number, daylight: number, standard: number, summer: number): void;
}

export type Pyodide = PyodideInterface & { _module: EmscriptenModule };
