/** Sending a job: one job whatever is lost on the way, and what was done already when it is stopped. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyProfile } from '../../src/hdinsight/profile/read.ts';
import { newTag } from '../../src/hdinsight/submit/body.ts';
import { prepare } from '../../src/hdinsight/submit/prepare.ts';
import { AnswerLost, submit, SubmitFault, tagOf, type SeenBatch, type SubmitPorts, type SubmitStep } from '../../src/hdinsight/submit/submit.ts';
import type { LivyBatchRequest, PreflightCheck } from '../../src/protocol/submit.ts';

const TAG = newTag(new Uint8Array(16).fill(7));
const files = { kind: () => 'file' as const, read: () => new TextEncoder().encode('x = 1\n'), list: () => [], join: (...parts: string[]) => parts.join('/') };
const prepared = prepare({ job: '/j/job.py', folder: '/j', profileFolder: '/j', files, tag: TAG, profile: { ...emptyProfile(), storage: 'abfss://jobs@acct.dfs.core.windows.net/w', name: 'fraud' } });

interface Trouble {
  /** What becomes of the n-th POST. `late`: it starts the job only after that many looks. */
  posts?: ('lost before' | 'lost after' | 'refused' | 'refused and kept' | { late: number })[];
  /** Livy before 0.7: no names, and no two that are the same refused. */
  nameless?: boolean;
  /** Looks that fail, from the first. */
  blind?: number;
  noYarn?: boolean;
  taken?: boolean;
  uploadFails?: boolean;
  /** Stopped at this step. */
  stopAt?: SubmitStep['step'];
}

/** A cluster as far as a submit sees it: names are Livy 0.7's, tags YARN's. */
class Cluster {
  jobs: { id: string; name: string | undefined; tags: string[] }[] = [];
  steps: SubmitStep[] = [];
  posts = 0;
  uploaded = 0;
  #looks = 0;
  #kept: string | undefined;
  #late: { left: number; body: LivyBatchRequest } | undefined;
  readonly stop = new AbortController();

  constructor(readonly trouble: Trouble) {
    if (trouble.taken) this.#start({ file: '/x', name: 'fraud' });
  }

