// One build file. `node esbuild.mjs [--watch]`: bundles into dist/; dist/python is made again when its sources changed.
import * as esbuild from 'esbuild';
import { existsSync } from 'node:fs';
import { writeSqlGrammar } from './src/grammar.mjs';
import { writeNotices } from './src/notices.mjs';
import { buildProgressHelper } from './src/hdinsight/progress/build.mjs';
import { buildPython } from './src/python/build.mjs';
import { buildSparkLocal } from './src/spark-local/build.mjs';
import { writeProblemsPage } from './src/problems-page.mjs';
import { writeSupportPage } from './src/support.mjs';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  outdir: 'dist',
  sourcemap: watch,
  minify: !watch,
  logLevel: 'warning',
  metafile: true,
};
/** Their main entries cannot be shaken: one holds every algorithm, the other hides its imports from a bundler. */
const alias = { 'hash-wasm': 'hash-wasm/dist/index.esm.js', 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode', 'pyodide'], alias };
/** A module of Azure's client for blobs makes itself a `require` from where it stands. */
const standing = { define: { 'import.meta.url': 'standsAt' }, banner: { js: 'const standsAt=require("node:url").pathToFileURL(__filename).href;' } };
/** A bundle of its own behind an import that is not always taken. */
const apart = { name: 'apart', setup: ({ onResolve }) => { onResolve({ filter: /^\.\/commands\.ts$/ }, ({ importer }) => (importer.endsWith('main.ts') ? { path: './cli-commands.js', external: true } : undefined)); } };
const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

const builds = [
  { ...node, plugins: [apart], entryPoints: present({
    extension: 'src/extension.ts',
    cli: 'src/cli/main.ts',
    'cli-commands': 'src/cli/commands.ts',
    simulator: 'src/simulator/main.ts',
    'simulator-worker': 'src/simulator/worker.ts',
    'simulator-io': 'src/simulator/io.ts',
    'explorer-worker': 'src/explorer/worker.ts',
    'cluster-worker': 'src/hdinsight/worker.ts',
    'messages-worker': 'src/messages/worker.ts',
    'azure-worker': 'src/azure/worker.ts',
    'language-server': 'src/language/main.ts',
    'language-client': 'src/ui/language/client.ts',
  }) },
  { ...node, ...standing, entryPoints: present({ 'storage-worker': 'src/hdinsight/storage/worker.ts' }) },
  { ...common, platform: 'browser', target: 'es2022', format: 'esm', entryPoints: present({ 'webview/run': 'src/webview/run/main.ts', 'webview/messages': 'src/webview/messages/main.ts', 'webview/submit': 'src/webview/submit/main.ts', 'webview/plan': 'src/webview/plan/main.ts' }) },
].filter((b) => Object.keys(b.entryPoints).length > 0);

await buildPython();
await writeSqlGrammar();
buildSparkLocal();
buildProgressHelper();
if (watch) {
  for (const b of builds) await (await esbuild.context(b)).watch();
} else {
  const built = await Promise.all(builds.map((b) => esbuild.build(b)));
  writeNotices(built.map(({ metafile }) => metafile));
  await writeSupportPage();
  writeProblemsPage();
}
