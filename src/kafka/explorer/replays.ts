import type { ReplayRequest, ReplayState } from '../../protocol/produce.ts';
import type { CaptureMessage } from '../capture.ts';
import { readCapture } from '../capture.ts';
import { KafkaFault } from '../fault.ts';
import type { ClusterGateway } from '../gateway.ts';
import { replay } from '../replay.ts';

/** The replays that are under way, by the asker's name for them. */
export class Replays {
  private readonly running = new Map<string, ReplayState & { stop: AbortController }>();

  /** Resolves when all is written, or when it was stopped. */
  async start(gateway: ClusterGateway, { run, topic, file, rate, original }: ReplayRequest): Promise<ReplayState> {
    if (this.running.has(run)) throw new KafkaFault('refused', `A replay is called ${run} already.`);
    const state = { written: 0, total: 0, stop: new AbortController() };
    this.running.set(run, state);
    try {
      // A read-only connection and a topic that is not there are said before the file is read.
      mayWrite(gateway, topic);
      await gateway.partitions([topic]);
      const messages: CaptureMessage[] = [];
      for await (const message of readCapture(file)) {
        if (state.stop.signal.aborted) return { written: 0, total: messages.length };
        messages.push(message);
      }
      state.total = messages.length;
      await replay(gateway, topic, messages, { ...(rate === undefined ? {} : { rate }), original: original === true, signal: state.stop.signal, onWritten: (written) => { state.written = written; } });
      return { written: state.written, total: state.total };
    } catch (error) {
      throw error instanceof KafkaFault && state.written > 0 ? new KafkaFault(error.kind, `${state.written} of ${state.total} messages were written. ${error.message}`, error.hint, { cause: error }) : error;
    } finally {
      this.running.delete(run);
    }
  }

  /** How far it is; null when it is over. */
  progress(run: string): ReplayState | null {
    const state = this.running.get(run);
    return state ? { written: state.written, total: state.total } : null;
  }

  stop(run: string): void {
    this.running.get(run)?.stop.abort();
  }

  stopAll(): void {
    for (const { stop } of this.running.values()) stop.abort();
  }
}

/** What writes is refused by name on a connection that was not opened writable. @throws KafkaFault */
export function mayWrite({ capabilities, name }: ClusterGateway, topic: string): void {
  if (!capabilities.produce) throw new KafkaFault('unsupported', `Nothing can be written to ${topic} on ${name}: this kind of connection only reads.`);
  if (!capabilities.writable) throw new KafkaFault('read-only', `Nothing is written to ${topic}: the connection to ${name} is read-only.`, 'Make the connection writable first.');
}
