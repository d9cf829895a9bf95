/** What the documents say of the code is true of the code. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { supportPage } from '../../src/support.mjs';
import { readProjects, root } from '../directions.mjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/unverified.md', 'docs/support.md', 'docs/stream-tests.md', 'docs/tasks.md'];

test('docs/support.md is what the build writes', async () => {
  assert.equal(read('docs/support.md'), await supportPage(), 'build, and commit docs/support.md');
});

test('ARCHITECTURE.md names the directions that the compiler holds', () => {
  const table = read('ARCHITECTURE.md').split('<!-- directions -->')[1]!.split('\n\n')[0]!;
  const said = new Map([...table.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, folder, sees]) => [folder!, sees!]));
  for (const { folder, sees } of readProjects()) {
    const name = path.basename(folder) === 'src' ? 'extension.ts, contract.ts' : path.basename(folder);
    const names = sees.filter((each) => each !== folder && path.dirname(each) === path.join(root, 'src') && !['extension.ts'].includes(path.basename(each))).map((each) => path.basename(each))
      .filter((each) => name !== 'extension.ts, contract.ts' || each !== 'contract.ts');
    const azure = ['client.ts', 'cluster-scope.ts'].filter((file) => sees.includes(path.join(root, 'src', 'azure', file))).map((file) => (file === 'client.ts' ? 'its client' : "a cluster's scope")).join(' and '), ofAzure = azure === '' ? '' : `, of azure ${azure}`;
    const hdinsight = name === 'extension.ts, contract.ts' || name === 'ui' ? [['client.ts', 'its client'], [path.join('arm', 'verdict.ts'), 'its verdicts on networks']].filter(([file]) => sees.includes(path.join(root, 'src', 'hdinsight', file!))).map(([, words]) => words).join(' and ') : '', ofHdinsight = hdinsight === '' ? '' : `, of hdinsight ${hdinsight}`;
    assert.ok(said.get(name)!.includes(ofAzure) && said.get(name)!.includes(ofHdinsight), name);
    const words = (said.get(name) ?? '').replace(ofAzure, '').replace(/(, )?and of simulator what starts a run$/, '').replace(', of spark its progress', '').replace(', of language its checks', '').replace(", of kafka the explorer's client", '').replace(', of kafka the reading plan', '').replace(', of messages its client', '').replace(ofHdinsight, '').split(', ').filter((word) => word !== 'nothing' && word !== '');
    assert.deepEqual([...words].sort(), [...names].sort(), name);
    const runner = sees.some((each) => path.basename(path.dirname(each)) === 'simulator');
    assert.equal(said.get(name)!.endsWith('what starts a run'), runner, name);
    assert.equal(said.get(name)!.includes("of kafka the explorer's client"), sees.includes(path.join(root, 'src', 'kafka', 'explorer', 'client.ts')), name);
    assert.equal(said.get(name)!.includes('of language its checks'), sees.includes(path.join(root, 'src', 'language', 'check.ts')), name);
    assert.equal(said.get(name)!.includes('of spark its progress'), sees.includes(path.join(root, 'src', 'spark', 'progress')), name);
    assert.equal(said.get(name)!.includes('of kafka the reading plan'), sees.includes(path.join(root, 'src', 'kafka', 'reading-plan.ts')), name);
    assert.equal(said.get(name)!.includes('of hdinsight its client'), name === 'extension.ts, contract.ts' && sees.includes(path.join(root, 'src', 'hdinsight', 'client.ts')), name);
    assert.equal(said.get(name)!.includes('of messages its client'), sees.includes(path.join(root, 'src', 'messages', 'client.ts')), name);
  }
});

test('every file, folder and command that a document names is there', () => {
  const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;
  for (const document of DOCUMENTS) {
    const text = read(document), folder = path.dirname(path.join(root, document));
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) assert.ok(existsSync(path.join(folder, target!)), `${document}: ${target}`);
    for (const [, target] of text.matchAll(/`((?:src|test|media|docs)\/[\w./-]+)`/g)) assert.ok(existsSync(path.join(root, target!)), `${document}: ${target}`);
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(script! in scripts, `${document}: npm run ${script}`);
  }
});
