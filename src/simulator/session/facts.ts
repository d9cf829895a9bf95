/** What a plan-only run tells an editor: what each call of the job gave, views, and what Spark accepts but is seldom meant. */
import type { ColumnFact, Finding, FrameFact, JobFacts } from '../../protocol/language.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import type { Attribute } from '../../spark/expression.ts';
import { hasWatermark, WATERMARK_KEY } from '../../spark/plan/expressions.ts';
import { childrenOf, isStreaming, nodesDown, type Plan } from '../../spark/plan/plan.ts';
import { trapsIn, type BatchTrial } from '../../spark/traps/index.ts';
import { ActionFacts } from './action-facts.ts';
import { catalogString, type DataType } from '../../spark/types.ts';
import { nodeName } from './plan-view.ts';

/** A job may call in a loop, and have columns without number: what an editor shows of such a one is its first part. */
const MAX_FRAMES = 2000, MAX_COLUMNS = 100_000, MAX_FINDINGS = 200;
/** Characters of types that are told: a struct may have thousands of fields, and each call has it again. */
const MAX_TYPES = 16_000_000;
/** A plan-only run is over before; one that is not tells so often. */
const TELL_MS = 1000;

export class FactsRecorder {
  /** By place: of a call in a loop the newest. */
  readonly #frames = new Map<string, { span: SourceSpan; plan: Plan }>();
  /** Attribute → where the job first had it; undefined: a source's own. */
  readonly #made = new Map<number, SourceSpan | undefined>();
  readonly #findings: { finding: Finding; node: number | undefined }[] = [];
  readonly #complete = new Set<number>();
  readonly #said = new Set<string>();
  readonly #searched = new Set<number>();
  readonly actions = new ActionFacts();
  readonly #types = new WeakMap<DataType, string>();
  #leftOut = 0;
  #toldSize = 0;
  #toldAt = performance.now();
  /** A foreachBatch function is tried. */
  trial: { acted: boolean; views: BatchTrial['views'][number][] } | undefined;

  frame(plan: Plan, span: SourceSpan): void {
    const key = `${span.file}:${span.line}:${span.column}:${span.endLine}:${span.endColumn}`;
    if (this.#frames.size >= MAX_FRAMES && !this.#frames.has(key)) {
      this.#leftOut++;
      return;
    }
    this.#note(plan, span);
    this.#search(plan);
    this.#frames.delete(key);
    this.#frames.set(key, { span, plan });
  }

  /** Nodes that this call put on those that are known. */
  #search(plan: Plan): void {
    if (this.#searched.has(plan.id)) return;
    this.#searched.add(plan.id);
    this.find(trapsIn(plan), plan.id);
    for (const child of childrenOf(plan)) this.#search(child);
  }

  /** A query in complete mode keeps its groups whatever their keys are: no watermark is lost there. */
  complete(plan: Plan): void {
    for (const { id } of nodesDown(plan)) this.#complete.add(id);
  }

  /** `node`: of which it is found. */
  find(findings: readonly Finding[], node?: number): void {
    // Queries that share a part of their plans find the same there.
    for (const finding of findings) {
      const text = JSON.stringify(finding);
      if (this.#said.has(text) || this.#findings.length >= MAX_FINDINGS) continue;
      this.#said.add(text);
      this.#findings.push({ finding, node });
    }
  }

  /** Columns that are new with this call. What a source reads is its own. */
  #note(plan: Plan, span: SourceSpan): void {
    if (plan.op === 'relation') for (const { id } of plan.output) if (!this.#made.has(id)) this.#made.set(id, undefined);
    const own = new Map((plan.op === 'project' ? plan.exprs : plan.op === 'aggregate' ? plan.results : []).map((each) => [each.id, each.op === 'alias' ? each.span : undefined]));
    for (const { id } of plan.output) if (!this.#made.has(id)) this.#made.set(id, within(own.get(id), span) ?? span);
  }

  /** Something new was seen and it is a while since it was told. */
  due(): boolean {
    const { length } = this.#findings, size = this.#frames.size + length, now = performance.now();
    if (size === this.#toldSize || now - this.#toldAt < TELL_MS) return false;
    this.#toldAt = now;
    this.#toldSize = size;
    return true;
  }

  tell(views: ReadonlyMap<string, Plan>): JobFacts {
    const frames: FrameFact[] = [];
    let columns = 0, types = 0, leftOut = this.#leftOut;
    for (const { span, plan } of this.#frames.values()) {
      columns += plan.output.length;
      const own = columns > MAX_COLUMNS ? undefined : this.#facts(plan);
      types += own?.reduce((sum, { type }) => sum + type.length, 0) ?? 0;
      if (!own || types > MAX_TYPES) {
        leftOut++;
        continue;
      }
      frames.push({ span, node: plan.id, name: nodeName(plan), streaming: isStreaming(plan), columns: own, watermarks: watermarksOf(plan) });
    }
    const { all } = this.actions;
    return { frames, ...(all.length > 0 && { actions: all }), framesLeftOut: leftOut, views: Object.fromEntries([...views].slice(0, MAX_FRAMES).map(([name, plan]) => [name, this.#facts(plan)])), findings: this.#findings.filter(({ finding, node }) => finding.code !== 'watermark-lost' || node === undefined || !this.#complete.has(node)).map(({ finding }) => finding) };
  }

  #typeText(type: DataType): string {
    const known = this.#types.get(type), text = known ?? catalogString(type);
    if (known === undefined) this.#types.set(type, text);
    return text;
  }

  #facts(plan: Plan): ColumnFact[] {
    return plan.output.map((a) => {
      const made = this.#made.get(a.id);
      return { name: a.name, type: this.#typeText(a.type), nullable: a.nullable, ...(made && { made }) };
    });
  }
}

function within(inner: SourceSpan | undefined, outer: SourceSpan): SourceSpan | undefined {
  if (!inner || inner.file !== outer.file) return undefined;
  const after = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const before = inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn);
  return after && before ? inner : undefined;
}

function watermarksOf(plan: Plan): FrameFact['watermarks'] {
  const marks = [...nodesDown(plan)].filter((n) => n.op === 'watermark');
  const delayOf = (a: Attribute): string => (marks.find(({ column }) => column.id === a.id) ?? marks.find(({ delayMs }) => delayMs === Number(a.metadata?.[WATERMARK_KEY])))?.delay ?? `${String(a.metadata?.[WATERMARK_KEY])} milliseconds`;
  return plan.output.filter(hasWatermark).map((a) => ({ column: a.name, delay: delayOf(a) }));
}
