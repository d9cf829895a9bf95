/** What every command that looks at Kafka shares: its connection, its faults as exit codes, Ctrl-C. */
import type { KafkaFault as Fault } from '../kafka/fault.ts';
import { KafkaFault } from '../kafka/fault.ts';
import type { ClusterGateway } from '../kafka/gateway.ts';
import { openConnection } from '../kafka/open.ts';
import type { KafkaProblem } from '../protocol/kafka.ts';
import { tokenOf } from './azure-token.ts';
import { Exit } from './exit.ts';
import { describedIn, type Environment } from './kafka-description.ts';
import type { Parsed } from './options.ts';
import { say } from './say.ts';

/** @throws UsageError */
export function openFrom(parsed: Parsed, env: Environment, options: { writable: boolean; signal?: AbortSignal }): ClusterGateway {
  const { description, secrets, ...more } = describedIn(parsed, env);
  return openConnection(description, secrets, { ...more, ...tokenOf(description, options.signal), writable: options.writable });
}

const EXITS: Readonly<Record<string, number>> = {
  connection: Exit.unreachable, timeout: Exit.unreachable, tls: Exit.unreachable, protocol: Exit.unreachable,
  authentication: Exit.notPermitted, authorization: Exit.notPermitted, 'read-only': Exit.notPermitted, unsupported: Exit.usage,
};

export const exitOf = ({ kind }: Pick<Fault, 'kind'> | KafkaProblem): number => EXITS[kind] ?? Exit.failed;

export function sayProblem({ message, hint }: KafkaProblem): void {
  say(`${message}${hint === '' ? '' : ` ${hint}`}`);
}

/** Does the work of a command on a connection, closes it, and tells its fault. Ctrl-C aborts the signal; a second one ends at once. */
export async function withGateway(parsed: Parsed, options: { writable: boolean }, work: (gateway: ClusterGateway, signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    if (interrupt.signal.aborted) process.exit(Exit.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onInterrupt);
  let gateway: ClusterGateway | undefined;
  try {
    gateway = openFrom(parsed, process.env, { ...options, signal: interrupt.signal });
    const code = await work(gateway, interrupt.signal);
    return interrupt.signal.aborted ? Exit.interrupted : code;
  } catch (error) {
    if (interrupt.signal.aborted) return Exit.interrupted;
    if (!(error instanceof KafkaFault)) throw error;
    sayProblem(error);
    return exitOf(error);
  } finally {
    process.off('SIGINT', onInterrupt);
    await gateway?.close();
  }
}
