import type { ConnectionOptions } from 'node:tls';
import type { Socket } from 'node:net';
import type { DoctorStep, DoctorStepName } from '../../protocol/kafka-doctor.ts';
import { KafkaFault, problemOf } from '../fault.ts';
import type { ClusterGateway } from '../gateway.ts';
import { networkFault } from '../network-fault.ts';
import { mapped, type Advertised, type Route } from '../route.ts';
import { addresses, askMechanisms, askVersions, certificateWords, dial, secure, speaksTls, type Address } from './probe.ts';

export interface BrokersToTry {
  bootstrap: readonly Address[];
  tls: ConnectionOptions | undefined;
  /** The mechanism that is signed in with, as Kafka names it. */
  mechanism: string | undefined;
  advertised: Advertised;
  /** Names are resolved and sockets made elsewhere. */
  far?: Route;
  timeoutMs: number;
}

const FAR = 'The name is resolved and the connection made there: try it there.';
const KERBEROS = 'Kerberos (GSSAPI) is not spoken by this client: ask for a listener with SCRAM or PLAIN, use the Kafka REST proxy of the cluster, or export a capture on a machine that has a ticket.';
/** A route says that it stands before its far end does, so there only an answer counts. */
const dialTo = ({ far, advertised, timeoutMs }: BrokersToTry, { host, port }: Address): Promise<Socket> => far?.dial(host, port, timeoutMs) ?? dial(mapped(advertised, host, port), timeoutMs);
const named = ({ host, port }: Address): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** Tries a way to brokers step by step. Each step is given as soon as it is known; a failed one ends what depends on it. */
export async function* tryBrokers(gateway: ClusterGateway, brokers: BrokersToTry): AsyncGenerator<DoctorStep> {
  let reached = false;
  for (const server of brokers.bootstrap) for await (const step of listener(server, brokers)) {
    if (step.step === 'api-versions' && step.state === 'ok') reached = true;
    yield step;
  }
  const target = brokers.bootstrap.map(named).join(', ');
  if (!reached) {
    yield { step: 'metadata', target, state: 'skipped', seen: 'No server answered.', hint: '', took: 0 };
    return;
  }
  yield* cluster(gateway, brokers, target);
}

/** Name, socket, TLS, and what the listener says of itself before anyone signs in. */
async function* listener(server: Address, brokers: BrokersToTry): AsyncGenerator<DoctorStep> {
  const { tls, mechanism, advertised, timeoutMs, far } = brokers, target = named(server), to = mapped(advertised, server.host, server.port), where = { ...server, tls: tls !== undefined, sasl: mechanism !== undefined, words: 'connection' as const };
  const time = stopwatch(), failed = (step: DoctorStepName, error: unknown, hint?: string): DoctorStep => {
    const fault = networkFault(error, where);
    return { step, target, state: 'failed', seen: fault.message, hint: hint ?? fault.hint, kind: fault.kind, took: time() };
  };
  const failedThere = async (step: DoctorStepName, error: unknown): Promise<DoctorStep> => {
    const reason = await far?.reason();
    return reason === undefined ? failed(step, error) : { step: 'tcp', target, state: 'failed', seen: `${target} cannot be reached at the far end: ${reason}.`, hint: FAR, kind: 'connection', took: time() };
  };
  let socket: Socket | undefined;
  try {
    if (!far) try {
      yield { step: 'dns', target, state: 'ok', seen: nameSeen(to.host, await addresses(to.host)), hint: '', took: time() };
    } catch (error) {
      yield failed('dns', error, 'Check the name; inside a virtual network it may resolve only there: connect by VPN or SSH, or give the broker a place in the map of advertised names.');
      return;
    }
    try {
      socket = await dialTo(brokers, server);
      socket.on('error', () => undefined);
      if (!far) yield { step: 'tcp', target, state: 'ok', seen: `Connected to ${socket.remoteAddress ?? to.host} port ${to.port}.`, hint: '', took: time() };
    } catch (error) {
      yield failed('tcp', error, far ? undefined : 'Is the broker running, and the port open to this machine (firewall, network security group, VPN)?');
      return;
    }
    if (tls) {
      try {
        const secured = await secure(socket, server.host, tls, timeoutMs);
        socket = secured;
        socket.on('error', () => undefined);
        yield { step: 'tls', target, state: 'ok', seen: `${certificateWords(secured)}.`, hint: '', took: time() };
      } catch (error) {
        yield await failedThere('tls', error);
        return;
      }
    }
    try {
      const { count, fetch, produce } = await askVersions(socket, timeoutMs);
      yield { step: 'api-versions', target, state: 'ok', seen: `A Kafka broker with ${count} kinds of requests (Fetch up to version ${fetch}, Produce up to ${produce}).`, hint: '', took: time() };
    } catch (error) {
      const other = tls === undefined && await speaksTls(() => dialTo(brokers, server), server.host, Math.min(timeoutMs, 3000));
      yield other ? { step: 'api-versions', target, state: 'failed', seen: `${target} speaks TLS, and this connection does not.`, hint: 'Choose TLS.', kind: 'protocol', took: time() } : await failedThere('api-versions', error);
      return;
    }
    yield saslStep(await askMechanisms(socket, timeoutMs).catch(() => undefined), mechanism, target, time());
  } finally {
    socket?.destroy();
  }
}

