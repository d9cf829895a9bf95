/** Which edits turn a batch job into a streaming one. */
import type { ActionFact, ActionNode, PlanFacts } from '../protocol/language.ts';
import type { Change, MigratedMode, MigratedQuery, MigratedStream, MigrateOptions, MigrateRefusal, Migration } from '../protocol/migrate.ts';
import type { PythonDocument } from '../syntax/python-document.ts';
import { applied, endedAs, takenFrom } from './edits.ts';
import { Functions } from './functions.ts';
import { Job, Refused } from './job.ts';
import { checkActions, readAgain, uncached } from './leftover.ts';
import { readAt, streamOf, valueOf, type Read } from './reads.ts';
import { modesOf, nameOf, queryOf, shapeOf, sinkAt, type Sink } from './sinks.ts';
import { topicOf } from './topic-name.ts';

/** What a migration is of, before output modes are chosen. */
export interface StreamingDraft {
  /** Output modes that may fit, for each query the best first. */
  modes: MigratedMode[][];
  /** @throws Refused */
  with(modes: readonly MigratedMode[]): Migration;
}

const FORMATS = new Set(['json', 'csv', 'text', 'kafka']);

/** @throws Refused, with all that stands in the way. */
export function toStreaming(document: PythonDocument, facts: PlanFacts, options: MigrateOptions): StreamingDraft {
  const job = new Job(document, facts), actions = facts.actions ?? [];
  checkJob(job, facts, actions);
  const reads = readsOf(job, actions), chosen = chosenReads(job, reads, actions, options);
  const streams = new Set(chosen.flatMap((read) => [...read.ids])), marked = options.watermark !== undefined || document.outline.calls.some(({ name }) => name === 'withWatermark');
  const derived = actions.filter(({ nodes }) => nodes.some(({ id }) => streams.has(id)));
  const refusals = [...checkActions(job, derived, actions), ...readAgain(job, derived, actions)];
  const sinks = derived.filter(({ what }) => what === 'show' || what === 'write').flatMap((action): Omit<Sink, 'name' | 'variable' | 'writer'>[] => {
    try {
      return [{ ...sinkAt(job, action), shape: shapeOf(action, streams, marked) }];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusals.push(...error.refusals);
      return [];
    }
  });
  if (refusals.length > 0) throw new Refused(refusals);
  if (sinks.length === 0) job.refuse(chosen[0]!.chain, `Nothing that follows from ${chosen[0]!.name} is shown or written: a streaming job is a query with a sink.`, 'Show or write a result, or choose another read with --stream.');
  const named = withNames(job, sinks, reads);
  return { modes: named.map((sink) => modesOf(sink, options.outputMode)), with: (modes) => migrationOf(job, chosen, named, modes, options) };
}

/** The job comes to its end as it is. */
export function checkRun(job: Job, { problems, cut, exitCode }: PlanFacts): void {
  const error = problems.find(({ severity, code }) => severity === 'error' && code !== 'timed-out');
  if (error?.code === 'not-simulated') throw new Refused([{ ...job.refusal(error.span, `The simulator cannot run this job, so what it means is not known: ${error.message}`, error.hint ?? 'Take this out of the job, and try again.'), notSimulated: true }]);
  if (error) job.refuse(error.span, `The job does not come to its end as it is: ${error.message.split(';\n')[0]!.trim()}`, error.hint ?? 'Mend this first: what a job means can only be kept where it is known.');
  if (cut) job.refuse(undefined, `The job still ran after ${cut.afterSeconds} s of a run without data, and was ended.`, 'Let it come to its end by itself, or give the run more time.');
  if (exitCode !== 0) job.refuse(undefined, `The job ends with exit code ${exitCode} in a run without data and without arguments.`, 'Give what it wants from outside a default, and try again.');
}

function checkJob(job: Job, facts: PlanFacts, actions: readonly ActionFact[]): void {
  const { queries, frames } = facts;
  checkRun(job, facts);
  if (queries.length > 0 || frames.some(({ streaming }) => streaming)) job.refuse(queries[0]?.span ?? frames.find(({ streaming }) => streaming)?.span, 'The job is a streaming one already.', 'The other way goes with --to batch.');
  if (actions.length === 0) job.refuse(undefined, 'The job reads nothing and asks for nothing: it has no action such as show() or write.', 'Let it show or write a result.');
}

