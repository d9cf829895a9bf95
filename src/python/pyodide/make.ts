/**
 * Run by the build, in a process of its own: makes the standard library with byte code and the memory snapshot.
 * `node make.cjs <dist/python>`
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Zone } from '../zone.ts';
import { assetFiles, LIBRARY } from './assets.ts';
import { boot } from './boot.ts';
import type { Pyodide } from './emscripten.ts';
import { mountFolder } from './filesystem.ts';
import { DEFAULT_MEMORY_LIMIT, importHost } from './host.ts';

/**
 * Byte code beside the sources of what the snapshot does not hold: it is imported three times as fast, and tracebacks still find their lines.
 */
const COMPILE = `
def compiled(path):
    import io, sys, zipfile, importlib._bootstrap_external as b
    loaded = {getattr(m, "__file__", None) for m in list(sys.modules.values())}
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
            if info.filename.endswith(".py") and path + "/" + info.filename not in loaded:
                try:
                    code = compile(data, path + "/" + info.filename, "exec", dont_inherit=True)
                except SyntaxError:
                    continue
                pyc = b._code_to_hash_pyc(code, b"\\0" * 8, False)
                new.writestr(zipfile.ZipInfo(info.filename + "c", (1980, 1, 1, 0, 0, 0)), bytes(pyc), zipfile.ZIP_DEFLATED, 9)
    with open("/stdlib.zip", "wb") as file:
        file.write(out.getvalue())
compiled("/lib/python313.zip")
`;

async function main(folder: string): Promise<void> {
  const files = assetFiles(folder);
  const time = () => ({ nowMicros: () => Date.now() * 1000, monotonicMicros: () => performance.now() * 1000, zone: new Zone('UTC') });
  const options = { folder, memoryLimit: DEFAULT_MEMORY_LIMIT, time };
  const compiler = await boot({ ...options, mode: 'plain' });
  preload(compiler, folder);
  compiler.runPython(COMPILE);
  replace(files.stdlib, compiler._module.FS.readFile('/stdlib.zip'));
  replace(files.snapshot, await snapshot(folder, () => boot({ ...options, mode: 'make' })));
}

async function snapshot(folder: string, start: () => Promise<Pyodide>): Promise<Uint8Array> {
  const pyodide = await start();
  preload(pyodide, folder);
  pyodide.runPython('import gc; gc.collect(); gc.freeze()');
  return (pyodide as unknown as { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
}

function preload(pyodide: Pyodide, folder: string): void {
  mountFolder(pyodide._module.FS, assetFiles(folder).library, LIBRARY);
  importHost(pyodide);
}

/** Never half a file: a build that is stopped leaves what was there. */
function replace(path: string, data: Uint8Array): void {
  writeFileSync(`${path}.new`, data);
  renameSync(`${path}.new`, path);
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('the folder is missing');
main(folder).then(() => process.exit(0), (error: unknown) => {
  console.error(error instanceof Error ? (error.stack ?? error.message).slice(0, 4000) : error);
  process.exit(1);
});
