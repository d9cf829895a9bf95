/** `npm run demo`: installs and builds what is missing, then runs the fraud-detection sample in a fresh folder and shows what it does. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, install, root } from './fresh.mjs';

install();
build();

const folder = mkdtempSync(path.join(os.tmpdir(), 'weir-demo-'));
cpSync(path.join(root, 'media', 'templates', 'fraud-detection'), folder, { recursive: true });
const messages = readFileSync(path.join(folder, 'captures', 'card-transactions.capture.jsonl'), 'utf8').trimEnd().split('\n').length;
console.log(`
weir run --verbose job.py, in ${folder}
An unmodified PySpark job reads ${messages} captured Kafka messages: card transactions. It adds them up per card in sliding windows and
writes an alert where a card spends three times what is usual. A second query lists cards that have no profile.
`);
// What the job prints itself (the console sink's tables) goes to a file: here it would stand between the batches.
const printed = openSync(path.join(folder, 'stdout.txt'), 'w');
const { status } = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.js'), 'run', '--verbose', 'job.py'], {
  cwd: folder, stdio: ['ignore', printed, process.stdout],
  env: { ...process.env, WEIR_NEXT_STEP: `npm start opens this sample in VS Code with the extension. The job, its checkpoints and stdout.txt are in ${folder}` },
});
process.exit(status ?? 1);
