/** Bundles the panel and the plain page around it into a folder. */
import * as esbuild from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '..', '..', '..');


export async function buildPanelPage(outdir: string): Promise<string> {
  await esbuild.build({
    entryPoints: { page: path.join(here, 'page.ts'), job: path.join(here, 'job-page.ts'), run: path.join(root, 'src', 'webview', 'run', 'main.ts') },
    bundle: true, outdir, platform: 'browser', target: 'es2022', format: 'iife', logLevel: 'warning',
  });
  await writeFile(path.join(outdir, 'theme.css'), await readFile(path.join(here, 'theme.css')));
  const csp = "default-src 'none'; script-src 'nonce-page'; style-src 'self' file:; font-src 'self'";
  for (const [name, script] of [['index', 'page'], ['job', 'job']] as const) await writeFile(path.join(outdir, `${name}.html`), `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${csp}"><title>Run</title>
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="run.css"></head><body><script nonce="page" src="${script}.js"></script><script nonce="page" src="run.js"></script></body></html>\n`);
  return path.join(outdir, 'index.html');
}
