/** The submit form's session over the service of its thread, on a Livy of our own: what is checked, kept and sent. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { ClusterService } from '../../src/hdinsight/service.ts';
import { SubmitClient } from '../../src/hdinsight/submit/client.ts';
import { formOf, profileOf, fieldsSaid } from '../../src/hdinsight/submit/form.ts';
import { SubmitService } from '../../src/hdinsight/submit/service.ts';
import { emptyProfile, readProfiles } from '../../src/hdinsight/profile/read.ts';
import type { ClusterDescription } from '../../src/protocol/hdinsight.ts';
import type { SubmitState } from '../../src/protocol/submit-panel.ts';
import type { JobSent, PlanJob, SubmitForm } from '../../src/protocol/submit-thread.ts';
import { SubmitSession, type Draft, type SessionStart } from '../../src/ui/submit/session.ts';
import { SubmittedJobs, type SubmittedEntry } from '../../src/ui/submit/submitted.ts';
import { startSmallLivy, type SmallLivy } from '../stack/small-livy.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url)), JOB = 'x = "localhost:9092"\n';
let livy: SmallLivy, folder: string, open: SubmitSession[] = [];
before(async () => { livy = await startSmallLivy(); });
after(() => { livy.close(); });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-session-'));
  Object.assign(livy, { posted: [], ended: false });
  writeFileSync(join(folder, 'copy.py'), JOB);
  profiles({ cloud: { cluster: 'elsewhere', storage: `file://${folder}/up` }, here: { cluster: livy.url, storage: `file://${folder}/up`, substitutions: { 'localhost:9092': 'kafka.example.com:9092' }, executor: { memory: '2g' } } });
});
afterEach(() => {
  for (const each of open) each.dispose();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

const profiles = (all: object): void => { writeFileSync(join(folder, 'weir.profiles.json'), `// Ours.\n${JSON.stringify({ profiles: all }, undefined, 2)}\n`); };

interface Desk { session: SubmitSession; last(): SubmitState; drafts: Draft[]; sent: JobSent[]; plans: PlanJob[]; until(what: (state: SubmitState) => boolean): Promise<SubmitState> }

function desk(start: Partial<SessionStart> = {}, clusters: { id: string; name: string; description: ClusterDescription }[] = [{ id: 'c', name: 'Here', description: { url: livy.url, auth: 'none' } }]): Desk {
  const { port1, port2 } = new MessageChannel(), clusterService = new ClusterService(), plans: PlanJob[] = [], drafts: Draft[] = [], sent: JobSent[] = [], waiting = new Set<() => void>();
  new SubmitService(port2, (opening) => clusterService.cluster(opening), DIST);
  port2.unref();
  let state: SubmitState | undefined;
  const session = new SubmitSession({
    submitter: new SubmitClient(port1, { plan: (job) => { plans.push(job); return Promise.resolve({ events: [], exitCode: 0 }); }, around: () => Promise.resolve({ partitions: [], partitionsUnknown: 'nobody asks here' }), token: () => Promise.resolve({ problem: { kind: 'authentication', message: 'nobody', hint: '' } }) }),
    clusters: () => clusters, opening: (id) => Promise.resolve(clusters.filter((each) => each.id === id).map(({ description }) => ({ id, description }))[0]), access: () => Promise.resolve({ by: 'session' }), saved: () => Promise.resolve(),
    post: (told) => { state = structuredClone(told); for (const look of [...waiting]) look(); }, keep: (draft) => { drafts.push(structuredClone(draft)); }, sent: (one) => { sent.push(one); }, refused: () => undefined,
    say: (text, ...args) => args.reduce<string>((said, arg, i) => said.replace(`{${i}}`, String(arg)), text),
  }, { file: join(folder, 'copy.py'), ...start });
  open.push(session);
  return {
    session, last: () => state!, drafts, sent, plans,
    until: (what) => new Promise((resolve) => {
      const look = (): void => { if (state && what(state)) { waiting.delete(look); resolve(state); } };
      waiting.add(look);
      look();
    }),
  };
}
const ready = ({ why }: SubmitState): boolean => why === '';
const edited = (state: SubmitState, change: Partial<SubmitForm>): SubmitForm => ({ ...state.form, ...change });

test('the profile that names the cluster fills in the form; it is checked, sent, and the file is as it was', async () => {
  const { session, until, sent, plans } = desk({ cluster: 'c' });
  await session.open();
  const state = await until(ready);
  assert.deepEqual([state.profile, state.form.executorMemory, state.fields.defaults.driverMemory, state.fields.way], ['here', '2g', '1g', 'local']);
  assert.deepEqual(plans.map(({ source }) => source), ['x = "kafka.example.com:9092"\n'], 'the plan is that of the uploaded copy');
  assert.deepEqual(state.view?.copies.map(({ file }) => file), [join(folder, 'copy.py')]);
  await session.submit();
  assert.deepEqual(sent.map(({ batch, by }) => [batch, by]), [['0', 'answer']]);
  const [body] = livy.posted, { where: [place] } = sent[0]!;
  assert.deepEqual([body?.file, body?.name, body?.executorMemory], [place?.uri, 'copy', '2g']);
  assert.equal(readFileSync(fileURLToPath(place!.uri), 'utf8'), 'x = "kafka.example.com:9092"\n');
  assert.equal(readFileSync(join(folder, 'copy.py'), 'utf8'), JOB);
  assert.match((await until(({ sent: one }) => one !== undefined)).why, /It was sent/, 'a second press sends nothing');
  await session.submit();
  assert.equal(livy.posted.length, 1);
});

test('a profile of a cluster that is not linked says so', async () => {
  const { session, until } = desk({});
  await session.open();
  const { notes, profile, cluster } = await until(({ checking }) => !checking);
  assert.deepEqual([profile, cluster], ['cloud', 'c']);
  assert.match(notes.join(), /cloud names https:\/\/elsewhere\.azurehdinsight\.net\/livy, which is not linked/);
});

test('a job that was saved after it was seen is shown again, not sent', async () => {
  const { session, until, last } = desk({ cluster: 'c' });
  await session.open();
  await until(ready);
  writeFileSync(join(folder, 'copy.py'), 'y = 2\n');
  await session.submit();
  assert.deepEqual(livy.posted, []);
  assert.match(last().notes.join(), /has changed since it was shown/);
  await session.submit();
  assert.equal(livy.posted.length, 1);
});

test('what is wrong is said while it is typed, and cannot be sent', async () => {
  const { session, until, last } = desk({ cluster: 'c' });
  await session.open();
  const state = await until(ready);
  session.edit(edited(state, { executorCores: 'two', storage: '/here', environment: [['A B', 'x']], conf: [['spark.a', '1'], ['spark.a', '2']], packages: ['what'] }));
  const { fields: { wrong } } = await until(({ fields }) => Object.keys(fields.wrong).length > 0);
  assert.deepEqual(Object.keys(wrong).sort(), ['conf.1', 'environment.0', 'executorCores', 'packages.0', 'storage']);
  await session.submit();
  assert.deepEqual([livy.posted.length, last().why], [0, 'A field is wrong.']);
});

test('an error of a check keeps it from being sent', async () => {
  const { session, until } = desk({ cluster: 'c' });
  await session.open();
  session.edit(edited(await until(ready), { storage: '' }));
  assert.match((await until(({ checking, view }) => !checking && view !== null)).why, /Where the job is to be uploaded is not said/);
  await session.submit();
  assert.deepEqual(livy.posted, []);
});

test('only what changes the job runs its plan again; secrets are masked in what is shown, and left out of what is kept', async () => {
  const { session, until, drafts, plans } = desk({ cluster: 'c' });
  await session.open();
  session.edit(edited(await until(ready), { driverMemory: '3g' }));
  await until((state) => ready(state) && state.view!.body.includes('"driverMemory": "3g"'));
  assert.equal(plans.length, 1);
  session.edit(edited(await until(ready), { arguments: ['--password', 'hunter2', 'x'] }));
  const { view } = await until((state) => ready(state) && state.view!.body.includes('--password'));
  assert.equal(plans.length, 2);
  assert.ok(!JSON.stringify(view).includes('hunter2'));
  assert.deepEqual(drafts.at(-1)?.form.arguments, ['--password', '', 'x']);
  await session.submit();
  assert.deepEqual(livy.posted[0]?.args, ['--password', 'hunter2', 'x']);
});

test('again at once, under a name that Livy does not hold', async () => {
  const first = desk({ cluster: 'c' });
  await first.session.open();
  await first.until(ready);
  await first.session.submit();
  livy.ended = true;
  const again = desk({ draft: first.drafts.at(-1)!, atOnce: true });
  await again.session.open();
  await again.until(({ sent }) => sent !== undefined);
  assert.deepEqual(livy.posted.map(({ name }) => name), ['copy', 'copy-2']);
});

test('a cluster that does not answer is said, and nothing is sent', async () => {
  const { session, until } = desk({ cluster: 'c' }, [{ id: 'c', name: 'Gone', description: { url: 'http://127.0.0.1:9/livy', auth: 'none' } }]);
  await session.open();
  const state = await until(({ checking }) => !checking);
  assert.match(state.view?.problems[0]?.message ?? '', /127\.0\.0\.1:9/);
  session.edit(edited(state, { storage: `file://${folder}/up` }));
  await until(ready);
  await session.submit();
  const { problem } = await until((each) => each.problem !== null);
  assert.match(problem?.message ?? '', /Nothing was uploaded and nothing sent/);
  assert.ok(!existsSync(join(folder, 'up')));
});

test('paths of a profile begin at its file, and stay where they are in one that is saved elsewhere', async () => {
  mkdirSync(join(folder, 'jobs'));
  writeFileSync(join(folder, 'jobs', 'deep.py'), 'x = 1\n');
  writeFileSync(join(folder, 'lookup.csv'), 'a');
  profiles({ here: { cluster: livy.url, storage: `file://${folder}/up`, files: ['lookup.csv', 'hdfs://c/there.csv'] } });
  const { session, until } = desk({ cluster: 'c', file: join(folder, 'jobs', 'deep.py') });
  await session.open();
  const { view } = await until(ready);
  assert.deepEqual(view?.uploads.map(({ origin }) => origin), [join(folder, 'jobs', 'deep.py'), join(folder, 'lookup.csv')]);
  const other = join(folder, 'jobs', 'weir.profiles.json');
  assert.ok('value' in await session.save(other, 'moved', { url: livy.url, auth: 'none' }));
  assert.deepEqual(readProfiles(readFileSync(other, 'utf8'), other).profiles.get('moved')?.files, ['../lookup.csv', 'hdfs://c/there.csv']);
});

test('pressed twice, sent once', async () => {
  const { session, until } = desk({ cluster: 'c' });
  await session.open();
  await until(ready);
  await Promise.all([session.submit(), session.submit()]);
  assert.equal(livy.posted.length, 1);
});

test('a form becomes a profile of the file beside the others, comments stay, and a secret is refused', async () => {
  const { session, until } = desk({ cluster: 'c' }), file = join(folder, 'weir.profiles.json'), description: ClusterDescription = { url: 'https://mycluster.azurehdinsight.net', auth: 'none' };
  await session.open();
  session.edit(edited(await until(ready), { executorInstances: '3' }));
  const answer = await session.save(file, 'larger', description), text = readFileSync(file, 'utf8'), { profiles: found, problems } = readProfiles(text, file);
  assert.ok('value' in answer, JSON.stringify(answer));
  assert.match(text, /^\/\/ Ours\.\n/);
  assert.match(text.split('\n')[answer.value.line - 1] ?? '', /"larger"/);
  assert.deepEqual([problems, [...found.keys()], found.get('larger')?.cluster, found.get('larger')?.executor], [[], ['cloud', 'here', 'larger'], 'mycluster', { memory: '2g', instances: 3 }]);
  session.edit(edited(session.state, { conf: [['spark.ssl.keyPassword', 'geheim']] }));
  const refused = await session.save(file, 'larger', description);
  assert.match('problem' in refused ? refused.problem.message : '', /Not saved: .*looks like a secret/);
  assert.equal(readFileSync(file, 'utf8'), text);
});

test('a profile is the same after it has been a form', () => {
  const profile = { ...emptyProfile(), name: 'n', queue: 'q', className: 'a.B', sparkVersion: '3.1.3', storage: 'file:///x', driver: { memory: '1g', cores: 2 }, executor: { memory: '2g', cores: 3, instances: 4 }, conf: { a: 'b' }, arguments: ['', ' x '], environment: { A: '' }, substitutions: { ' a ': 'b' }, pyFiles: ['p'], files: ['f'], jars: ['j'], archives: ['z'], packages: ['a:b:1'], internet: false, metrics: false, connector: false, helper: false };
  assert.deepEqual(profileOf(formOf(profile), '/j/x.py'), { profile, wrong: {} });
  assert.equal(profileOf(formOf(emptyProfile()), '/j/fraud/job.py').profile.name, 'fraud');
  assert.equal(fieldsSaid({ ...formOf(emptyProfile()), storage: 'hdfs://c/x' }, '/j/x.py').way, 'cluster');
});

test('a job is found again by its application, and by its batch where one of them is not known', async () => {
  const memory = new Map<string, unknown>(), jobs = new SubmittedJobs({ get: <T>(key: string, otherwise: T): T => (memory.get(key) as T | undefined) ?? otherwise, update: (key, value) => { memory.set(key, value); return Promise.resolve(); } });
  const entry = (more: Partial<SubmittedEntry>): SubmittedEntry => ({ cluster: 'c', file: '/j/a.py', profile: '', form: formOf(emptyProfile()), withheld: false, access: 'session', uploads: [], at: 1, ...more });
  await jobs.remember(entry({ batch: '1', app: 'application_1', file: '/j/old.py' }));
  await jobs.remember(entry({ batch: '1', app: 'application_2', file: '/j/new.py' }));
  await jobs.remember(entry({ batch: '2', file: '/j/batch.py' }));
  assert.equal(jobs.find({ cluster: 'c', batch: '1', app: 'application_1' })?.file, '/j/old.py');
  assert.equal(jobs.find({ cluster: 'c', batch: '1' })?.file, '/j/new.py');
  assert.equal(jobs.find({ cluster: 'c', batch: '2', app: 'application_3' })?.file, '/j/batch.py');
  assert.equal(jobs.find({ cluster: 'c', batch: '1', app: 'application_9' }), undefined);
  assert.equal(jobs.find({ cluster: 'd', batch: '1' }), undefined);
});

test('a batch whose id is given again by a Livy that forgot is another job, once the application of the first is known', async () => {
  const memory = new Map<string, unknown>(), jobs = new SubmittedJobs({ get: <T>(key: string, otherwise: T): T => (memory.get(key) as T | undefined) ?? otherwise, update: (key, value) => { memory.set(key, value); return Promise.resolve(); } });
  const entry = (file: string): SubmittedEntry => ({ cluster: 'c', batch: '0', file, profile: '', form: formOf(emptyProfile()), withheld: false, access: 'session', uploads: [], at: 1 });
  await jobs.remember(entry('/j/first.py'));
  await jobs.learn({ cluster: 'c', batch: '0', app: 'application_1' });
  await jobs.remember(entry('/j/second.py'));
  assert.equal(jobs.find({ cluster: 'c', batch: '0', app: 'application_1' })?.file, '/j/first.py');
  assert.equal(jobs.find({ cluster: 'c', batch: '0' })?.file, '/j/second.py');
  await jobs.learn({ cluster: 'c', batch: '0', app: 'application_1' });
  assert.equal(jobs.find({ cluster: 'c', batch: '0' })?.app, undefined, 'what is known is learned once');
  await jobs.learn({ cluster: 'c', batch: '0', app: 'application_2' });
  assert.equal(jobs.find({ cluster: 'c', batch: '0', app: 'application_2' })?.file, '/j/second.py');
  await jobs.learn({ cluster: 'd', batch: '0', app: 'application_3' });
  assert.equal(jobs.find({ cluster: 'd', batch: '0', app: 'application_3' }), undefined);
});
