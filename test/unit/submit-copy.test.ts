/** The uploaded copy of a job: substitutions, their diff, and what goes along. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { emptyProfile } from '../../src/hdinsight/profile/read.ts';
import { importsOf } from '../../src/syntax/imports.ts';
import { stringLiterals, writeLiteral } from '../../src/syntax/literals.ts';
import { dependenciesOf, DependencyError, type LocalFiles } from '../../src/hdinsight/submit/dependencies.ts';
import { prepare } from '../../src/hdinsight/submit/prepare.ts';
import { substitute, unifiedDiff } from '../../src/hdinsight/submit/substitute.ts';
import { zip } from '../../src/hdinsight/submit/zip.ts';
import { readZip } from '../stack/zip.mjs';

const BROKER = { 'localhost:9092': 'wn0-k:9092' };

test('whole string literals are replaced, in any quotes, and nothing else', () => {
  const source = `a = "localhost:9092"
b = 'localhost:9092'  # "localhost:9092" stays here
c = """localhost:9092"""
d = r"localhost:9092" + u'local\\x68ost:9092'
e = f"localhost:9092" or b"localhost:9092" or "see localhost:9092" or "localhost" ":9092"
`;
  const { text, matches } = substitute(source, BROKER);
  assert.equal(text, `a = "wn0-k:9092"
b = 'wn0-k:9092'  # "localhost:9092" stays here
c = "wn0-k:9092"
d = "wn0-k:9092" + 'wn0-k:9092'
e = f"localhost:9092" or b"localhost:9092" or "see localhost:9092" or "localhost" ":9092"
`);
  assert.deepEqual([...matches], [['localhost:9092', 5]]);
  assert.deepEqual([...substitute('x = "constructor"', { a: 'b' }).matches], [['a', 0]]);
  assert.equal(substitute('x = "__proto__"', { toString: 'b' }).text, 'x = "__proto__"');
});

test('a literal that is written is read again as the same text', () => {
  for (const value of ['', 'plain', `it's "both"`, 'back\\slash', 'line\nend\ttab\r', '\u0000\u001f', '詐欺 😀']) {
    for (const quote of ['"', "'", '"""', "'''"]) assert.deepEqual(stringLiterals(`x = ${writeLiteral(value, quote)}`).map((each) => each.value), [value], quote);
  }
});

/** What `patch` does. */
function patched(source: string, diff: string): string {
  const lines = source.split('\n'), out: string[] = [];
  let at = 0, end = true;
  for (const line of diff.split('\n').slice(2)) {
    const hunk = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (hunk) {
      while (at < Number(hunk[1]) - 1) out.push(lines[at++]!);
      assert.equal(out.length, Number(hunk[3]) - 1, 'the hunk begins where it says');
    } else if (line.startsWith('\\')) end = false;
    else if (line.startsWith(' ') || line.startsWith('-')) {
      assert.equal(line.slice(1), lines[at]);
      at += 1;
      if (line.startsWith(' ')) out.push(line.slice(1));
    } else if (line.startsWith('+')) out.push(line.slice(1));
  }
  void end;
  return [...out, ...lines.slice(at)].join('\n');
}

test('the diff leads from the file to its copy', () => {
  const filler = (n: number): string => Array.from({ length: n }, (_, i) => `line_${i} = ${i}\n`).join('');
  for (const source of [
    'a = "localhost:9092"\n', 'a = "localhost:9092"', `${filler(10)}a = "localhost:9092"\n${filler(10)}b = "localhost:9092"\n${filler(3)}`, `${filler(2)}a = "localhost:9092"\n${filler(6)}b = "localhost:9092", "localhost:9092"\n`,
    `${filler(2)}a = "localhost:9092"\n${filler(7)}b = "localhost:9092"`, 'a = "localhost:9092"\r\nb = 1\r\n', `f("localhost:9092", """doc\nmore""", "localhost:9092")\n${filler(9)}`,
  ]) {
    const { text, edits } = substitute(source, BROKER), diff = unifiedDiff('job.py', source, edits);
    assert.equal(patched(source, diff), text, diff);
    assert.match(diff, /^--- job\.py\n\+\+\+ job\.py \(uploaded copy\)\n@@ /);
  }
  const several = { ...BROKER, 'two\nlines': 'one' }, source = `${filler(5)}a = """two\nlines"""\n${filler(9)}b = "localhost:9092"\n`;
  const { text, edits } = substitute(source, several);
  assert.equal(patched(source, unifiedDiff('j', source, edits)), text, 'a copy may have fewer lines');
  assert.equal(unifiedDiff('j', source, []), '');
});

