import type { Agent } from 'node:http';
import { agentFor } from './agent.ts';
import { tunnelFor } from './tunnel.ts';

/** An agent that goes through the network's own proxy; undefined: this address is reached without. @throws HttpFault */
export function wayTo(url: URL, ca: string | undefined, timeoutMs: number): Agent | undefined {
  const tunnel = tunnelFor(url, process.env);
  return tunnel && agentFor({ url, ca, tunnel, timeoutMs });
}
