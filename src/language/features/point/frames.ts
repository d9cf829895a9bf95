/** Which DataFrame an expression of a job is, by the last plan-only run. */
import type { SyntaxNode } from '@lezer/common';
import type { ColumnFact, FrameFact } from '../../../protocol/language.ts';
import type { Range } from '../../../syntax/line-index.ts';
import type { Assignment, Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';

/** Methods whose result has the columns of their object: what is half-typed behind them has no facts of its own. */
const SAME = new Set(`where filter limit distinct dropDuplicates drop_duplicates orderBy sort sortWithinPartitions repartition repartitionByRange coalesce alias persist cache unpersist
checkpoint localCheckpoint hint sample withWatermark groupBy groupby rollup cube pivot transform dropna fillna replace union unionAll unionByName intersect intersectAll exceptAll subtract
writeStream write na stat format option options queryName outputMode trigger partitionBy foreach foreachBatch mode bucketBy sortBy drop fill`.split(/\s+/));
/** Variables that lead to variables: more steps than a person follows are a loop. */
const DEEP = 40;

export class Frames {
  constructor(readonly job: Pick<Job, 'document' | 'facts'>) {}

  callOf(node: Range): Call | undefined { return this.job.document.outline.callOf(node); }

  /** Undefined: no DataFrame, or one that no run has seen. */
  of(node: SyntaxNode | null | undefined, deep = 0): FrameFact | undefined {
    if (!node || deep > DEEP || !this.job.facts) return undefined;
    switch (node.name) {
      case 'ParenthesizedExpression': return this.of(node.firstChild?.nextSibling, deep + 1);
      case 'VariableName': return this.#ofVariable(node, deep);
      case 'CallExpression': return this.#ofCall(node, deep);
      case 'MemberExpression': return node.lastChild?.name === 'PropertyName' && SAME.has(this.#text(node.lastChild)) ? this.of(node.firstChild, deep + 1) : undefined;
      default: return undefined;
    }
  }

  ofRange(range: Range): FrameFact | undefined { return this.of(this.nodeOf(range)); }

  /** The outermost node that covers just this. */
  nodeOf({ from, to }: Range): SyntaxNode | undefined {
    let node: SyntaxNode | null = this.job.document.tree.resolveInner(from, 1), found: SyntaxNode | undefined;
    for (; node && node.from === from && node.to <= to; node = node.parent) if (node.to === to) found = node;
    return found;
  }

  #ofCall(node: SyntaxNode, deep: number): FrameFact | undefined {
    const call = this.callOf(node), { facts } = this.job;
    if (!call) return undefined;
    const own = facts!.frameOf(call);
    if (own) return own;
    if (call.object && SAME.has(call.name)) return this.of(node.firstChild?.firstChild, deep + 1);
    return call.object ? undefined : this.#returned(call, deep);
  }

  /** What a function of the job returns: its last `return`. */
  #returned({ name }: Call, deep: number): FrameFact | undefined {
    const body = this.#functionNamed(name)?.getChild('Body');
    let found: FrameFact | undefined;
    for (let child = body?.firstChild; child; child = child.nextSibling) if (child.name === 'ReturnStatement') found = this.of(child.lastChild, deep + 1) ?? found;
    return found;
  }

  #ofVariable(node: SyntaxNode, deep: number): FrameFact | undefined {
    const name = this.#text(node), assigned = this.assignmentOf(name, node.from);
    if (assigned) return this.of(this.nodeOf(assigned.value), deep + 1) ?? this.ofRange(assigned.value);
    return this.#ofParameter(name, node, deep);
  }

  /** The assignment that a name stands for at a place: the nearest before it, in its own function or in the module. */
  assignmentOf(name: string, at: number): Assignment | undefined {
    const { outline } = this.job.document, scope = this.#scopeAt(at);
    return outline.assignmentBefore(name, scope, at) ?? (scope === -1 ? undefined : outline.assignmentBefore(name, -1));
  }

  #scopeAt(at: number): number {
    for (let node: SyntaxNode | null = this.job.document.tree.resolveInner(at, 1); node; node = node.parent) if (node.name === 'FunctionDefinition' || node.name === 'LambdaExpression') return node.from;
    return -1;
  }

  /** A parameter is what the function is called with: by foreachBatch, transform, or by the job itself. */
  #ofParameter(name: string, node: SyntaxNode, deep: number): FrameFact | undefined {
    const around = enclosingFunction(node), index = around ? parametersOf(around).findIndex((each) => this.#text(each) === name) : -1;
    if (!around || index < 0) return undefined;
    const own = around.getChild('VariableName'), called = around.name === 'FunctionDefinition' && own ? this.#text(own) : undefined;
    for (const call of this.job.document.outline.callsNamed(new Set(['foreachBatch', 'transform', ...(called === undefined ? [] : [called])]))) {
      const passed = call.args[0];
      if ((call.name === 'foreachBatch' || call.name === 'transform') && index === 0 && passed && call.object) {
        const isOwn = called !== undefined ? this.job.document.slice(passed) === called : passed.from === around.from;
        if (isOwn) return this.of(this.nodeOf(call.object), deep + 1);
      }
      const given = call.args[index];
      if (called !== undefined && !call.object && call.name === called && given) {
        const found = this.of(this.nodeOf(given), deep + 1);
        if (found) return found;
      }
    }
    return undefined;
  }

  #functionNamed(name: string): SyntaxNode | undefined {
    for (let child = this.job.document.tree.topNode.firstChild; child; child = child.nextSibling) {
      const own = child.name === 'FunctionDefinition' ? child.getChild('VariableName') : null;
      if (own && this.#text(own) === name) return child;
    }
    return undefined;
  }

  /**
   * The DataFrames whose columns a place may name: the object of the nearest call around it that has columns, and for a join the other side
   * too. `at`: the call.
   */
  around(node: SyntaxNode): { frames: FrameFact[]; call?: Call } {
    for (let each: SyntaxNode | null = node; each; each = each.parent) {
      if (each.name === 'FunctionDefinition') break;
      const call = each.name === 'CallExpression' ? this.callOf(each) : undefined;
      if (!call?.object || node.from < call.inside.from) continue;
      const frame = this.of(each.firstChild?.firstChild);
      if (!frame) continue;
      const other = call.name === 'join' || call.name === 'crossJoin' ? call.args.find((arg) => arg.name === undefined || arg.name === 'other') : undefined, right = other && this.of(this.nodeOf(other));
      return { frames: right ? [frame, right] : [frame], call };
    }
    return { frames: [] };
  }

  #text(node: Range): string { return this.job.document.slice(node); }
}

function enclosingFunction(node: SyntaxNode): SyntaxNode | undefined {
  for (let each: SyntaxNode | null = node; each; each = each.parent) if (each.name === 'FunctionDefinition' || each.name === 'LambdaExpression') return each;
  return undefined;
}

function parametersOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [], list = node.getChild('ParamList');
  let first = true;
  for (let child = list?.firstChild; child; child = child.nextSibling) {
    if (child.name === ',') first = true;
    else if (first && child.name === 'VariableName') {
      found.push(child);
      first = false;
    }
  }
  return found;
}

const once = new WeakMap<FrameFact, readonly ColumnFact[]>();

/** Columns of several DataFrames, each name once. */
export function columnsOf(frames: readonly FrameFact[]): readonly ColumnFact[] {
  const [only] = frames, known = frames.length === 1 ? once.get(only!) : undefined;
  if (known) return known;
  const found = new Map<string, ColumnFact>();
  for (const { columns } of frames) for (const column of columns) if (!found.has(column.name)) found.set(column.name, column);
  const columns = [...found.values()];
  if (frames.length === 1) once.set(only!, columns);
  return columns;
}
