/** What every command that asks servers shares: its faults as exit codes, and Ctrl-C. */
import { HttpFault } from '../http/fault.ts';
import { KafkaFault } from '../kafka/fault.ts';
import { Exit } from './exit.ts';
import { say } from './say.ts';

interface Problem { kind: string; message: string; hint: string }

const EXITS: Readonly<Record<string, number>> = {
  connection: Exit.unreachable, timeout: Exit.unreachable, tls: Exit.unreachable, protocol: Exit.unreachable, busy: Exit.unreachable,
  authentication: Exit.notPermitted, authorization: Exit.notPermitted, 'read-only': Exit.notPermitted, unsupported: Exit.usage,
};

export const exitOf = ({ kind }: Pick<Problem, 'kind'>): number => EXITS[kind] ?? Exit.failed;

export function sayProblem({ message, hint }: Omit<Problem, 'kind'>): void {
  say(`${message}${hint === '' ? '' : ` ${hint}`}`);
}

/** Does the work of a command, and tells its fault. Ctrl-C aborts the signal; a second one ends at once. */
export async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    if (interrupt.signal.aborted) process.exit(Exit.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    const code = await work(interrupt.signal);
    return interrupt.signal.aborted ? Exit.interrupted : code;
  } catch (error) {
    if (interrupt.signal.aborted) return Exit.interrupted;
    if (!(error instanceof KafkaFault) && !(error instanceof HttpFault)) throw error;
    sayProblem(error);
    return exitOf(error);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