/** Reads of the job by place, in the order in which the actions come to them. */
function readsOf(job: Job, actions: readonly ActionFact[]): Read[] {
  const places = new Map<string, ActionNode[]>();
  for (const node of actions.flatMap(({ nodes }) => nodes)) {
    if (!node.read || !node.span) continue;
    const key = `${node.span.file}:${node.span.endLine}:${node.span.endColumn}`, known = places.get(key) ?? [];
    if (!known.some(({ id }) => id === node.id)) places.set(key, [...known, node]);
  }
  return [...places.values()].flatMap((nodes) => {
    const [{ span, read }] = nodes as [ActionNode & { span: NonNullable<ActionNode['span']>; read: NonNullable<ActionNode['read']> }];
    if (!FORMATS.has(read.format)) return [];
    const found = readAt(job, span, read, new Set(nodes.map(({ id }) => id)));
    if (!found) {
      const elsewhere = span.file !== job.facts.file;
      job.refuse(span, elsewhere ? `${span.file.split(/[\\/]/).at(-1)}:${span.line} reads the files: that module would have to change too.` : 'This read is not written as one expression that begins with spark.read.', elsewhere ? 'Move the read into the job, and try again.' : 'Write it as spark.read.schema(…).json(…), and try again.');
    }
    const paths = new Set(nodes.map((node) => JSON.stringify(node.read!.paths)));
    if (paths.size > 1) job.refuse(found.chain, `This read is called for several folders (${[...paths].slice(0, 3).map((each) => (JSON.parse(each) as string[]).join(', ')).join('; ')}): each would need a topic of its own.`, 'Write a read for each, and try again.');
    return [found];
  });
}

/** The reads that become streams. */
function chosenReads(job: Job, reads: readonly Read[], actions: readonly ActionFact[], { streams, topics }: MigrateOptions): Read[] {
  const names = reads.map((read) => `${read.name} (line ${job.lineOf(read.chain.from)})`).join(', ');
  if (reads.length === 0) job.refuse(undefined, 'No result of this job follows from a batch read of files or of a topic.', 'Only spark.read of json, csv, text or kafka can become a stream of messages.');
  const byName = (name: string): Read[] => reads.filter((read) => read.name === name || String(job.lineOf(read.chain.from)) === name || String(job.lineOf(read.chain.to)) === name);
  for (const name of Object.keys(topics)) if (name !== '' && byName(name).length === 0) job.refuse(undefined, `No read is called ${name}. There are ${names}.`, 'Name one of them, or its line.');
  if (streams.length === 0) return fed(reads, actions);
  return streams.map((name) => {
    const [found, more] = byName(name);
    if (!found) job.refuse(undefined, `No read is called ${name}. There are ${names}.`, 'Name one of them, or its line.');
    if (more) job.refuse(undefined, `Two reads are called ${name}: lines ${job.lineOf(found.chain.from)} and ${job.lineOf(more.chain.from)}.`, 'Name it by its line.');
    return found;
  });
}

/** What the results follow: the side of each join whose rows are kept, all inputs of a union. What another result only looks up stays batch. */
function fed(reads: readonly Read[], actions: readonly ActionFact[]): Read[] {
  const of = (id: number): Read | undefined => reads.find(({ ids }) => ids.has(id)), main = new Set<Read>(), aside = new Set<Read>();
  for (const { nodes } of actions) {
    const byId = new Map(nodes.map((node) => [node.id, node])), inputs = new Set(nodes.flatMap((node) => node.inputs)), followed = new Set<Read>();
    const follow = (id: number): void => {
      const node = byId.get(id), read = of(id);
      if (read) followed.add(read);
      if (!node) return;
      const next = node.op === 'union' ? node.inputs : node.inputs.length > 1 && node.how === 'RightOuter' ? [node.inputs[1]!] : node.inputs.slice(0, 1);
      next.forEach(follow);
    };
    for (const { id } of nodes) if (!inputs.has(id)) follow(id);
    for (const { id } of nodes) {
      const read = of(id);
      if (read && !followed.has(read)) aside.add(read);
    }
    for (const read of followed) main.add(read);
  }
  const only = [...main].filter((read) => !aside.has(read));
  return only.length > 0 ? only : main.size > 0 ? [...main] : [reads[0]!];
}