test('imports, as Python reads them', () => {
  const found = importsOf('import a.b as c, d\nfrom . import x\nfrom ...p.q import (y as z,  # why\n  w)\nfrom m import *\ntry:\n  import opt\nexcept ImportError:\n  pass\nif True:\n  import late\n');
  assert.deepEqual(found.map(({ level, module, names, optional, line }) => [level, module, names.join(), optional, line]), [
    [0, 'a.b', '', false, 1], [0, 'd', '', false, 1], [1, '', 'x', false, 2], [3, 'p.q', 'y,w', false, 3], [0, 'm', '', false, 5], [0, 'opt', '', true, 7], [0, 'late', '', false, 11],
  ]);
});

/** Files in memory, with slashes. */
function memory(files: Readonly<Record<string, string | Uint8Array>>): LocalFiles {
  const names = Object.keys(files);
  return {
    kind: (path) => (Object.hasOwn(files, path) ? 'file' : names.some((name) => name.startsWith(`${path}/`)) ? 'folder' : undefined),
    read: (path) => { const file = files[path]!; return typeof file === 'string' ? new TextEncoder().encode(file) : file; },
    list: (path) => [...new Set(names.filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1).split('/')[0]!))],
    join: (...parts) => parts.join('/').replace(/\/+/g, '/'),
  };
}

const JOB = 'import json, helper\nfrom pkg.sub import thing\nimport numpy as np\nfrom pyspark.sql import functions as F\ntry:\n  import orjson\nexcept ImportError:\n  orjson = None\n';
const TREE = {
  '/j/job.py': JOB, '/j/helper.py': 'import other\nB = "localhost:9092"\n', '/j/other.py': 'import pkg\nimport pandas\n', '/j/unused.py': 'import nothing\n',
  '/j/pkg/__init__.py': '', '/j/pkg/sub.py': 'from . import data\nimport requests\nA = "localhost:9092"\n', '/j/pkg/data/x.json': '{}', '/j/pkg/__pycache__/sub.pyc': 'x', '/j/pkg/.hidden': 'x', '/j/numpy/readme.txt': 'a folder, and no package',
};

test('modules and packages beside the job go along with theirs; the rest is listed', () => {
  const files = memory(TREE);
  const { pyFiles, missing } = dependenciesOf('/j/job.py', '/j', JOB, { files, rewrite: (_, text) => text, provided: new Set() });
  assert.deepEqual(pyFiles.map(({ name }) => name), ['helper.py', 'other.py', 'pkg.zip']);
  assert.deepEqual(missing.map(({ name, file, line, optional }) => [name, file, line, optional]), [['numpy', '/j/job.py', 3, false], ['orjson', '/j/job.py', 6, true], ['pandas', '/j/other.py', 2, false], ['requests', '/j/pkg/sub.py', 2, false]]);
  assert.deepEqual(dependenciesOf('/j/job.py', '/j', JOB, { files, rewrite: (_, text) => text, provided: new Set(['numpy', 'pandas', 'requests', 'orjson']) }).missing, []);
});

test('a package is the same zip for the same files, and a zip that others read', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-zip-'));
  t.after(() => { rmSync(folder, { recursive: true, force: true }); });
  const entries = ['pkg/é.py', 'pkg/__init__.py', 'pkg/data/x.bin'].map((name, i) => ({ name, bytes: new Uint8Array(i * 1000).fill(i) }));
  const one = zip(entries), two = zip([...entries].reverse());
  assert.deepEqual(one, two);
  writeFileSync(join(folder, 'a.zip'), one);
  const read = readZip(join(folder, 'a.zip'));
  assert.deepEqual([...read].map(([name, bytes]) => [name, bytes().length]), [['pkg/__init__.py', 1000], ['pkg/data/x.bin', 2000], ['pkg/é.py', 0]]);
});

