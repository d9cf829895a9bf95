import type { Socket } from 'node:net';
import { addressOf } from '../../http/agent.ts';
import { claimsOf } from '../../http/claims.ts';
import { throughTunnel } from '../../http/tunnel.ts';
import type { DoctorStep, DoctorStepName } from '../../protocol/kafka-doctor.ts';
import { problemOf } from '../fault.ts';
import type { ClusterGateway } from '../gateway.ts';
import { networkFault } from '../network-fault.ts';
import { RestClient } from '../rest/client.ts';
import type { RestSettings } from '../rest/settings.ts';
import { addresses, certificateWords, dial, secure } from './probe.ts';

/** Topics that are looked through for one with a message. */
const FEW = 5;
const service = { name: 'REST proxy', hint: 'Check the address. In a virtual network of your own the proxy needs ports 443 and 9400 open.' };

/** Tries a REST proxy step by step: name, socket, TLS, the token, whether the proxy answers and lets the caller in, and what is to be seen there. */
export async function* tryProxy(gateway: ClusterGateway, settings: RestSettings, timeoutMs: number): AsyncGenerator<DoctorStep> {
  const { url, ca, token, tunnel } = settings, { host, port } = addressOf(url), target = `${url.hostname}:${port}`;
  let time = stopwatch();
  const ok = (step: DoctorStepName, what: string, seen: string): DoctorStep => ({ step, target: what, state: 'ok', seen, hint: '', took: time() });
  const failed = (step: DoctorStepName, what: string, error: unknown, otherHint?: string): DoctorStep => { const { kind, message, hint } = problemOf(error); return { step, target: what, state: 'failed', seen: message, hint: otherHint ?? hint, kind, took: time() }; };
  const network = (error: unknown): unknown => networkFault(error, { host, port, tls: true, sasl: false, words: 'connection', service });
  let socket: Socket | undefined;
  try {
    // The network's proxy resolves the name itself.
    if (!tunnel) try {
      yield ok('dns', target, `${host} is ${(await addresses(host)).join(', ')}.`);
    } catch (error) {
      yield failed('dns', target, network(error), 'Check the name: https://<cluster>-kafkarest.azurehdinsight.net is there only where the cluster was created with a REST proxy.');
      return;
    }
    try {
      socket = await (tunnel ? throughTunnel(tunnel, { host, port }, timeoutMs) : dial({ host, port }, timeoutMs));
      socket.on('error', () => undefined);
      yield ok('tcp', target, tunnel ? `Connected through the proxy of the network at ${tunnel.host}, which HTTPS_PROXY or http.proxy names.` : `Connected to ${socket.remoteAddress ?? host} port ${port}.`);
    } catch (error) {
      yield failed('tcp', target, network(error));
      return;
    }
    try {
      const secured = await secure(socket, host, ca === undefined ? {} : { ca }, timeoutMs);
      socket = secured;
      socket.on('error', () => undefined);
      yield ok('tls', target, `${certificateWords(secured)}.`);
    } catch (error) {
      yield failed('tls', target, network(error));
      return;
    }
  } finally {
    socket?.destroy();
  }
  time = stopwatch();
  try {
    const step = tokenStep(await token(), target, time());
    yield step;
    if (step.state === 'failed') return;
  } catch (error) {
    yield failed('token', target, error);
    return;
  }
  time = stopwatch();
  const client = new RestClient({ ...settings, timeoutMs });
  try {
    await client.ask({ method: 'GET', path: '/v1/status', text: true });
    yield ok('proxy', target, 'The REST proxy answers.');
  } catch (error) {
    const { kind } = problemOf(error);
    yield failed(kind === 'authentication' || kind === 'authorization' ? 'sign-in' : 'proxy', target, error);
    return;
  } finally {
    client.close();
  }
  yield* cluster(gateway, target);
}

/** What a token says of itself. It is not in what is said. */
function tokenStep(token: string, target: string, took: number): DoctorStep {
  const { exp, aud, upn, preferred_username: name, appid, azp } = claimsOf(token), text = (claim: unknown): string | undefined => (typeof claim === 'string' && claim !== '' ? claim.slice(0, 200) : undefined);
  const who = text(upn) ?? text(name) ?? (text(appid) ?? text(azp))?.replace(/^/, 'application '), until = typeof exp === 'number' && Math.abs(exp) < 1e11 ? new Date(exp * 1000) : undefined;
  const seen = `There is a token${who === undefined ? '' : ` of ${who}`}${text(aud) === undefined ? '' : ` for ${text(aud)!}`}${until === undefined ? '' : `, valid until ${until.toISOString()}`}.`;
  if (until && until.getTime() <= Date.now()) return { step: 'token', target, state: 'failed', seen: `${seen.slice(0, -1)}: it is not valid any more.`, hint: `Get a fresh token. The clock here says ${new Date().toISOString()}.`, kind: 'authentication', took };
  return { step: 'token', target, state: 'ok', seen, hint: '', took };
}

/** What the caller may see: brokers, topics, and whether messages of one can be read. */
async function* cluster(gateway: ClusterGateway, target: string): AsyncGenerator<DoctorStep> {
  let time = stopwatch();
  const failed = (step: DoctorStepName, what: string, error: unknown): DoctorStep => { const { kind, message, hint } = problemOf(error); return { step, target: what, state: 'failed', seen: message, hint, kind, took: time() }; };
  let topics: string[];
  try {
    const brokers = await gateway.brokers();
    yield { step: 'metadata', target, state: 'ok', seen: `${brokers.length === 1 ? 'One broker' : `${brokers.length} brokers`} behind it: ${brokers.map(({ host, port }) => `${host}:${port}`).join(', ')}.`, hint: '', took: time() };
    time = stopwatch();
    topics = await gateway.topics();
    yield topics.length > 0 ? { step: 'topics', target, state: 'ok', seen: `${topics.length === 1 ? 'One topic is' : `${topics.length} topics are`} to be seen.`, hint: '', took: time() }
      : { step: 'topics', target, state: 'warning', seen: 'No topic is to be seen.', hint: 'There is none yet, or one that was just created is not in the list of the proxy yet.', took: time() };
  } catch (error) {
    const { kind } = problemOf(error);
    yield failed(kind === 'authentication' || kind === 'authorization' ? 'sign-in' : 'metadata', target, error);
    return;
  }
  for (const topic of topics.slice(0, FEW)) {
    time = stopwatch();
    try {
      const { partitions } = await gateway.describe(topic), full = partitions.find(({ low, high }) => low !== undefined && high !== undefined && high > low);
      if (!full) continue;
      let count = 0;
      for await (const records of gateway.fetch({ topic, partition: full.partition, start: full.high! - 1, end: full.high! })) count += records.count;
      yield count > 0 ? { step: 'messages', target: topic, state: 'ok', seen: `The newest message of partition ${full.partition} is read.`, hint: '', took: time() }
        : { step: 'messages', target: topic, state: 'warning', seen: `The last offset of partition ${full.partition} has no message.`, hint: 'A transaction ends there, or compaction took it away.', took: time() };
      return;
    } catch (error) {
      yield failed('messages', topic, error);
      return;
    }
  }
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => Math.round(performance.now() - began);
}