function withNames(job: Job, sinks: readonly Omit<Sink, 'name' | 'variable' | 'writer'>[], reads: readonly Read[]): Sink[] {
  const names = new Set<string>(), taken = new Set<string>();
  const unique = (name: string): string => {
    for (let n = 1; ; n++) {
      const own = n === 1 ? name : `${name}_${n}`;
      if (names.has(own)) continue;
      names.add(own);
      return own;
    }
  };
  const free = (name: string): string => {
    const own = job.free(name, taken);
    taken.add(own);
    return own;
  };
  return sinks.map((sink) => {
    const last = sink.chain?.calls.at(-1)?.args.find(({ name, string }) => name === undefined && string !== undefined), path = last?.string?.text?.value;
    const read = reads.find(({ chain }) => chain.from >= sink.of.from && chain.to <= sink.of.to), name = unique(nameOf(job, sink.of, path, read?.fact.paths[0]));
    return { ...sink, name, variable: free(`${name}_query`), writer: free(`write_${name}`) };
  });
}

function migrationOf(job: Job, reads: readonly Read[], sinks: readonly Sink[], modes: readonly MigratedMode[], options: MigrateOptions): Migration {
  const functions = new Functions(job), topics = reads.map((read) => topicOf(read, options, reads.length)), refusals: MigrateRefusal[] = [];
  const attempt = (make: () => Change): Change[] => {
    try {
      return [make()];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refusals.push(...error.refusals);
      return [];
    }
  };
  const values = new Set(reads.filter(({ fact }) => fact.format === 'json' || fact.format === 'csv').map((read) => valueOf(read, options)));
  if (values.size > 1) job.refuse(reads[0]!.chain, 'One read is of json and another of csv.', 'Say what the messages of both are to be: --value json or --value csv.');
  const changes = [
    ...reads.flatMap((read, i) => attempt(() => streamOf(job, read, topics[i]!, options, functions, sinks.map(({ of }) => of)))),
    ...uncached(job, new Set(reads.flatMap(({ ids }) => [...ids])), job.facts.actions ?? []),
  ];
  sinks.forEach((sink, i) => {
    const inner = takenFrom(changes, sink.of);
    changes.push(...attempt(() => queryOf(job, sink, modes[i]!, options, inner)).map((change) => ({ ...change, why: [...inner.flatMap(({ why }) => why), ...change.why] })));
  });
  if (refusals.length > 0) throw new Refused(refusals);
  const imported = functions.change(), [first] = reads as [Read];
  awaited(sinks, changes, job.document.slice(first.chain.of));
  const sorted = endedAs(job.text, [...changes, ...(imported ? [imported] : [])].sort((a, b) => a.from - b.from));
  const place = ({ span: { line, column, endLine, endColumn } }: { span: ActionFact['span'] }): Pick<MigratedQuery, 'line' | 'column' | 'endLine' | 'endColumn'> => ({ line, column, endLine, endColumn });
  return {
    to: 'streaming', startingOffsets: options.startingOffsets, text: applied(job.text, sorted), changes: sorted, value: [...values][0] ?? 'json',
    queries: sinks.map(({ name, action, shape }, i): MigratedQuery => ({ name, mode: modes[i]!, ...place(action), what: action.what as 'show' | 'write', sorted: shape.sorted })),
    streams: reads.map((read, i): MigratedStream => ({ name: read.name, topic: topics[i]!, format: read.fact.format, ...place(read) })),
  };
}

/** Behind the query that starts last: without it the driver would come to its end, and the queries with it. */
function awaited(sinks: readonly Sink[], changes: Change[], session: string): void {
  const last = sinks.at(-1)!, change = changes.find(({ from, to }) => from === last.statement.from && to === last.statement.to);
  if (!change) return;
  const text = /^[^\W\d]\w*$/u.test(session) ? `${session}.streams.awaitAnyTermination()` : `${last.variable}.awaitTermination()`;
  change.insert += `\n\n${last.statement.indent}${text}`;
  change.why.push({ code: 'await', text: `start() comes back at once: ${text} keeps the driver there while ${sinks.length === 1 ? 'the query runs' : 'the queries run'}; what stands behind it comes when ${sinks.length === 1 ? 'it ends' : 'one of them ends'}.` });
}
