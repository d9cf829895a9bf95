// The Python part of the build: dist/python holds the interpreter, our library and the memory snapshot.
// The snapshot is made again only when something that goes into it changed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const PYODIDE_FILES = ['pyodide.js', 'pyodide.asm.js', 'pyodide.asm.wasm', 'python_stdlib.zip'];
const LIBRARY = ['src/python/pyspark', 'src/python/host'];

/** Builds into `out` (default dist/python) and says whether anything had to be made. */
export async function buildPython({ out = join(root, 'dist', 'python'), libraries = LIBRARY, log = console.log } = {}) {
  const pyodide = join(root, 'node_modules', 'pyodide');
  const maker = await esbuild.build({ entryPoints: [join(root, 'src/python/pyodide/make.ts')], bundle: true, platform: 'node', target: 'node20', format: 'cjs',
    write: false, logLevel: 'warning' });
  const code = maker.outputFiles[0].contents;
  const sources = libraries.flatMap((folder) => files(resolve(root, folder)).map((file) => ({ file, name: file.slice(resolve(root, folder).length + 1) })));
  const functions = await pythonFunctions();
  const key = hash([code, functions, ...PYODIDE_FILES.map((file) => readFileSync(join(pyodide, file))), ...sources.flatMap(({ file, name }) => [name, readFileSync(file)])]);
  const stamp = join(out, 'built');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;

  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'lib'), { recursive: true });
  for (const file of PYODIDE_FILES) cpSync(join(pyodide, file), join(out, file));
  for (const { file, name } of sources) cpSync(file, join(out, 'lib', name));
  writeFileSync(join(out, 'lib', 'pyspark', 'sql', '_functions.json'), functions);
  const script = join(out, 'make.cjs');
  writeFileSync(script, code);
  const started = Date.now();
  execFileSync(process.execPath, [script, out], { stdio: 'inherit' });
  rmSync(script);
  writeFileSync(stamp, key);
  log(`Python snapshot made in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

/** What pyspark.sql.functions is derived from, as JSON text. */
async function pythonFunctions() {
  const built = await esbuild.build({ entryPoints: [join(root, 'src/python/functions-json.ts')], bundle: true, platform: 'node', target: 'node20', format: 'cjs',
    write: false, logLevel: 'warning' });
  const module = { exports: {} };
  compileFunction(built.outputFiles[0].text, ['module', 'exports', 'require'], { filename: 'functions-json.cjs' })(module, module.exports, createRequire(import.meta.url));
  return JSON.stringify(module.exports.pythonFunctions());
}

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === '__pycache__' ? [] : files(path);
    return /\.(py|zip|pyi|txt)$/.test(name) ? [path] : [];
  });
}

function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPython();
