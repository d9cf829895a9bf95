/** No false alarm on Spark's own streaming examples, as its Python package has them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ensureSpark } from '../stack/spark.ts';
import { sparkExamples } from '../stack/spark-examples.ts';
import { PlannedJobs } from '../unit/support/language.ts';

const jobs = new PlannedJobs();

test("nothing is said of Spark's own streaming examples", { timeout: 300_000 }, async () => {
  await ensureSpark();
  const examples = sparkExamples();
  assert.ok(examples.length > 3, examples.join());
  for (const file of examples) {
    const text = readFileSync(file, 'utf8');
    // As a person runs it: with its arguments.
    const args = file.includes('kafka') ? ['', 'b:9092', 'subscribe', 'words'] : file.includes('windowed') ? ['', 'localhost', '9999', '10'] : ['', 'localhost', '9999'];
    const called = `import sys; sys.argv = ${JSON.stringify(args)}; `;
    const found = await jobs.told(join(dirname(file), 'job.py'), called + text);
    // Spark 3.3 itself refuses a session window in update mode, which this example asks for.
    assert.deepEqual(found.filter((line) => !(file.includes('sessionization') && line.includes('Update output mode not supported for session window'))), [], file);
  }
});
