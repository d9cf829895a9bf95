/** What is told of a job that nobody looks at: each thing that happens to it once, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptFailure, FollowStatus, Verdict } from '../../src/protocol/cluster-run.ts';
import type { JobState } from '../../src/protocol/hdinsight.ts';
import { JobNews, type News } from '../../src/ui/cluster-run/model/news.ts';

const failure = (attempt: number | undefined, message: string, line?: number): AttemptFailure => ({ ...(attempt !== undefined && { attempt }), at: 1, failure: { kind: 'python', message, trace: [], from: 'stdout', ...(line !== undefined && { at: { file: '/mnt/c1/fraud.py', line } }) } });
const loop: Verdict = { id: 'restart-loop', severity: 'error', about: 'job', text: '2 attempts failed within 3 min', hint: '', since: 1 }, behind: Verdict = { id: 'falling-behind', severity: 'warning', about: 'rate', text: 'behind by 430 rows/s for 6 min', hint: '', since: 1, queryId: 'q' };
const status = (state: JobState, more: { attempt?: number; failures?: AttemptFailure[]; verdicts?: Verdict[]; over?: 'ended' | 'gone' } = {}): FollowStatus => ({
  job: { key: 'a', state, ...(more.attempt !== undefined && { attempt: more.attempt }) }, progress: { lacks: [], better: [], doubts: [] }, verdicts: more.verdicts ?? [], failures: more.failures ?? [], requestsPerMinute: 1, everyMs: 5000, ...(more.over && { over: more.over }),
});
/** @param looked at which of them somebody looked */
const told = (all: readonly FollowStatus[], looked: readonly number[] = []): News[] => {
  const news = new JobNews();
  return all.flatMap((each, i) => news.next(each, looked.includes(i)) ?? []);
};

test('a failure is told once, with its reason and its line, however often the end is told', () => {
  const why = failure(1, "could not convert string to float: 'n/a'", 58), over = status('failed', { attempt: 1, failures: [why], over: 'ended' });
  assert.deepEqual(told([status('starting'), status('running', { attempt: 1 }), status('failed', { attempt: 1 }), status('failed', { attempt: 1, failures: [why] }), over, over, { ...over, requestsPerMinute: 2 }]), [{ what: 'failed', why: "could not convert string to float: 'n/a'", at: { file: '/mnt/c1/fraud.py', line: 58 } }]);
});

test('a failure of which nobody knows why is told all the same', () => {
  assert.deepEqual(told([status('running'), status('failed', { over: 'ended' })]), [{ what: 'failed' }]);
});

test('what was so when it was opened is no news, whenever it is read', () => {
  const over = status('failed', { failures: [failure(1, 'x')], over: 'ended' });
  assert.deepEqual(told([status('unknown'), over]), []);
  // The failure of attempt 1 is read from its log after attempt 2 was seen.
  assert.deepEqual(told([status('running', { attempt: 2 }), status('running', { attempt: 2, failures: [failure(1, 'x')] })]), []);
});

test('what came while somebody looked is no news later', () => {
  const over = status('failed', { failures: [failure(1, 'x')], over: 'ended' });
  assert.deepEqual(told([status('running'), over, over], [1]), []);
  assert.deepEqual(told([status('running'), over, over], [0]).map(({ what }) => what), ['failed']);
});

test('each start by YARN after a failure is told once, and its end by itself', () => {
  const one = failure(1, 'first', 3), two = failure(2, 'second', 4), all = [
    status('running', { attempt: 1 }), status('running', { attempt: 2 }), status('running', { attempt: 2, failures: [one] }), status('running', { attempt: 2, failures: [one] }),
    status('running', { attempt: 3, failures: [one, two] }), status('failed', { attempt: 3, failures: [one, two, failure(3, 'third', 5)], over: 'ended' }),
  ];
  assert.deepEqual(told(all), [
    { what: 'restarted', why: 'first', at: { file: '/mnt/c1/fraud.py', line: 3 } }, { what: 'restarted', why: 'second', at: { file: '/mnt/c1/fraud.py', line: 4 } }, { what: 'failed', why: 'third', at: { file: '/mnt/c1/fraud.py', line: 5 } },
  ]);
});

test('that it fails again and again is told once as long as it stands; other verdicts stand in the panel only', () => {
  const all = [status('running'), status('running', { verdicts: [behind] }), status('running', { verdicts: [behind, loop] }), status('running', { verdicts: [loop] }), status('running', { verdicts: [] }), status('running', { verdicts: [loop] })];
  assert.deepEqual(told(all).map(({ what, why }) => `${what}: ${why}`), ['restart-loop: 2 attempts failed within 3 min', 'restart-loop: 2 attempts failed within 3 min']);
  const fresh = failure(1, 'x');
  assert.deepEqual(told([status('running', { attempt: 1 }), status('running', { attempt: 2, failures: [fresh], verdicts: [loop] })]).map(({ what }) => what), ['restart-loop'], 'one notification for one event');
});

test('a kill and an end are told as what they are, and a job that is lost sight of is not said to have ended', () => {
  assert.deepEqual(told([status('running'), status('killed', { over: 'ended' })]), [{ what: 'killed' }]);
  assert.deepEqual(told([status('running'), status('succeeded', { over: 'ended' })]), [{ what: 'ended' }]);
  assert.deepEqual(told([status('running'), status('running', { over: 'gone' })]), []);
});
