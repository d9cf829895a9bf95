/** What is behind an error: the part of it that Spark's message does not say, and what to do. */
import { KafkaFault } from '../../kafka/fault.ts';
import type { Problem } from '../../protocol/run.ts';
import { SparkError } from '../../spark/errors.ts';
import { IoError, PythonCallbackError } from '../host-types.ts';
import type { Stream } from './stream.ts';

function* chain(error: unknown): Generator {
  for (let e = error; e !== undefined && e !== null; e = e instanceof Error ? e.cause : undefined) yield e;
}

/** Weir's sentence on what to do, from whatever in the chain of causes has one. */
export function wayOutOf(error: unknown): string | undefined {
  for (const e of chain(error)) {
    const found = e instanceof SparkError ? e.options.wayOut : e instanceof KafkaFault ? e.hint : e instanceof IoError ? e.details?.['hint'] : undefined;
    if (typeof found === 'string' && found !== '') return found;
  }
  return undefined;
}

/**
 * The cause of a query's failure, shown at its own place: the line of the user's function that raised, or what stands behind
 * "Writing job aborted". Undefined where the failure's own message says it.
 */
export function causeOf(s: Stream): Problem | undefined {
  const { failure } = s;
  if (!failure) return undefined;
  for (const e of chain(failure.cause)) {
    if (!(e instanceof PythonCallbackError)) continue;
    const said = failure.message.includes(e.traceback);
    return {
      severity: 'error', code: said ? 'python-exception' : 'python-function', errorClass: e.pythonClass,
      message: `${e.pythonClass}${e.message === '' ? '' : `: ${e.message}`} (in a function that ${s.label} called, batch ${Math.max(0, s.query?.batchId ?? 0)})`, ...(e.place ? { span: e.place } : {}),
    };
  }
  const texts = [...chain(failure.cause)].map((e) => (e instanceof Error ? e.message : String(e)));
  const deepest = texts.at(-1);
  if (deepest === undefined || failure.message.includes(deepest)) return undefined;
  return { severity: 'error', code: 'query-cause', message: `${s.label}: ${deepest}` };
}
