/** What every command that looks at Kafka shares: its connection. */
import type { ClusterGateway } from '../kafka/gateway.ts';
import { openConnection } from '../kafka/open.ts';
import { tokenOf } from './azure-token.ts';
import { describedIn, type Environment } from './kafka-description.ts';
import { interruptible } from './interruptible.ts';
import type { Parsed } from './options.ts';

/** @throws UsageError */
export function openFrom(parsed: Parsed, env: Environment, options: { writable: boolean; signal?: AbortSignal }): ClusterGateway {
  const { description, secrets, ...more } = describedIn(parsed, env);
  return openConnection(description, secrets, { ...more, ...tokenOf(description, options.signal), writable: options.writable });
}

/** Does the work of a command on a connection, and closes it. */
export function withGateway(parsed: Parsed, options: { writable: boolean }, work: (gateway: ClusterGateway, signal: AbortSignal) => Promise<number>): Promise<number> {
  return interruptible(async (signal) => {
    const gateway = openFrom(parsed, process.env, { ...options, signal });
    try {
      return await work(gateway, signal);
    } finally {
      await gateway.close();
    }
  });
}
