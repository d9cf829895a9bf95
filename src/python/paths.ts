/**
 * Python in WebAssembly sees POSIX paths. On a POSIX machine they are the machine's own; on Windows each drive is a folder:
 * `C:\a\b` is `/c/a/b`, `\\server\share\x` is `/unc/server/share/x`.
 */
export type Platform = 'posix' | 'win32';

const DRIVE = /^([A-Za-z]):(?:[\\/]|$)/;
const UNC = /^[\\/]{2}([^\\/?.][^\\/]*)[\\/]+([^\\/]+)/;

/** An absolute native path as Python sees it. Extended paths (`\\?\C:\…`) are taken as what they stand for. */
export function toPython(native: string, platform: Platform): string {
  if (platform === 'posix') return native;
  const plain = native.replace(/^\\\\\?\\UNC\\/i, '\\\\').replace(/^\\\\\?\\/, '');
  const drive = DRIVE.exec(plain);
  if (drive) return tidy(`/${drive[1]!.toLowerCase()}/${plain.slice(2).replace(/\\/g, '/')}`);
  if (UNC.test(plain)) return tidy(`/unc/${plain.slice(2).replace(/\\/g, '/')}`);
  return plain.replace(/\\/g, '/');
}

/** The machine's path for what Python calls it. What lies on no drive (`/lib/…`, inside the interpreter) stays as it is. */
export function toNative(python: string, platform: Platform): string {
  if (platform === 'posix') return python;
  const drive = /^\/([a-z])(\/.*)?$/.exec(python);
  if (drive) return `${drive[1]!.toUpperCase()}:${(drive[2] ?? '/').replace(/\//g, '\\')}`;
  const unc = /^\/unc\/([^/]+\/[^/]+.*)$/.exec(python);
  if (unc) return `\\\\${unc[1]!.replace(/\//g, '\\')}`;
  return python;
}

/**
 * A path that the job itself wrote, Windows only: `C:\data\x.csv` and `data\x.csv` mean there what they mean in a native Python.
 * Emscripten has already put the working directory in front of what it took for a relative path.
 */
export function asWritten(path: string): string {
  const absolute = /(?:^|\/)([A-Za-z]:[\\/].*|[\\/]{2}[^\\/?.][^\\/]*\\.*)$/.exec(path);
  if (absolute && absolute[1]!.includes('\\')) return toPython(absolute[1]!, 'win32');
  const slash = /(?:^|\/)([A-Za-z]:\/.*)$/.exec(path);
  if (slash) return toPython(slash[1]!, 'win32');
  return path.includes('\\') ? path.replace(/\\/g, '/') : path;
}

/** PYTHONPATH as native folders. */
export function splitPathList(text: string | undefined, platform: Platform): string[] {
  return (text ?? '').split(platform === 'win32' ? ';' : ':').filter((p) => p !== '');
}

function tidy(path: string): string {
  const single = path.replace(/\/+/g, '/');
  return single.length > 1 && single.endsWith('/') && !/^\/[a-z]\/$/.test(single) ? single.slice(0, -1) : single.replace(/^(\/[a-z])\/$/, '$1');
}
