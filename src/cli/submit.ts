/** `weir submit`. */
import { preflight } from '../hdinsight/preflight/index.ts';
import type { PreflightInput } from '../hdinsight/preflight/input.ts';
import type { Cluster } from '../hdinsight/cluster.ts';
import { clusterPorts, queueOn, runningOn } from '../hdinsight/submit/cluster-ports.ts';
import { DependencyError } from '../hdinsight/submit/dependencies.ts';
import { submit as send, SubmitFault, type SubmitStep } from '../hdinsight/submit/submit.ts';
import { HttpFault } from '../http/fault.ts';
import type { PreflightCheck } from '../protocol/submit.ts';
import { withCluster } from './cluster-connection.ts';
import { Exit } from './exit.ts';
import { exitOf, sayProblem } from './interruptible.ts';
import { plainJson } from './plain.ts';
import { out, say } from './say.ts';
import { styleFor } from './style.ts';
import { look } from './submit-look.ts';
import { parseSubmit, submitHelp, type SubmitCommandLine } from './submit-options.ts';
import { dryRunJson, dryRunText } from './submit-text.ts';
import { networkFor, partitionsOf } from './submit-around.ts';
import { uploads } from './submit-upload.ts';
import { follow } from './submit-wait.ts';

export async function submit(args: string[]): Promise<number> {
  const line = parseSubmit(args);
  if (line === undefined) {
    out(submitHelp());
    return Exit.done;
  }
  const input = await known(line);
  if (input === undefined) return Exit.failed;
  const alone = preflight(input);
  // What is wrong already is said before a server is asked.
  if (line.offline || alone.some(isError)) return show(line, input, alone);
  line.parsed.values.set('livy', [input.livy]);
  return withCluster(line.parsed, async (cluster, signal) => {
    const checks = await ask(cluster, input, line, signal);
    if (line.dryRun || checks.some(isError)) return show(line, input, checks);
    return sendJob(cluster, line, input, checks, signal);
  });
}

const isError = ({ verdict }: PreflightCheck): boolean => verdict === 'error';

async function known(line: SubmitCommandLine): Promise<PreflightInput | undefined> {
  try {
    return await look(line);
  } catch (error) {
    if (!(error instanceof DependencyError)) throw error;
    say(`${error.message} ${error.hint}`);
    return undefined;
  }
}

function show(line: SubmitCommandLine, { livy, prepared }: PreflightInput, checks: readonly PreflightCheck[]): number {
  const seen = { livy, prepared, checks }, failed = checks.some(isError);
  out(line.json ? dryRunJson(seen) : dryRunText(seen, styleFor(process.stdout.isTTY, process.env)));
  if (failed && !line.dryRun) say('Nothing was sent: a check found an error.');
  return failed ? Exit.failed : Exit.done;
}

/** The checks, with what the cluster itself says. A dry run goes on where it says nothing. @throws HttpFault */
async function ask(cluster: Cluster, input: PreflightInput, { dryRun, parsed }: SubmitCommandLine, signal: AbortSignal): Promise<PreflightCheck[]> {
  const around = Promise.all([partitionsOf(input, parsed), networkFor(input, parsed, signal)]);
  const [running, queue] = await Promise.allSettled([runningOn(cluster, signal), queueOn(cluster, input.profile.queue, signal)]), [partitions, network] = await around;
  for (const each of [running, queue]) {
    if (each.status === 'fulfilled') continue;
    if (!dryRun || !(each.reason instanceof HttpFault)) throw each.reason;
    sayProblem(each.reason);
  }
  return preflight({ ...input, ...partitions, ...network, ...(running.status === 'fulfilled' ? { running: running.value } : {}), ...(queue.status === 'fulfilled' && queue.value ? { queue: queue.value } : {}) });
}

async function sendJob(cluster: Cluster, line: SubmitCommandLine, { prepared, profile }: PreflightInput, checks: readonly PreflightCheck[], signal: AbortSignal): Promise<number> {
  for (const { verdict, evidence, wayOut } of checks) if (verdict === 'warning') say(`${evidence}${wayOut === '' ? '' : ` ${wayOut}`}`);
  const storage = uploads(line.parsed, profile.storage ?? '', signal);
  try {
    const done = await send({ prepared, checks }, clusterPorts(cluster, { upload: storage.upload, step: sayStep }), signal), { batch, appId, tag, by } = done;
    const words = `${batch ? `batch ${batch.id}` : 'no batch'}${appId === undefined ? '' : `, ${appId}`}`;
    if (line.json) out(`${plainJson(JSON.stringify({ batch: batch?.id ?? null, application: appId ?? null, name: prepared.body.name ?? null, tag, by, uploads: prepared.uploads.map(({ origin, remote }) => ({ origin, remote })) }))}\n`);
    else out(`${words}${by === 'answer' ? '' : `, found again by its ${by}`}\n`);
    return line.wait ? await follow(cluster, done, line.verbose, signal) : Exit.done;
  } catch (error) {
    if (!(error instanceof SubmitFault)) throw error;
    sayProblem(error);
    const cause = error.cause instanceof HttpFault ? error.cause : error.cause instanceof Error ? error.cause.cause : undefined;
    return signal.aborted ? Exit.interrupted : cause instanceof HttpFault ? exitOf(cause) : Exit.failed;
  } finally {
    storage.dispose();
  }
}

function sayStep(step: SubmitStep): void {
  if (step.step === 'uploaded') for (const { name, uri, already } of step.where) say(`${name}: ${already ? 'was there already, as' : 'uploaded to'} ${uri}`);
  if (step.step === 'looking') say(`Livy's answer was lost, so the job is looked for: ${step.why}`);
}