const at = (profile: object, tree: Readonly<Record<string, string | Uint8Array>> = TREE) => prepare({ job: '/j/job.py', folder: '/j', profileFolder: '/p', files: memory(tree), tag: 'weir-1', profile: { ...emptyProfile(), storage: 'abfss://jobs@acct.dfs.core.windows.net/jobs/', name: 'job', ...profile } });

test('the progress helper goes along where the job turns its log down, or a profile says so', () => {
  const helper = [{ name: 'weir_progress.py', bytes: new Uint8Array([1]) }, { name: 'sitecustomize.py', bytes: new Uint8Array([2]) }];
  const names = (source: string, profile: object = {}, more: object = {}): string[] => prepare({ job: '/j/job.py', folder: '/j', profileFolder: '/p', files: memory({ '/j/job.py': source, ...more }), tag: 'weir-1', helper, profile: { ...emptyProfile(), storage: 'file:///up', name: 'job', ...profile } }).body.pyFiles?.map((path) => path.split('/').at(-1)!) ?? [];
  const quiet = 'spark.sparkContext.setLogLevel("ERROR")\n', both = ['weir_progress.py', 'sitecustomize.py'];
  assert.deepEqual([names('x = 1\n'), names('s.setLogLevel("INFO")\n'), names(quiet), names(quiet, { helper: false }), names('x = 1\n', { helper: true })], [[], [], both, [], both]);
  assert.deepEqual(names(`import sitecustomize\n${quiet}`, {}, { '/j/sitecustomize.py': '' }), ['sitecustomize.py'], 'YARN takes one file of a name: the job keeps its own');
});

test('everything ready: substitutions in all that is uploaded, places named by bytes, one diff', () => {
  const prepared = at({ substitutions: { ...BROKER, 'nowhere.csv': 'x' }, files: ['lookup.csv#table.csv', 'abfss://c@a/there.csv'] }, { ...TREE, '/p/lookup.csv': 'a,b\n' });
  assert.deepEqual(prepared.problems, []);
  assert.deepEqual(prepared.uploads.map(({ name, remote }) => [name, /^abfss:\/\/jobs@acct\.dfs\.core\.windows\.net\/jobs\/weir\/[0-9a-f]{64}\//.test(remote) && remote.endsWith(`/${name}`)]), [['job.py', true], ['helper.py', true], ['other.py', true], ['pkg.zip', true], ['lookup.csv', true]]);
  assert.match(prepared.diff, /--- \/j\/helper\.py\n[^]*-B = "localhost:9092"\n\+B = "wn0-k:9092"\n[^]*--- \/j\/pkg\/sub\.py/);
  assert.deepEqual(prepared.unmatched, ['nowhere.csv']);
  assert.equal(new TextDecoder().decode(prepared.uploads[1]!.bytes), 'import other\nB = "wn0-k:9092"\n');
  assert.deepEqual(prepared.body.files?.map((path) => path.split('/').at(-1)), ['lookup.csv#table.csv', 'there.csv']);
  assert.deepEqual(prepared.body.pyFiles?.length, 3);
  assert.equal(at({}).body.file, at({ arguments: ['other'] }).body.file, 'the same bytes have the same place');
  assert.notEqual(at({ substitutions: { 'a.b': 'c' } }, { ...TREE, '/j/job.py': `${JOB}x = "a.b"\n` }).body.file, at({}, { ...TREE, '/j/job.py': `${JOB}x = "a.b"\n` }).body.file);
});

test('a file that is missing is said, a job that is no UTF-8 is refused', () => {
  assert.match(at({ jars: ['lib/x.jar'] }).problems[0]?.message ?? '', /there is no file \/p\/lib\/x\.jar/);
  assert.throws(() => at({}, { '/j/job.py': Uint8Array.of(0xff, 0xfe) }), DependencyError);
});

test('a job with a name that no URI takes gets another one there', () => {
  const prepared = prepare({ job: '/j/my job #1.py', folder: '/j', profileFolder: '/j', files: memory({ '/j/my job #1.py': '' }), tag: 't', profile: { ...emptyProfile(), storage: 'file:///s' } });
  assert.match(prepared.body.file, /\/my_job__1\.py$/);
  assert.deepEqual(prepared.problems, []);
});
