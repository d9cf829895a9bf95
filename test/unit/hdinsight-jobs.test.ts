/** Livy's and YARN's answers, as real ones of Livy 0.7.1 and YARN 3.3.4 were written down, read and joined. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobTable } from '../../src/cli/jobs.ts';
import { styleFor } from '../../src/cli/style.ts';
import { placesOf } from '../../src/hdinsight/cluster.ts';
import { parseJson } from '../../src/hdinsight/http/json.ts';
import { joinAll, joined } from '../../src/hdinsight/jobs/join.ts';
import { LogRing } from '../../src/hdinsight/livy/log-ring.ts';
import { batchOf, isEnd, pageOf, type LivyBatch } from '../../src/hdinsight/livy/shapes.ts';
import { masked, maskedArguments } from '../../src/hdinsight/mask.ts';
import { appOf, appsOf, attemptsOf, metricsOf, queuesOf, type YarnApp } from '../../src/hdinsight/yarn/shapes.ts';
import { HttpFault } from '../../src/http/fault.ts';
import { jobLine } from '../../src/ui/clusters/words.ts';

const BATCH = '{"id":2,"name":"run \\"me\\" ü","owner":null,"proxyUser":null,"state":"running","appId":"application_1795836099586_0001","appInfo":{"driverLogUrl":"https://c/yarnui/h/port/8042/node/containerlogs/container_1795836099586_0001_01_000001/livy","sparkUiUrl":"https://c/yarnui/hn/proxy/application_1795836099586_0001/"},"log":["\\nstderr: ","\\nYARN Diagnostics: "]}';
const APP = '{"id":"application_1795836099586_0001","user":"livy","name":"run \\"me\\" ü","queue":"default","state":"RUNNING","finalStatus":"UNDEFINED","trackingUrl":"http://localhost:39707/proxy/application_1795836099586_0001/","diagnostics":"","clusterId":1795836099586,"applicationTags":"livy-batch-2-4dkkttdq,weir-run","startedTime":1795836127324,"finishedTime":0,"amContainerLogs":"http://localhost:32859/node/containerlogs/container_1795836099586_0001_01_000001/livy","allocatedMB":1280,"allocatedVCores":2}';
const batch = (more: Partial<LivyBatch> = {}): LivyBatch => ({ id: '2', state: 'running', log: [], ...more });
const app = (number: number, more: Partial<YarnApp> = {}): YarnApp => ({ id: `application_1_000${number}`, state: 'RUNNING', tags: [], started: number, ...more });
const refused = (work: () => unknown, words: RegExp): void => { assert.throws(work, (error) => error instanceof HttpFault && error.kind === 'protocol' && words.test(error.message)); };

test('a batch and its application are one job', () => {
  assert.deepEqual(joined(batchOf(parseJson(BATCH), 'c'), appOf(parseJson(APP), 'c')), {
    key: 'application_1795836099586_0001', state: 'running', batch: '2', app: 'application_1795836099586_0001', name: 'run "me" ü', user: 'livy', livyState: 'running', yarnState: 'RUNNING', queue: 'default', finalStatus: 'UNDEFINED',
    started: 1795836127324, memoryMb: 1280, cores: 2, tags: ['livy-batch-2-4dkkttdq', 'weir-run'], attempt: 1,
  });
});

test('fields of an older or a newer Livy, ids past 2^53 and states that are not known are taken as they come', () => {
  const page = pageOf(parseJson('{"from":0,"total":3,"sessions":[{"id":12345678901234567890,"state":"starting","appId":null,"appInfo":{"driverLogUrl":null,"sparkUiUrl":null},"log":[]},{"id":0,"state":"hibernating","extra":{"x":1}},{"id":1,"state":"killed","log":["a",5,null]}]}'), 'c');
  assert.deepEqual(page.batches, [{ id: '12345678901234567890', state: 'starting', log: [] }, { id: '0', state: 'hibernating', log: [] }, { id: '1', state: 'killed', log: ['a'] }]);
  assert.deepEqual(['hibernating', 'running', 'recovering', 'success', 'dead', 'killed', 'error'].map(isEnd), [false, false, false, true, true, true, true]);
  assert.equal(joined(page.batches[1], undefined).state, 'unknown');
});

test('what is not as Livy or YARN answer is refused by the name of the field', () => {
  for (const json of ['[]', '{}', '{"from":0,"total":"1","sessions":[]}', '{"from":-1,"total":1,"sessions":[]}']) refused(() => pageOf(parseJson(json), 'c'), /list of batches/);
  for (const json of ['{"id":"2","state":"x"}', '{"id":-1,"state":"x"}', '{"id":1.5,"state":"x"}', 'null']) refused(() => batchOf(parseJson(json), 'c'), /whole number/);
  refused(() => batchOf(parseJson('{"id":1,"state":null}'), 'c'), /batch 1 has no state/);
  refused(() => appsOf(parseJson('[]'), 'c'), /no apps/);
  refused(() => appOf(parseJson('{"id":"app/../x","state":"RUNNING"}'), 'c'), /no id/);
  refused(() => metricsOf(parseJson('{"clusterMetrics":{"availableMB":1e99}}'), 'c'), /availableMB/);
});

test('absurd numbers are left out or shown as they are, and nothing fails by them', () => {
  for (const [startedTime, allocatedMB] of [['9007199254740991', '9007199254740991'], ['8640000000000001', '-9007199254740991'], ['1e300', '1e300'], ['12345678901234567890', '12345678901234567890'], ['-1', '0'], ['1.5', '1.5'], ['"1"', '"1"'], ['null', 'null']]) {
    const json = `{"id":"application_1_0001","name":"x","state":"RUNNING","finalStatus":"UNDEFINED","startedTime":${startedTime},"finishedTime":${startedTime},"allocatedMB":${allocatedMB},"allocatedVCores":${allocatedMB}}`, job = joined(undefined, appOf(parseJson(json), 'c'));
    assert.deepEqual([job.state, job.started, job.finished], ['running', undefined, undefined], json);
    assert.match(jobTable({ jobs: [job], batches: 9007199254740991, problems: [] }, 1_700_000_160_000, styleFor(false, {})), /application_1_0001/);
    assert.match(jobLine(job, 1_700_000_160_000), /^running, application_1_0001/);
  }
  const backwards = joined(undefined, appOf(parseJson('{"id":"application_1_0001","state":"FINISHED","finalStatus":"SUCCEEDED","startedTime":1700000000000,"finishedTime":5}'), 'c'));
  assert.match(jobLine(backwards, 1_700_000_160_000), /^succeeded, under a minute/);
});

test('no applications come as null, as an empty object, and one comes without a list', () => {
  for (const json of ['{"apps":null}', '{"apps":{}}', '{"apps":{"app":[]}}']) assert.deepEqual(appsOf(parseJson(json), 'c'), []);
  assert.equal(appsOf(parseJson(`{"apps":{"app":${APP}}}`), 'c').length, 1);
  assert.deepEqual(attemptsOf(parseJson('{"appAttempts":{"appAttempt":[{"id":2,"startTime":0,"containerId":""},{"id":1,"startTime":5,"containerId":"container_1","nodeHttpAddress":"h:8042"}]}}'), 'c'), [{ number: 1, container: 'container_1', node: 'h:8042', started: 5 }, { number: 2 }]);
});

test('YARN says how a job is where Livy lost sight of it, and Livy where YARN forgot it', () => {
  assert.equal(joined(batch({ state: 'dead' }), app(1)).state, 'running');
  assert.equal(joined(batch({ state: 'running' }), app(1, { state: 'FINISHED', finalStatus: 'FAILED' })).state, 'failed');
  assert.equal(joined(batch({ state: 'running' }), app(1, { state: 'FINISHED', finalStatus: 'ENDED?' })).state, 'running');
  assert.equal(joined(batch({ state: 'success', appId: 'application_1_0001' }), undefined).state, 'succeeded');
});

test('a batch that Livy forgot is found by its tag, and one whose id was given again is another job', () => {
  const tagged = app(1, { tags: ['livy-batch-0-aaaaaaaa'], state: 'FINISHED', finalStatus: 'SUCCEEDED' });
  assert.deepEqual(joinAll([], [tagged]).map(({ batch: id, forgotten, state, key }) => [id, forgotten, state, key]), [['0', true, 'succeeded', 'application_1_0001']]);
  const again = app(2, { tags: ['livy-batch-0-bbbbbbbb'] });
  const jobs = joinAll([batch({ id: '0', appId: again.id })], [tagged, again]);
  assert.deepEqual(jobs.map(({ key, forgotten }) => [key, forgotten]), [['application_1_0002', undefined], ['application_1_0001', true]]);
  // Livy has not found the application yet: it may be this one, or that of another job under the same id.
  assert.deepEqual(joinAll([batch({ id: '0', state: 'starting' })], [again]).map(({ key, forgotten }) => [key, forgotten]), [['batch 0', undefined], ['application_1_0002', undefined]]);
});

test('the newest job comes first: what has no application yet, then by the start', () => {
  const jobs = joinAll([batch({ id: '9', state: 'starting' }), batch({ id: '3', state: 'dead' }), batch({ id: '4', appId: 'application_1_0004' })], [app(4, { started: 40 }), app(5, { started: 50 })]);
  assert.deepEqual(jobs.map(({ key }) => key), ['batch 9', 'application_1_0005', 'application_1_0004', 'batch 3']);
});

test('new lines of the ring are found by what they say, however far it slid', () => {
  const ring = new LogRing(), lines = (from: number, to: number): string[] => ['stdout: ', ...Array.from({ length: to - from }, (_, i) => `line ${from + i}`), '\nstderr: ', '\nYARN Diagnostics: '];
  assert.deepEqual(ring.next(lines(0, 5)).map(({ lines: new_ }) => new_.length), [5]);
  assert.deepEqual(ring.next(lines(0, 5)), []);
  assert.deepEqual(ring.next(lines(3, 8)), [{ stream: 'stdout', lines: ['line 5', 'line 6', 'line 7'], gap: false }]);
  assert.deepEqual(ring.next(lines(20, 22)), [{ stream: 'stdout', lines: ['line 20', 'line 21'], gap: true }]);
  assert.deepEqual(ring.next([...lines(20, 22), 'Application killed']), [{ stream: 'diagnostics', lines: ['Application killed'], gap: false }]);
});

test('lines that repeat are counted once each', () => {
  const ring = new LogRing();
  ring.next(['stdout: ', 'a', 'a', 'a']);
  assert.deepEqual(ring.next(['stdout: ', 'a', 'a', 'a', 'b'])[0]!.lines, ['b']);
});

test('a cluster is its gateway, and a Livy by itself is what was said', () => {
  const at = (url: string): unknown => placesOf({ url, auth: 'none' });
  assert.deepEqual(at('https://c.azurehdinsight.net'), { root: 'https://c.azurehdinsight.net/', livy: '/livy', yarn: '/yarnui' });
  assert.deepEqual(at('https://c-int.azurehdinsight.cn/livy/'), { root: 'https://c-int.azurehdinsight.cn/', livy: '/livy', yarn: '/yarnui' });
  assert.deepEqual(at('https://localhost:8443/gate/livy'), { root: 'https://localhost:8443/gate', livy: '/livy', yarn: '/yarnui' });
  assert.deepEqual(at('http://10.0.0.4:8998/'), { root: 'http://10.0.0.4:8998/', livy: '' });
});

test('queues below queues are found by their names', () => {
  const json = parseJson('{"scheduler":{"schedulerInfo":{"queueName":"root","queues":{"queue":[{"queueName":"default","state":"RUNNING","absoluteUsedCapacity":31.25,"absoluteMaxCapacity":100.0},{"queueName":"a","queues":{"queue":{"queueName":"b","state":"STOPPED"}}}]}}}}');
  assert.deepEqual(queuesOf(json), [{ name: 'default', state: 'RUNNING', usedPercent: 31.25, maxPercent: 100 }, { name: 'b', state: 'STOPPED' }]);
});

test('what looks like a secret is dots, wherever it stands, and the rest of the line stays', () => {
  const said: [string, string][] = [
    ['--db-password=hunter2 --brokers a:9092', '--db-password=… --brokers a:9092'], ['--password hunter2 x', '--password … x'], ['password : "a \\" b", y', 'password : "…", y'],
    ['https://a.blob.core.windows.net/c/f?sv=2020&sig=ab%2Fcd%3D&se=1', 'https://a.blob.core.windows.net/c/f?sv=2020&sig=…&se=1'],
    ['spark.hadoop.fs.azure.account.key.acct.blob.core.windows.net=abcd== next', 'spark.hadoop.fs.azure.account.key.acct.blob.core.windows.net=… next'], ['spark.ssl.key=abc', 'spark.ssl.key=…'],
    ['SharedAccessKey=abc=;EntityPath=x', 'SharedAccessKey=…;EntityPath=x'], ['Authorization: Basic YWRtaW46c2VjcmV0', 'Authorization: Basic …'], ['jdbc:x://u:pa55@h/db', 'jdbc:x://u:…@h/db'],
    ['token=eyJhbGciOi.eyJzdWIi.c2ln', 'token=…'], ['got eyJhbGciOi.eyJzdWIi.c2ln!', 'got …!'], ['{"clientSecret": "x", "n": 1}', '{"clientSecret": "…", "n": 1}'],
  ];
  for (const [text, shown] of said) assert.equal(masked(text), shown);
  for (const text of ['a key of the topic', 'design=5', 'http://host:8080/x', 'monkey business', 'key=value of a message']) assert.equal(masked(text), text);
  assert.deepEqual(maskedArguments(['--user', 'me', '--token', 'abc', '--x=1', '--secret=y']), ['--user', 'me', '--token', '…', '--x=1', '--secret=…']);
  const key = `${'Ab9+'.repeat(21)}xy==`;
  for (const [text, shown] of [[`found ${key} there`, 'found … there'], ['-----BEGIN RSA PRIVATE KEY----- MIIE', '-----BEGIN RSA PRIVATE KEY-----…'], ['{"x":"password=\\"p q\\" y"}', '{"x":"password=\\"…\\" y"}'], ['SharedAccessSignature=sr&x', 'SharedAccessSignature=…']] as const) assert.equal(masked(text), shown);
  for (const text of ['--max-tokens 100', 'spark.security.credentials.hive.enabled=false', 'token.provider=org.apache.hadoop.fs.X', 'secret.path: /run/secrets']) assert.equal(masked(text), text);
  const long = 'a'.repeat(300_000);
  assert.equal(masked(`pass ${long}`), `pass ${long}`);
});

test('the table shows each job in one line, and nothing in it steers the terminal', () => {
  const jobs = joinAll([batch({ id: '7', state: 'dead', name: 'evil\u001b[2J', appId: 'application_1_0001' })], [app(1, { state: 'FAILED', tags: [], started: 1_700_000_000_000, finished: 1_700_000_060_000, memoryMb: 1280, cores: 2 }), app(2, { started: 1_700_000_100_000, tags: ['livy-batch-6-x'] })]);
  const text = jobTable({ jobs, batches: 30, problems: [] }, 1_700_000_160_000, styleFor(false, {}));
  assert.deepEqual(text.split('\n').map((line) => line.replace(/ {3,}/g, '|')), [
    'batch|application|name|state|user|started (UTC)|took|memory|cores', '|6|application_1_0002|-|running, forgotten by Livy|-|2023-11-14 22:15:00|1 min|-|-',
    '|7|application_1_0001|evil·[2J|failed|-|2023-11-14 22:13:20|1 min|1 280 MB|2', '1 of 30 batches; --limit shows more.', '',
  ]);
});
