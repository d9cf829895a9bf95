import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pythonFunctions } from '../../src/python/functions-json.ts';
import { parseSignature } from '../../src/spark/functions/python-signature.ts';

const here = dirname(fileURLToPath(import.meta.url));
const cases = join(here, 'pyspark');
/** The machine's own Python; co_positions, from which spans come, is 3.11's. */
const python = process.env['WEIR_TEST_PYTHON'] ?? (process.platform === 'win32' ? 'python' : 'python3');

describe('pyspark', () => {
  const library = mkdtempSync(join(tmpdir(), 'weir-pyspark-'));
  const results = new Map<string, string | null>();
  let output = '';
  before(() => {
    cpSync(join(here, '..', '..', 'src', 'python', 'pyspark'), library, { recursive: true, filter: (f) => !f.endsWith('__pycache__') });
    writeFileSync(join(library, 'pyspark', 'sql', '_functions.json'), JSON.stringify(pythonFunctions()));
    const ran = spawnSync(python, ['-B', 'run.py', library, ...files], { cwd: cases, encoding: 'utf8', env: { ...process.env, TZ: 'UTC', PYTHONPATH: '' } });
    output = `${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error ? String(ran.error) : ''}`;
    for (const line of (ran.stdout ?? '').split('\n')) {
      if (!line.startsWith('RESULT ')) continue;
      const { name, error } = JSON.parse(line.slice(7)) as { name: string; error: string | null };
      results.set(name, error);
    }
  });
  after(() => rmSync(library, { recursive: true, force: true }));

  const files = readdirSync(cases).filter((f) => /^test_\w+\.py$/.test(f)).map((f) => f.slice(0, -3)).sort();
  for (const file of files) {
    it(file, () => {
      const mine = [...results].filter(([name]) => name.startsWith(`${file}: `));
      assert.ok(mine.length > 0, output);
      const failed = mine.filter(([, error]) => error !== null).map(([name, error]) => `${name}\n${error ?? ''}`);
      assert.equal(failed.length, 0, failed.join('\n\n'));
    });
  }
});

describe('functions-json', () => {
  it('takes a signature apart', () => {
    assert.deepEqual(parseSignature('regexp_extract(col str, = pattern, = idx)'), { name: 'regexp_extract', params: [['col', 'str'], ['=', 'pattern'], ['=', 'idx']] });
    assert.deepEqual(parseSignature('concat(* cols)').params, [['*', 'cols']]);
    assert.deepEqual(parseSignature('f()').params, []);
    assert.deepEqual(parseSignature("from_unixtime(col timestamp, = format?yyyy-MM-dd HH:mm:ss)").params[1], ['=', 'format', 'yyyy-MM-dd HH:mm:ss']);
    assert.deepEqual(parseSignature('json_tuple(col col, = * fields)').params, [['col', 'col'], ['=*', 'fields']]);
    assert.throws(() => parseSignature('f(a)'), /not a parameter/);
  });
  it('offers every function under its own name', () => {
    const { names, functions } = pythonFunctions();
    for (const { sql } of Object.values(functions)) assert.ok(names.includes(sql), sql);
  });
});
