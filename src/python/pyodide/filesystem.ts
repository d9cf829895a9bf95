/** Lets Python see the machine's files under the paths it expects. */
import { existsSync } from 'node:fs';
import type { Platform } from '../paths.ts';
import { asWritten } from '../paths.ts';
import type { EmscriptenFs, EmscriptenModule, FsNode, NodeOps } from './emscripten.ts';

const EROFS = 69;
const WRITES = 1 | 2 | 64 | 512 | 1024; // O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND as Emscripten numbers them
/** Folders that stay the interpreter's own. */
const OWN = new Set(['lib', 'dev', 'proc', 'sys']);

export interface MountOptions {
  platform: Platform;
  /** Whether the machine has such a folder; handed in so that Windows can be tried elsewhere. */
  exists?: (path: string) => boolean;
}

/** Puts the machine's files under `/` (POSIX) or each drive under `/c` (Windows). Once per interpreter. */
export function mountMachine(module: EmscriptenModule, options: MountOptions): void {
  const { FS } = module;
  FS.chdir('/');
  for (const path of ['/home/pyodide', '/home', '/tmp']) removeEmpty(FS, path);
  if (options.platform === 'posix') overlayRoot(FS);
  else mountDrives(module, options.exists ?? existsSync);
}

/** Everything that would change a file fails as on a read-only file system. */
export function makeReadOnly(FS: EmscriptenFs): void {
  const { node_ops, stream_ops } = FS.filesystems.NODEFS;
  const refuse = (): never => { throw new FS.ErrnoError(EROFS); };
  Object.assign(node_ops, { mknod: refuse, rename: refuse, unlink: refuse, rmdir: refuse, symlink: refuse, setattr: refuse });
  if (FS.root.mount.opts.root !== undefined) Object.assign(FS.root.node_ops, { mknod: refuse, rename: refuse, unlink: refuse, rmdir: refuse, symlink: refuse });
  const open = stream_ops.open;
  stream_ops.open = (stream) => {
    if (stream.flags & WRITES) refuse();
    open(stream);
  };
}

/** What the interpreter's root does not have is looked up on the machine. */
function overlayRoot(FS: EmscriptenFs): void {
  const real = FS.filesystems.NODEFS.node_ops;
  const own = FS.root.node_ops;
  FS.root.mount.opts = { ...FS.root.mount.opts, root: '/' };
  const ops: NodeOps = {
    ...own,
    lookup: (parent, name) => (OWN.has(name) ? own.lookup(parent, name) : real.lookup(parent, name)),
    readdir: (node) => [...new Set([...own.readdir(node).filter((name) => name === '.' || name === '..' || OWN.has(name)), ...real.readdir(node)])],
    mknod: (parent, name, mode, dev) => real.mknod(parent, name, mode, dev),
    rename: (node, folder, name) => real.rename(node, folder, name),
    unlink: (parent, name) => real.unlink(parent, name),
    rmdir: (parent, name) => real.rmdir(parent, name),
    symlink: (parent, name, target) => real.symlink(parent, name, target),
  };
  FS.root.node_ops = ops;
}

/** A drive is mounted when something on it is first looked for: asking all 26 would wait for sleeping network drives. */
function mountDrives(module: EmscriptenModule, exists: (path: string) => boolean): void {
  const { FS, SYSCALLS } = module;
  const own = FS.root.node_ops;
  let busy = false;
  const lookup = (parent: FsNode, name: string): FsNode => {
    const drive = /^[a-z]$/.test(name) ? `${name.toUpperCase()}:\\` : undefined;
    if (busy || drive === undefined || !exists(drive)) return own.lookup(parent, name);
    busy = true;
    try {
      mountFolder(FS, drive, `/${name}`);
    } finally {
      busy = false;
    }
    return FS.lookupNode(parent, name);
  };
  FS.root.node_ops = { ...own, lookup };
  const getStr = SYSCALLS.getStr.bind(SYSCALLS);
  SYSCALLS.getStr = (pointer) => asWritten(getStr(pointer));
}

/** One native folder at a path of its own: the interpreter's library, a network share. */
export function mountFolder(FS: EmscriptenFs, native: string, at: string): void {
  FS.mkdirTree(at);
  FS.mount(FS.filesystems.NODEFS, { root: native }, at);
}

function removeEmpty(FS: EmscriptenFs, path: string): void {
  try {
    FS.rmdir(path);
  } catch {
    // Not there, or not empty: then it stays.
  }
}
