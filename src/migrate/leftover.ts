/** What a stream cannot do for the driver: actions that ask for rows at once, places that the run did not come to, and caching. */
import type { ActionFact } from '../protocol/language.ts';
import type { Change, MigrateRefusal } from '../protocol/migrate.ts';
import type { Call } from '../syntax/outline.ts';
import type { Job } from './job.ts';

const WAY_OUT: Readonly<Record<string, string>> = {
  count: 'Count in the stream: df.groupBy().count(), shown or written by a query in complete mode.',
  collect: 'Write the rows to a sink, or take them in foreachBatch, where each micro-batch is a batch DataFrame.',
  toPandas: 'Take toPandas in foreachBatch, where each micro-batch is a batch DataFrame.',
};
/** Methods that are actions wherever they stand. `count` is one of groups and of lists too. */
const ACTIONS: ReadonlySet<string> = new Set(['show', 'collect', 'toPandas', 'toLocalIterator', 'foreachPartition']);
const CACHES: ReadonlySet<string> = new Set(['cache', 'persist', 'unpersist']);

/** `derived`: of the streams. */
export function checkActions(job: Job, derived: readonly ActionFact[], all: readonly ActionFact[]): MigrateRefusal[] {
  const refusals = derived.filter(({ what }) => what === 'collect' || what === 'count').map(({ span, what }): MigrateRefusal => {
    const call = job.callAt(span), name = call?.name === undefined || call.name === '' ? what : call.name, elsewhere = span.file !== job.facts.file;
    return job.refusal(call?.at ?? span, `${name}() gives the driver rows${name === 'count' ? ' that are counted' : ''} at once${elsewhere ? ` (in ${span.file.split(/[\\/]/).at(-1)}:${span.line})` : ''}, and a stream never has all of them: Queries with streaming sources must be executed with writeStream.start().`, WAY_OUT[name] ?? WAY_OUT['collect']!);
  });
  const seen = new Set(all.map(({ span }) => job.callAt(span)?.to).filter((to) => to !== undefined));
  for (const call of job.document.outline.calls) {
    if (seen.has(call.to) || !isAction(job, call)) continue;
    refusals.push(job.refusal(call.at, `The run without data did not come to this ${call.name}(): what it would be of a stream is not known.`, 'Take it out of the job, or let the job come to it (a condition, a function that nothing calls), and try again.'));
  }
  return refusals;
}

/** What a result is written to is read again: the batch wrote all of it before, and a stream writes while the job goes on. */
export function readAgain(job: Job, derived: readonly ActionFact[], all: readonly ActionFact[]): MigrateRefusal[] {
  const plain = (path: string): string => path.replace(/^\.[\\/]/, '').replace(/[\\/]+$/, ''), written = new Set(derived.flatMap(({ write }) => (write?.path === undefined ? [] : [plain(write.path)])));
  const seen = new Set<number>();
  return all.flatMap(({ nodes }) => nodes).flatMap((node): MigrateRefusal[] => {
    const again = node.read?.paths.find((path) => written.has(plain(path)));
    if (again === undefined || seen.has(node.id)) return [];
    seen.add(node.id);
    return [job.refusal(node.span, `${again} is written by this job and read again here: a batch has written all of it by then, a stream nothing yet.`, 'Take what is read from the DataFrame that was written, or let another job read it.')];
  });
}

/** An action of a DataFrame, as far as its text shows. */
function isAction(job: Job, call: Call): boolean {
  const { object, full, name } = call;
  if (!object || full !== undefined) return false;
  if (ACTIONS.has(name)) return true;
  return ['save', 'saveAsTable', 'insertInto', 'parquet', 'json', 'csv', 'orc', 'text'].includes(name) && /\.\s*write\b/.test(job.text.slice(object.from, object.to));
}

/** `df.cache()` goes: Dataset.persist of a stream is refused. */
export function uncached(job: Job, streams: ReadonlySet<number>, actions: readonly ActionFact[]): Change[] {
  const derived = derivedNodes(streams, actions), { calls, assignments } = job.document.outline;
  const isStream = (call: Call): boolean => {
    const before = call.previous, text = call.object && job.document.slice(call.object);
    const made = before ?? calls.findLast(({ to }) => assignments.some(({ name, value, to: end }) => name === text && end <= call.from && value.to >= to && value.to - to <= 2));
    if (made && CACHES.has(made.name)) return isStream(made);
    return made !== undefined && job.facts.frames.some(({ span, node }) => job.callAt(span) === made && derived.has(node));
  };
  return calls.filter((call) => CACHES.has(call.name) && call.object && isStream(call)).map((call): Change => {
    const why = [{ code: 'cache' as const, text: `A stream is read once, micro-batch by micro-batch: ${call.name}() has nothing to keep, and Spark refuses it there.` }], { lines } = job.document;
    if (!job.alone(call) || call.previous !== undefined) return { from: call.object!.to, to: call.to, insert: '', why };
    const { from, to } = job.statementOf(call), line = lines.lineAt(from);
    return { from: lines.startOf(line), to: lines.lineAt(to) + 1 < lines.lines ? lines.startOf(lines.lineAt(to) + 1) : to, insert: '', why };
  });
}

function derivedNodes(streams: ReadonlySet<number>, actions: readonly ActionFact[]): Set<number> {
  const derived = new Set(streams);
  for (let grown = true; grown;) {
    grown = false;
    for (const { nodes } of actions) {
      for (const { id, inputs } of nodes) {
        if (derived.has(id) || !inputs.some((input) => derived.has(input))) continue;
        derived.add(id);
        grown = true;
      }
    }
  }
  return derived;
}
