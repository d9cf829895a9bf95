/** What the documents say of the code is true of the code. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Commands, settingDefaults } from '../../src/contract';
import { problemsPage } from '../../src/problems-page.mjs';
import { supportPage } from '../../src/support.mjs';
import { pageLink, pageOf } from '../../src/ui/docs/link';
import { readPages, search } from '../../src/ui/docs/pages';
import { readProjects, root } from '../directions.mjs';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
const PAGES = [...readdirSync(path.join(root, 'docs')), ...readdirSync(path.join(root, 'docs', 'problems')).map((name) => `problems/${name}`)].filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...PAGES];

test('docs/support.md is what the build writes', async () => {
  assert.equal(read('docs/support.md'), await supportPage(), 'build, and commit docs/support.md');
});

test('docs/problems.md is what the build writes', () => {
  assert.equal(read('docs/problems.md'), problemsPage(), 'build, and commit docs/problems.md');
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

test('the pages of the extension lead to each other alone, and the index to each', () => {
  const index = read('docs/README.md');
  for (const page of PAGES) {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) assert.ok(path.posix.join(path.posix.dirname(page), target!).startsWith('docs/'), `${page}: ${target} is not in the package's docs`);
    assert.match(read(page), /^# \S/, page);
    if (!page.startsWith('docs/problems/') && page !== 'docs/README.md') assert.ok(index.includes(`](${path.posix.basename(page)})`), `docs/README.md does not lead to ${page}`);
  }
});

test('every command and setting that a document names is there', () => {
  const nls = JSON.parse(read('package.nls.json')) as Record<string, string>, manifest = JSON.parse(read('package.json')) as { contributes: { commands: { command: string; title: string; category: string }[] } };
  const titles = new Set(manifest.contributes.commands.map(({ title, category }) => `${category}: ${nls[title.slice(1, -1)]}`)), ids = new Set<string>([...Object.values(Commands), ...Object.keys(settingDefaults), 'weir.profiles.json', 'weir.vsix', 'weir.weir']);
  for (const document of DOCUMENTS) {
    const text = read(document);
    for (const [, title] of text.matchAll(/\*\*(Weir: [^*]+)\*\*/g)) assert.ok(titles.has(title!), `${document}: ${title}`);
    for (const [, id] of text.matchAll(/`(weir\.[\w.]+)`/g)) assert.ok(ids.has(id!), `${document}: ${id}`);
  }
});

test('the documentation is found by its words, and its links lead to pages that are there', async () => {
  const folder = path.join(root, 'docs'), pages = await readPages(folder);
  assert.equal(pages.length, PAGES.length);
  assert.deepEqual([pages[0]!.id, pages.at(-1)!.id.startsWith('problems/')], ['README', true]);
  assert.deepEqual(search(pages, ' ').map(({ page }) => page.id), pages.map(({ id }) => id));
  assert.equal(search(pages, 'stream test')[0]!.page.id, 'stream-tests');
  assert.equal(search(pages, 'watermark-lost')[0]!.page.id, 'problems/watermark-lost');
  const [found] = search(pages, 'GROUP commit lag');
  assert.ok(found && /group/i.test(found.page.text));
  assert.deepEqual(search(pages, 'no such words anywhere'), []);
  for (const { line } of search(pages, 'capture')) assert.doesNotMatch(line, /\]\(|[`*]/);
  assert.equal(pageLink('problems/sql-syntax'), 'command:weir.openDocs?%5B%22problems%2Fsql-syntax%22%5D');
  assert.deepEqual(['/problems/sql-syntax', '/docs/tasks', '/docs/problems/sql-syntax', '/messages', '/docs/../package', '/docs/', '/tasks'].map(pageOf), ['problems/sql-syntax', 'tasks', 'problems/sql-syntax', undefined, undefined, undefined, undefined]);
});
