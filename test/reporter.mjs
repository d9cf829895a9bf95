/** A reporter for node:test: names what failed as it fails, and ends with one line of JSON that the runner counts. */
export default async function* report(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && /^equal to /.test(data.message)) yield `  ${data.message}\n`;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A file or a group stands for its tests, which are counted themselves; it counts when it failed on its own.
    const grouping = data.details?.type === 'suite' || data.name === data.file || /\.test\.ts$/.test(data.name);
    const error = data.details?.error;
    if (type === 'test:fail' && error?.failureType === 'subtestsFailed') continue;
    if (type === 'test:pass' && grouping) continue;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else if (type === 'test:pass') counts.passed += 1;
    else {
      counts.failed += 1;
      failures.push(data.name);
      const message = String(error?.cause?.message ?? error?.message ?? error).split('\n').slice(0, 6).join('\n      ');
      yield `  not ok ${data.name}\n      ${message}\n`;
    }
  }
  yield `${JSON.stringify({ ...counts, failures })}\n`;
}
