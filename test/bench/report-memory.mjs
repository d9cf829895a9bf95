// Preloaded into a measured process: leaves the highest resident memory, in KB, in a file.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['WEIR_BENCH_MEMORY'];
if (file && isMainThread) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
