/** Quick fixes of what is found in plans, where one is right. */
import type { Range } from '../../syntax/line-index.ts';
import type { Job } from '../world.ts';
import { argumentOf, callOf, chainAt } from './places.ts';
import type { Fix } from './problem.ts';

type Fixing = (job: Job, range: Range, data: Readonly<Record<string, string>>) => Fix[];

const FIXES: Readonly<Record<string, Fixing>> = {
  'once-append': (job, range) => {
    const at = argumentOf(job, range, 'trigger', 'once');
    return at ? [{ title: 'Use trigger(availableNow=True)', edits: [{ ...at, insert: 'availableNow=True' }], preferred: true }] : [];
  },
  'complete-keeps-all': (job, range, { column }) => {
    const at = argumentOf(job, range, 'outputMode', 0);
    return at && column !== undefined ? [{ title: "Write closed windows once: outputMode('append')", edits: [{ ...at, insert: '"append"' }] }, { title: "Write changed windows: outputMode('update')", edits: [{ ...at, insert: '"update"' }] }] : [];
  },
  'unbounded-duplicates': (job, range, { column }) => {
    const call = callOf(job, range, 'dropDuplicates'), list = call?.args[0];
    if (!list || column === undefined) return [];
    const text = job.document.slice(list), close = /,?\s*\]$/.exec(text);
    return close ? [{ title: `Add '${column}' to the keys: rows are the same only if their times are`, edits: [{ from: list.from + close.index, to: list.to, insert: `, "${column}"]` }] }] : [];
  },
  'watermark-too-small': (job, range, { seconds }) => {
    const at = argumentOf(job, range, 'withWatermark', 1);
    return at && seconds !== undefined ? [{ title: `Wait ${seconds} seconds, so that every row of the capture counts`, edits: [{ ...at, insert: `"${seconds} seconds"` }] }] : [];
  },
  'kafka-sink-columns': (job, range, { message }) => {
    const base = chainAt(job, range)?.base, write = base && job.document.slice(base);
    const at = write === undefined ? -1 : write.lastIndexOf('.writeStream');
    if (!base || at < 0 || !(message ?? '').includes("'value' not found")) return [];
    return [{ title: "Write each row as JSON: to_json(struct(*)) AS value", edits: [{ from: base.from + at, to: base.from + at, insert: '.selectExpr("to_json(struct(*)) AS value")' }], preferred: true }];
  },
};

export const fixesFor = (code: string, job: Job, range: Range, data: Readonly<Record<string, string>>): Fix[] => (Object.hasOwn(FIXES, code) ? FIXES[code]!(job, range, data) : []);
