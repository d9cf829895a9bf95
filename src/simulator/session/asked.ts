import type { QueryAsked } from '../../protocol/run.ts';
import { nodesDown, type Plan, type Relation } from '../../spark/plan/plan.ts';

/** Options that say where and how, and can hold no secret. */
const TOLD: ReadonlySet<string> = new Set([
  'kafka.bootstrap.servers', 'kafka.security.protocol', 'kafka.sasl.mechanism', 'kafka.group.id', 'groupidprefix', 'subscribe', 'subscribepattern', 'assign', 'topic', 'startingoffsets', 'endingoffsets', 'minpartitions',
  'maxoffsetspertrigger', 'minoffsetspertrigger', 'failondataloss', 'includeheaders', 'maxfilespertrigger', 'path', 'checkpointlocation',
]);
const told = (options: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(options).filter(([name]) => TOLD.has(name)));

/** What a query was asked to read and write; `checkpoint` null: a temporary one. */
export function askedOf(plan: Plan, sink: { format: string; options: Readonly<Record<string, string>>; path: string | null }, checkpoint: string | null): QueryAsked {
  const relations = [...new Set([...nodesDown(plan)].filter((n): n is Relation => n.op === 'relation'))].filter((r) => r.source.format !== 'memory' && r.source.format !== 'batch');
  const path = sink.path ?? sink.options['path'];
  return {
    sources: relations.map((r) => ({ format: r.source.format, streaming: r.streaming, options: told(r.source.options), paths: [...r.source.paths], ...(r.span ? { span: r.span } : {}) })),
    sink: { format: sink.format.toLowerCase(), options: told(sink.options), ...(path === undefined ? {} : { path }) }, checkpoint,
  };
}
