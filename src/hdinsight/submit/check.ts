/** What a form would send, and everything that can be known of it before. */
import { createHash } from 'node:crypto';
import type { Around, Checked, FieldsSaid, KafkaRead, PlanJob, SubmitJob } from '../../protocol/submit-thread.ts';
import type { PreflightCheck } from '../../protocol/submit.ts';
import type { Cluster } from '../cluster.ts';
import { problemOf } from '../jobs/list.ts';
import { preflight } from '../preflight/index.ts';
import type { PreflightInput, QueueNow, RunningJob } from '../preflight/input.ts';
import type { PlanReport } from '../preflight/plan.ts';
import { masked, maskedValue } from '../mask.ts';
import { maskBody } from './body.ts';
import { queueOn, runningOn } from './cluster-ports.ts';
import { fieldsSaid, profileOf } from './form.ts';
import { look } from './look.ts';
import { brokersNamed, kafkaReads, networkOf } from './network.ts';
import type { Prepared } from './prepare.ts';
import { tagOf } from './submit.ts';

/** A form is checked after each pause of typing: what the cluster said holds for so long. */
const HOLDS_MS = 15_000;

interface Said { running: PromiseSettledResult<RunningJob[]>; queue: PromiseSettledResult<QueueNow | undefined> }
export interface Looked { checked: Checked; input?: PreflightInput; checks?: PreflightCheck[] }

/** Of one form: remembers what a plan-only run and the cluster said. */
export class Checker {
  #plan: { of: string; report: Promise<PlanReport>; stop: AbortController } | undefined;
  #beside: { of: string; at: number; around: Promise<Around> } | undefined;
  #said: { of: string; at: number; said: Promise<Said> } | undefined;

  constructor(private readonly dist: string, private readonly planOnly: (job: PlanJob, signal: AbortSignal) => Promise<PlanReport>, private readonly askAround: (reads: KafkaRead[]) => Promise<Around>) {}

  /** `fresh`: the cluster is asked in any case. @throws DependencyError, HttpFault */
  async look({ job, folder, form }: SubmitJob, cluster: Cluster, livy: string, { fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal }): Promise<Looked> {
    const fields: FieldsSaid = fieldsSaid(form, job), { profile } = profileOf(form, job);
    if (Object.keys(fields.wrong).length > 0) return { checked: fields };
    const [known, said] = await Promise.all([look({ job, profile, profileFolder: folder, livy, planOnly: (plan) => this.#planned(plan), dist: this.dist }), this.#asked(cluster, livy, profile.queue, fresh, signal)]);
    signal?.throwIfAborted();
    const around = known.plan ? await this.#around(known.plan, livy) : {};
    signal?.throwIfAborted();
    const { running, queue } = said, input: PreflightInput = { ...known, ...around, ...(running.status === 'fulfilled' ? { running: running.value } : {}), ...(queue.status === 'fulfilled' && queue.value ? { queue: queue.value } : {}) };
    const checks = preflight(input), problems = [running, queue].flatMap((each) => (each.status === 'rejected' ? [problemOf(each.reason)] : []));
    const { prepared } = input, { diff: _, ...shown } = { ...prepared };
    return {
      input, checks, checked: {
        ...fields, view: {
          seen: seenOf(prepared, livy), url: `${livy}/batches`, checks: checks.map((check) => ({ ...check, evidence: masked(check.evidence), wayOut: masked(check.wayOut) })),
          body: JSON.stringify(maskBody(shown.body), undefined, 2), added: shown.added.map((each) => ({ ...each, value: maskedValue(each.key, each.value) })),
          uploads: shown.uploads.map(({ name, origin, bytes, remote }) => ({ name, origin, bytes: bytes.length, remote })), copies: shown.copies,
          heldNames: (input.running ?? []).flatMap(({ active, name }) => (active || name === undefined ? [] : [name])),
          problems: problems.filter(({ message }, i) => problems.findIndex((other) => other.message === message) === i),
        },
      },
    };
  }

  /** A run for what is not wanted any more is ended: what it said so far goes to a check that nobody waits for. */
  #planned(job: PlanJob): Promise<PlanReport> {
    const of = JSON.stringify(job);
    if (this.#plan?.of === of) return this.#plan.report;
    this.#plan?.stop.abort();
    const stop = new AbortController(), report = this.planOnly(job, stop.signal);
    this.#plan = { of, report, stop };
    report.catch(() => { if (this.#plan?.report === report) this.#plan = undefined; });
    return report;
  }

  /** Partitions and networks, which change seldom. */
  async #around(plan: PlanReport, livy: string): Promise<Pick<PreflightInput, 'partitions' | 'partitionsUnknown' | 'network'>> {
    const reads = kafkaReads(plan), brokers = brokersNamed(plan), of = JSON.stringify([reads, brokers, livy]), now = Date.now();
    if (brokers.length === 0) return {};
    if (this.#beside?.of !== of || now - this.#beside.at >= HOLDS_MS) this.#beside = { of, at: now, around: this.askAround(reads) };
    const { partitions, partitionsUnknown, clusters } = await this.#beside.around, network = clusters ? networkOf(livy, brokers, clusters) : undefined;
    return { ...(partitions.length > 0 ? { partitions: new Map(partitions) } : {}), ...(partitionsUnknown === undefined ? {} : { partitionsUnknown }), ...(network ? { network } : {}) };
  }

  #asked(cluster: Cluster, livy: string, queue: string | undefined, fresh: boolean, signal: AbortSignal | undefined): Promise<Said> {
    const of = JSON.stringify([livy, queue]), now = Date.now();
    if (!fresh && this.#said?.of === of && now - this.#said.at < HOLDS_MS) return this.#said.said;
    const said = Promise.allSettled([runningOn(cluster, signal), queueOn(cluster, queue, signal)]).then(([running, queued]) => ({ running, queue: queued }));
    this.#said = { of, at: now, said };
    // An answer that was stopped or did not come is none.
    void said.then(({ running }) => { if (running.status === 'rejected' && this.#said?.said === said) this.#said = undefined; });
    return said;
  }
}

/** The tag is made anew each time. */
function seenOf({ body, uploads }: Prepared, livy: string): string {
  const tag = tagOf(body), text = JSON.stringify([livy, body, uploads.map(({ remote }) => remote)]);
  return createHash('sha256').update(tag === '' ? text : text.replaceAll(tag, 'tag')).digest('hex');
}