  #start(body: LivyBatchRequest): SeenBatch {
    this.jobs.push({ id: String(this.jobs.length), name: body.name, tags: (body.conf?.['spark.yarn.tags'] ?? '').split(',') });
    return this.#seen(this.jobs.at(-1)!);
  }

  #seen({ id, name }: Cluster['jobs'][number]): SeenBatch {
    return { id, name: this.trouble.nameless ? undefined : name, appId: `application_${id}`, state: 'starting' };
  }

  readonly ports: SubmitPorts = {
    upload: async () => {
      if (this.trouble.uploadFails) throw new Error('The account is not there.');
      this.uploaded += 1;
      return [];
    },
    create: async (body) => {
      const what = this.trouble.posts?.[this.posts];
      this.posts += 1;
      if (this.trouble.stopAt === 'sending') this.stop.signal.throwIfAborted();
      if (what === 'lost before') throw new AnswerLost('The connection broke.');
      if (what === 'refused') throw new Error('Livy does not take it (HTTP 400).');
      if (what === 'refused and kept') {
        this.#kept = body.name;
        throw new Error('Local path x cannot be added to user sessions (HTTP 400).');
      }
      if (typeof what === 'object') {
        this.#late = { left: what.late, body };
        throw new AnswerLost('The gateway does not reach Livy (HTTP 502).');
      }
      if (!this.trouble.nameless && this.jobs.some(({ name }) => name === body.name)) throw new Error('Duplicate session name (HTTP 400).');
      const batch = this.#start(body);
      if (what === 'lost after') throw new AnswerLost('The connection broke.');
      return batch;
    },
    batches: async () => {
      if (this.posts > 0) {
        this.#looks += 1;
        if (this.#late && this.#looks >= this.#late.left) {
          this.#start(this.#late.body);
          this.#late = undefined;
        }
        if (this.#looks <= (this.trouble.blind ?? 0)) throw new Error('The gateway does not answer (HTTP 503).');
      }
      return [...(this.trouble.nameless ? [] : [{ id: '99', name: 'another', appId: undefined, state: 'running' }]), ...(this.#kept === undefined ? [] : [{ id: '7', name: this.#kept, appId: undefined, state: 'starting' }]), ...this.jobs.map((job) => this.#seen(job))];
    },
    tagged: async (tag) => (this.trouble.noYarn ? [] : this.jobs.filter(({ tags }) => tags.includes(tag)).map(({ id, tags }) => ({ id: `application_${id}`, state: 'ACCEPTED', tags }))),
    wait: async () => undefined,
    step: (step) => {
      this.steps.push(step);
      if (step.step === this.trouble.stopAt) this.stop.abort();
    },
  };
}

const run = async (trouble: Trouble, checks: PreflightCheck[] = []): Promise<{ cluster: Cluster; done?: Awaited<ReturnType<typeof submit>>; fault?: SubmitFault }> => {
  const cluster = new Cluster(trouble);
  try {
    return { cluster, done: await submit({ prepared, checks }, cluster.ports, cluster.stop.signal) };
  } catch (error) {
    assert.ok(error instanceof SubmitFault, String(error));
    return { cluster, fault: error };
  }
};

const arrives: [string, Trouble, 'answer' | 'name' | 'tag', number][] = [
  ['the plain way', {}, 'answer', 1],
  ['the answer is lost', { posts: ['lost after'] }, 'tag', 1],
  ['the answer is lost, and there is no way to YARN', { posts: ['lost after'], noYarn: true }, 'name', 1],
  ['the answer is lost, and Livy tells no names', { posts: ['lost after'], nameless: true }, 'tag', 1],
  ['the answer is lost, and so are the first looks', { posts: ['lost after'], blind: 3 }, 'tag', 1],
  ['the POST is lost: sent once more', { posts: ['lost before'] }, 'answer', 2],
  ['the POST arrives late, while it is looked for', { posts: [{ late: 4 }] }, 'tag', 1],
  ['the POST arrives late, before the second one: Livy refuses that for its name', { posts: [{ late: 6 }, 'refused'], noYarn: true }, 'name', 2],
  ['the second answer is lost too', { posts: ['lost before', 'lost after'] }, 'tag', 2],
];
for (const [name, trouble, by, posts] of arrives) {
  test(`one job: ${name}`, async () => {
    const { cluster, done, fault } = await run(trouble);
    assert.equal(fault, undefined);
    assert.deepEqual([done?.by, done?.tag, done?.appId], [by, TAG, 'application_0']);
    assert.deepEqual([cluster.jobs.length, cluster.posts, cluster.uploaded], [1, posts, 1]);
  });
}

const ends: [string, Trouble, RegExp, SubmitFault['reached'], { jobs: number; posts: number; uploaded: number }][] = [
  ['Livy refuses', { posts: ['refused'] }, /does not take it \(HTTP 400\)\. The files are uploaded; the job was not sent/, 'uploaded', { jobs: 0, posts: 1, uploaded: 1 }],
  ['the name is taken', { taken: true }, /^Nothing was sent: batch 0 \(starting\) has the name fraud/, 'nothing', { jobs: 1, posts: 0, uploaded: 0 }],
  ['the upload fails', { uploadFails: true }, /account is not there\. Some files may be uploaded; the job was not sent/, 'uploading', { jobs: 0, posts: 0, uploaded: 0 }],
  ['nobody can be asked afterwards', { posts: ['lost before'], blind: 99 }, /^Whether the job arrived is not known: The gateway does not answer/, 'sent', { jobs: 0, posts: 1, uploaded: 1 }],
  ['a Livy without names takes no second POST', { posts: ['lost before'], nameless: true }, /^Whether the job arrived is not known/, 'sent', { jobs: 0, posts: 1, uploaded: 1 }],
  ['both are lost', { posts: ['lost before', 'lost before'] }, /^Whether the job arrived is not known/, 'sent', { jobs: 0, posts: 2, uploaded: 1 }],
  ['stopped at the upload', { stopAt: 'uploading' }, /^The submit was stopped: Some files may be uploaded; the job was not sent/, 'uploading', { jobs: 0, posts: 0, uploaded: 0 }],
  ['stopped after the upload', { stopAt: 'uploaded' }, /^The submit was stopped: The files are uploaded; the job was not sent/, 'uploaded', { jobs: 0, posts: 0, uploaded: 1 }],
  ['stopped in the POST, which had not arrived', { stopAt: 'sending' }, /^Whether the job arrived is not known/, 'sent', { jobs: 0, posts: 1, uploaded: 1 }],
  ['stopped while it is looked for', { stopAt: 'looking', posts: [{ late: 1 }] }, /^The submit was stopped after the job had arrived: batch 0 runs/, 'started', { jobs: 1, posts: 1, uploaded: 1 }],
];
for (const [name, trouble, message, reached, counts] of ends) {
  test(`ends with what was done: ${name}`, async () => {
    const { cluster, fault } = await run(trouble);
    assert.match(fault?.message ?? '', message);
    assert.equal(fault?.reached, reached);
    assert.deepEqual({ jobs: cluster.jobs.length, posts: cluster.posts, uploaded: cluster.uploaded }, counts);
    if (reached === 'sent') assert.match(fault?.hint ?? '', new RegExp(`called fraud in Livy, and for an application with the tag ${TAG}`));
  });
}

test('a check that found an error sends nothing, not even a question', async () => {
  const { cluster, fault } = await run({}, [{ id: 'brokers', verdict: 'error', evidence: 'localhost is the worker.', wayOut: 'Substitute it.' }]);
  assert.deepEqual([fault?.message, fault?.hint, cluster.uploaded, cluster.posts, cluster.steps.length], ['Nothing was sent: localhost is the worker.', 'Substitute it.', 0, 0, 0]);
});

test('a record that Livy keeps of what it refused is said', async () => {
  const { cluster, fault } = await run({ posts: ['refused and kept'] });
  assert.match(fault?.hint ?? '', /Livy keeps it as batch 7, which never starts: delete that/);
  assert.deepEqual([fault?.reached, cluster.posts, cluster.jobs.length], ['uploaded', 1, 0]);
});

test('the tag is told before the POST, so that it can be kept', async () => {
  const { cluster } = await run({});
  assert.equal(tagOf(prepared.body), TAG);
  assert.deepEqual(cluster.steps, [{ step: 'uploading', files: 1 }, { step: 'uploaded', where: [] }, { step: 'sending', name: 'fraud', tag: TAG }]);
});
