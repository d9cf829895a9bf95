/** The document of Show Spark Tasks: numbers as the plan has them, names as text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingPlan } from '../../src/kafka/reading-plan';
import { planText } from '../../src/ui/reading-plan/plan-text';

const sized = (...sizes: number[]): { partition: number; low: number; high: number }[] => sizes.map((size, partition) => ({ partition, low: 100, high: 100 + size }));

test('partitions are listed by size, with their tasks; what shortens the batch is given as code', () => {
  const text = planText('orders', 'prod', readingPlan(sized(100, 12_000, 0, 100), 4, 6));
  assert.match(text, /^# Spark tasks of orders\n\nprod: a job on 4 cores, with minPartitions 6\.\n/);
  assert.match(text, /\| Partition \| Offsets \| Share \| Tasks \| Largest task \|\n\| ---: .*\n\| 1( \(sets the time\))? \| 12\u2009000 \| 98\.4 % \| \d+ \| [\d\u2009]+ \|\n\| 0 \| 100 \| 0\.8 % \| 1 \| 100 \|\n\| 3 .*\n\| 2 \| 0 \| 0\.0 % \| 0 \| 0 \|/);
  const plan = readingPlan(sized(1000, 100, 100, 100), 4), advised = planText('orders', 'prod', plan);
  assert.ok(advised.includes(`\`\`\`python\n.option("minPartitions", ${plan.advice?.minPartitions})\n\`\`\``));
  for (const sentence of plan.words) assert.ok(advised.includes(`- ${sentence}\n`), sentence);
  assert.match(advised, /\| 0 \(sets the time\) \| 1\u2009000 \| 76\.9 % /);
});

test('many partitions are cut and counted; those that did not answer are named', () => {
  const text = planText('t', 'c', readingPlan([...sized(...Array.from({ length: 60 }, (_, i) => i + 1)), { partition: 77 }], 8));
  assert.equal(text.split('\n').filter((line) => /^\| \d/.test(line)).length, 50);
  assert.match(text, /And 10 smaller ones\./);
  assert.match(text, /Not counted, since they did not answer: 77\./);
  assert.match(planText('t', 'c', readingPlan(sized(0, 0), 4)), /There is nothing to read/);
});

test('a name that is Markdown or HTML is shown as it is, on its line', () => {
  const text = planText('a\n# b <img src=x> [c](command:d) `e` | **f**', '<script>', readingPlan(sized(1), 1));
  assert.match(text, /^# Spark tasks of a \\# b \\<img src\\=x\\> \\\[c\\\]\\\(command\\:d\\\) \\`e\\` \\\| \\\*\\\*f\\\*\\\*\n\n\\<script\\>: /);
});
