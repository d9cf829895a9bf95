/** What is said on stderr while a job is followed: each change once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatusChanges } from '../../src/cli/progress-changes.ts';
import { progressText, type QueryNow } from '../../src/cli/progress-text.ts';
import { styleFor } from '../../src/cli/style.ts';
import type { FollowStatus, Verdict } from '../../src/protocol/cluster-run.ts';

const query: QueryNow = { info: { id: 'q', runId: 'r', name: 'alerts', label: 'alerts', outputMode: '', trigger: '', sink: '', sources: [], plan: [], timeZone: 'UTC', watermarks: [] }, newest: { at: 1_700_000_000_000, inputRate: 2410, processedRate: 7.25 } };
const verdict: Verdict = { id: 'falling-behind', queryId: 'q', severity: 'warning', about: 'rate', text: 'behind by 430 rows/s for 6 min', hint: 'More cores.', since: 0 };
const status = (over: Partial<FollowStatus> = {}): FollowStatus => ({ job: { key: 'application_1_0001', app: 'application_1_0001', batch: '7', state: 'running' }, progress: { reader: "the driver's log", at: 5, lacks: [], better: [], doubts: [] }, verdicts: [], failures: [], requestsPerMinute: 3, everyMs: 5000, ...over });

test('each change is said once, and when it passes', () => {
  const changes = new StatusChanges(true), next = (over?: Partial<FollowStatus>): string[] => changes.next(status(over), [query]);
  assert.deepEqual(next(), ['batch 7, application_1_0001: running', "read from the driver's log"]);
  assert.deepEqual(next({ requestsPerMinute: 9 }), []);
  assert.deepEqual(next({ verdicts: [verdict] }), ['alerts: falling behind: behind by 430 rows/s for 6 min. More cores.']);
  assert.deepEqual(next({ verdicts: [{ ...verdict, text: 'behind by 500 rows/s for 7 min' }] }), []);
  assert.deepEqual(next(), ['no longer: alerts: falling behind: behind by 500 rows/s for 7 min.']);
  const problem = { kind: 'connection', message: 'Away.', hint: '' };
  assert.deepEqual([next({ problem }), next({ problem }), next()], [['Away. The job goes on; asking again.'], [], ['It answers again.']]);
  const failures = [{ attempt: 1, at: 0, failure: { kind: 'python' as const, exception: 'ValueError', message: 'no', at: { file: 'job.py', line: 5 }, trace: [], from: 'stdout' as const } }];
  assert.deepEqual(next({ failures, maxAttempts: 4, job: { key: 'a', app: 'application_1_0001', batch: '7', state: 'running', attempt: 2 } }), ['batch 7, application_1_0001: running, attempt 2 of 4', 'Attempt 1 failed: ValueError: no (job.py, line 5)']);
});

test('without details only how the job is', () => {
  assert.deepEqual(new StatusChanges(false).next(status({ verdicts: [verdict] }), [query]), ['batch 7, application_1_0001: running']);
});

test('what a reader cannot know is a dash', () => {
  const text = progressText(status({ verdicts: [verdict] }), [query], 1005, styleFor(false, {}));
  assert.match(text, /^batch 7, application_1_0001: running\nfrom the driver's log, 1 s ago\n\nquery +batch +time/);
  assert.match(text, /\nalerts +- +2023-11-14 22:13:20 +- +2 410 +7\.3 +- +- +-\n/);
  assert.match(text, /\nalerts: falling behind: behind by 430 rows\/s for 6 min\. More cores\.\n$/);
});
