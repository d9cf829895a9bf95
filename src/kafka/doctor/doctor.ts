import type { ConnectionDescription, ConnectionSecrets } from '../../protocol/kafka.ts';
import type { DoctorStep } from '../../protocol/kafka-doctor.ts';
import { problemOf } from '../fault.ts';
import type { ClusterGateway } from '../gateway.ts';
import { connectionSettings, openConnection, type OpenOptions } from '../open.ts';
import { SshRoute } from '../ssh.ts';
import { restSettings } from '../rest/settings.ts';
import { tryBrokers } from './brokers.ts';
import { tryProxy } from './rest.ts';

const STEP_MS = 5000;

/**
 * Says which step of a connection fails, and what to do. Reads only, and nothing that a client would not read. Never rejects: what goes wrong
 * is a step. Secrets are used where the connection itself uses them, and are in no step.
 */
export async function* diagnose(description: ConnectionDescription, secrets: ConnectionSecrets, options: OpenOptions = {}): AsyncGenerator<DoctorStep> {
  let gateway: ClusterGateway | undefined, route: SshRoute | undefined;
  const began = performance.now();
  try {
    gateway = openConnection(description, secrets, { ...options, writable: false });
    switch (description.kind) {
      case 'captures': yield* tryCaptures(gateway, description.folder); return;
      case 'direct': case 'ssh': {
        const settings = connectionSettings(description, secrets, options), timeoutMs = options.timeoutMs ?? STEP_MS;
        if (description.kind === 'ssh') {
          route = new SshRoute(description.ssh, description.advertised ?? {});
          const step = await trySsh(route, serverName(description.ssh), timeoutMs);
          yield step;
          if (step.state === 'failed') return;
        }
        yield* tryBrokers(gateway, {
          bootstrap: settings.bootstrap, tls: settings.tls, mechanism: description.sasl?.mechanism, advertised: description.advertised ?? {}, timeoutMs, ...(route ? { far: route } : {}),
        });
        return;
      }
      case 'rest': yield* tryProxy(gateway, restSettings(description, secrets, options), options.timeoutMs ?? STEP_MS);
    }
  } catch (error) {
    const { kind, message, hint } = problemOf(error);
    yield { step: 'description', target: '', state: 'failed', seen: message, hint, kind, took: Math.round(performance.now() - began) };
  } finally {
    route?.close();
    await gateway?.close().catch(() => undefined);
  }
}

/** All steps, at the end. */
export async function diagnosis(description: ConnectionDescription, secrets: ConnectionSecrets, options: OpenOptions = {}): Promise<DoctorStep[]> {
  const steps: DoctorStep[] = [];
  for await (const step of diagnose(description, secrets, options)) steps.push(step);
  return steps;
}

const serverName = ({ host, port, user }: { host: string; port?: number; user?: string }): string => `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;

/** The program, the way to its server, and signing in there without a question. */
async function trySsh(route: SshRoute, target: string, timeoutMs: number): Promise<DoctorStep> {
  const began = performance.now(), took = (): number => Math.round(performance.now() - began);
  try {
    await route.open(timeoutMs);
    return { step: 'ssh', target, state: 'ok', seen: 'Signed in without a question; its SOCKS proxy listens on the loopback, and names are resolved at the far end.', hint: '', took: took() };
  } catch (error) {
    const { kind, message, hint } = problemOf(error);
    return { step: 'ssh', target, state: 'failed', seen: message, hint, kind, took: took() };
  }
}

async function* tryCaptures(gateway: ClusterGateway, folder: string): AsyncGenerator<DoctorStep> {
  const began = performance.now(), took = (): number => Math.round(performance.now() - began), topics = await gateway.summaries();
  yield topics.length > 0 ? { step: 'folder', target: folder, state: 'ok', seen: `${topics.length === 1 ? 'One topic' : `${topics.length} topics`} in its captures.`, hint: '', took: took() }
    : { step: 'folder', target: folder, state: 'warning', seen: 'There is no *.capture.jsonl file in it.', hint: 'Export one from the messages of a topic, or choose another folder.', took: took() };
  for (const { topic, problem } of topics) if (problem) yield { step: 'topics', target: topic, state: 'failed', seen: problem.message, hint: problem.hint, kind: problem.kind, took: 0 };
}