/** What is offered against what is wanted. @param offered undefined: nobody signs in */
export function saslStep(offered: string[] | undefined, mechanism: string | undefined, target: string, took: number): DoctorStep {
  const step = { step: 'sasl' as const, target, took };
  if (!offered) return mechanism === undefined ? { ...step, state: 'ok', seen: 'Nobody has to sign in here.', hint: '' } : { ...step, state: 'failed', seen: `Nobody signs in here, and this connection wants to with ${mechanism}.`, hint: 'Leave user and password out, or give the port of the listener with SASL.', kind: 'authentication' };
  const list = offered.join(', ');
  if (offered.length > 0 && offered.every((each) => each === 'GSSAPI')) return { ...step, state: 'failed', seen: 'Only Kerberos (GSSAPI) is offered here.', hint: KERBEROS, kind: 'unsupported' };
  if (mechanism === undefined) return { ...step, state: 'failed', seen: `One has to sign in here, by ${list}, and this connection does not.`, hint: 'Choose user and password.', kind: 'authentication' };
  if (!offered.includes(mechanism)) return { ...step, state: 'failed', seen: `${mechanism} is not offered here, but ${list}.`, hint: `Choose ${offered.find((each) => each !== 'GSSAPI') ?? list}.`, kind: 'authentication' };
  return { ...step, state: 'ok', seen: `${list} ${offered.length === 1 ? 'is' : 'are'} offered.`, hint: '' };
}

/** What is seen once signed in: the brokers that the cluster names, each tried by itself, and what this user may see. */
async function* cluster(gateway: ClusterGateway, tried: BrokersToTry, target: string): AsyncGenerator<DoctorStep> {
  const { advertised, far, tls, timeoutMs } = tried;
  let time = stopwatch();
  const failed = (step: DoctorStepName, what: string, error: unknown): DoctorStep => { const { kind, message, hint } = problemOf(error); return { step, target: what, state: 'failed', seen: message, hint, kind, took: time() }; };
  let brokers;
  try {
    brokers = await gateway.brokers();
  } catch (error) {
    const signIn = error instanceof KafkaFault && error.kind === 'authentication';
    yield failed(signIn ? 'sign-in' : 'metadata', target, error);
    return;
  }
  yield { step: 'metadata', target, state: 'ok', seen: `${brokers.length === 1 ? 'One broker' : `${brokers.length} brokers`}: ${brokers.map(named).join(', ')}.`, hint: '', took: time() };
  for (const broker of brokers) {
    time = stopwatch();
    const to = mapped(advertised, broker.host, broker.port);
    try {
      const socket = await dialTo(tried, broker);
      socket.on('error', () => undefined);
      try {
        if (far) await (tls ? secure(socket, broker.host, tls, timeoutMs) : askVersions(socket, timeoutMs));
      } finally {
        socket.destroy();
      }
      yield { step: 'advertised', target: named(broker), state: 'ok', seen: `Broker ${broker.id} is reached${to.host === broker.host && to.port === broker.port ? '' : ` at ${named(to)}`}.`, hint: '', took: time() };
    } catch (error) {
      const { message, kind } = networkFault(error, { ...to, tls: tls !== undefined, sasl: false, words: 'connection' }), reason = await far?.reason();
      yield { step: 'advertised', target: named(broker), state: 'failed', seen: `The cluster names broker ${broker.id} so, and it is not reached: ${reason === undefined ? message : `${reason}.`}`, hint: `Messages of its partitions cannot be read. ${far ? FAR : 'Make the name known here (VPN, DNS, hosts file), map it to where the broker is, or connect by SSH.'}`, kind, took: time() };
    }
  }
  time = stopwatch();
  try {
    const topics = await gateway.topics();
    yield topics.length > 0 ? { step: 'topics', target, state: 'ok', seen: `${topics.length === 1 ? 'One topic is' : `${topics.length} topics are`} to be seen.`, hint: '', took: time() }
      : { step: 'topics', target, state: 'warning', seen: 'No topic is to be seen.', hint: 'There is none, or this user may describe none: an ACL for DESCRIBE on topics is needed.', took: time() };
  } catch (error) { yield failed('topics', target, error); }
  if (!gateway.capabilities.groups) return;
  time = stopwatch();
  try {
    const { groups, problems: [problem] } = await gateway.groups();
    yield problem ? { step: 'groups', target, state: 'warning', seen: problem.message, hint: problem.hint, kind: problem.kind, took: time() }
      : { step: 'groups', target, state: 'ok', seen: groups.length === 0 ? 'No consumer group is to be seen.' : `${groups.length === 1 ? 'One consumer group is' : `${groups.length} consumer groups are`} to be seen.`, hint: '', took: time() };
  } catch (error) { yield { ...failed('groups', target, error), state: 'warning' }; }
}

function stopwatch(): () => number {
  const began = performance.now();
  return () => Math.round(performance.now() - began);
}

const nameSeen = (host: string, found: readonly string[]): string => (found.length === 1 && found[0] === host ? `${host} is an address: no name to look up.` : `${host} is ${found.join(', ')}.`);
