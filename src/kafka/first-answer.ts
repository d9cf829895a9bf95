import { KafkaFault } from './fault.ts';

/** So long the others wait for one that may be slow or silent. */
const PATIENCE_MS = 1000;
/** Another broker may answer what this one did not. */
const TRY_ANOTHER: ReadonlySet<string> = new Set(['connection', 'timeout', 'protocol']);

/**
 * The first answer of several brokers that are asked one after another: the next when one fails, and beside it when it is silent for a
 * second. Rejects when none of them answers, or at once with a fault that any of them would give.
 */
export async function firstAnswer<T>(asks: readonly (() => Promise<T>)[]): Promise<T> {
  type Outcome = { ask: number; answer: T } | { ask: number; error: unknown };
  const faults: KafkaFault[] = [];
  const pending = new Map<number, Promise<Outcome>>();
  for (let next = 0; next < asks.length || pending.size > 0;) {
    if (next < asks.length) {
      const ask = next++;
      pending.set(ask, asks[ask]!().then((answer) => ({ ask, answer }), (error: unknown) => ({ ask, error })));
    }
    const outcome = await firstOf([...pending.values()], next < asks.length ? PATIENCE_MS : undefined);
    if (outcome === undefined) continue;
    if ('answer' in outcome) return outcome.answer;
    if (!(outcome.error instanceof KafkaFault) || !TRY_ANOTHER.has(outcome.error.kind)) throw outcome.error;
    pending.delete(outcome.ask);
    faults.push(outcome.error);
  }
  const [first] = faults;
  if (faults.length === 1 && first) throw first;
  throw new KafkaFault('connection', `None of the bootstrap servers can be used. ${faults.map((fault) => fault.message).join(' ')}`, first?.hint);
}

/** Undefined when the time is over first. */
async function firstOf<T>(promises: readonly Promise<T>[], limitMs: number | undefined): Promise<T | undefined> {
  if (limitMs === undefined) return Promise.race(promises);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, limitMs, undefined)));
  return Promise.race([...promises, late]).finally(() => clearTimeout(timer));
}
