import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Metafile } from 'esbuild';
import { bundledPackages, notices } from '../../src/notices.mjs';
import { root } from '../directions.mjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');

test('the notices name what is bundled now, each with its licence', () => {
  const metafiles = JSON.parse(read('dist/meta.json')) as Metafile[];
  const text = read('THIRD-PARTY-NOTICES.txt');
  assert.equal(text, notices(metafiles), 'build, and commit THIRD-PARTY-NOTICES.txt');
  const bundled = bundledPackages(metafiles);
  assert.ok(bundled.includes('kafkajs') && bundled.includes('lit-html') && bundled.includes('uplot'));
  for (const name of [...bundled, 'pyodide', 'Python 3.13', 'Parts of the Python interpreter']) assert.match(text, new RegExp(`^={78}\n${name}`, 'm'));
});

test('the licence is Apache 2.0, and package.json says so', () => {
  assert.match(read('LICENSE'), /^\s+Apache License\n\s+Version 2\.0, January 2004/);
  assert.match(read('package.json'), /"license": "Apache-2\.0"/);
});
