/** Which class of PySpark an expression is an object of: from the text alone, by what each method returns. */
import type { SyntaxNode } from '@lezer/common';
import type { Job } from '../../world.ts';
import { Frames } from '../point/frames.ts';
import { FUNCTIONS } from '../point/roles.ts';
import { membersOf, type ClassName } from './api.ts';

/** `functions`: the module. `builder`: of a session. */
export type Thing = ClassName | 'functions' | 'builder';

const same = (names: string): Set<string> => new Set(names.split(' '));
const READ = same('csv json jdbc load orc parquet table text');
/** What a member gives that is not of the object's own class; a class without `default` gives nothing that is known. */
const RESULTS: Partial<Record<Thing, { members?: Readonly<Record<string, Thing>>; methods?: Thing; none?: ReadonlySet<string> }>> = {
  builder: { members: { getOrCreate: 'SparkSession' }, methods: 'builder' },
  SparkSession: { members: { builder: 'builder', read: 'DataFrameReader', readStream: 'DataStreamReader', streams: 'StreamingQueryManager', catalog: 'Catalog', conf: 'RuntimeConfig', udf: 'UDFRegistration', sql: 'DataFrame', table: 'DataFrame', range: 'DataFrame', createDataFrame: 'DataFrame', newSession: 'SparkSession', getActiveSession: 'SparkSession' } },
  DataFrame: {
    members: { groupBy: 'GroupedData', groupby: 'GroupedData', rollup: 'GroupedData', cube: 'GroupedData', write: 'DataFrameWriter', writeStream: 'DataStreamWriter', na: 'DataFrameNaFunctions', stat: 'DataFrameStatFunctions', sparkSession: 'SparkSession', colRegex: 'Column' }, methods: 'DataFrame',
    none: same('collect count take tail head first foreach foreachPartition show explain printSchema createTempView createOrReplaceTempView createGlobalTempView createOrReplaceGlobalTempView toPandas toLocalIterator writeTo isEmpty isLocal approxQuantile corr cov randomSplit registerTempTable inputFiles semanticHash sameSemantics toJSON'),
  },
  DataFrameNaFunctions: { methods: 'DataFrame' },
  DataFrameStatFunctions: { members: { crosstab: 'DataFrame', freqItems: 'DataFrame', sampleBy: 'DataFrame' } },
  GroupedData: { members: { pivot: 'GroupedData' }, methods: 'DataFrame' },
  DataFrameReader: { methods: 'DataFrameReader' }, DataStreamReader: { methods: 'DataStreamReader' },
  DataFrameWriter: { methods: 'DataFrameWriter', none: same('csv json jdbc save orc parquet saveAsTable insertInto text') },
  DataStreamWriter: { members: { start: 'StreamingQuery', toTable: 'StreamingQuery' }, methods: 'DataStreamWriter' },
  StreamingQueryManager: { members: { get: 'StreamingQuery' } },
  Column: { methods: 'Column' }, functions: { methods: 'Column' }, Window: { methods: 'WindowSpec' }, WindowSpec: { methods: 'WindowSpec' },
};

export class Classes {
  readonly frames: Frames;

  constructor(private readonly job: Pick<Job, 'document' | 'facts'>, frames = new Frames(job)) {
    this.frames = frames;
  }

  of(node: SyntaxNode | null | undefined, deep = 0): Thing | undefined {
    if (!node || deep > 40) return undefined;
    return this.#written(node, deep) ?? (node.name !== 'MemberExpression' && this.frames.of(node) ? 'DataFrame' : undefined);
  }

  #written(node: SyntaxNode, deep: number): Thing | undefined {
    switch (node.name) {
      case 'ParenthesizedExpression': return this.of(node.firstChild?.nextSibling, deep + 1);
      case 'VariableName': return this.#ofName(node, deep);
      case 'MemberExpression': return this.#ofMember(node, deep, false);
      case 'CallExpression': return this.#ofCall(node, deep);
      case 'BinaryExpression': return this.of(node.firstChild, deep + 1) === 'Column' || this.of(node.lastChild, deep + 1) === 'Column' ? 'Column' : undefined;
      case 'UnaryExpression': return this.of(node.lastChild, deep + 1) === 'Column' ? 'Column' : undefined;
      default: return undefined;
    }
  }

  #ofName(node: SyntaxNode, deep: number): Thing | undefined {
    const name = this.job.document.slice(node), assigned = this.frames.assignmentOf(name, node.from);
    if (assigned) return this.of(this.frames.nodeOf(assigned.value), deep + 1);
    return thingOf(this.job.document.outline.imports.get(name)?.full);
  }

  #ofMember(node: SyntaxNode, deep: number, called: boolean): Thing | undefined {
    const { document } = this.job, member = node.lastChild;
    const full = thingOf(this.#full(node));
    if (full) return full;
    if (member?.name !== 'PropertyName') return this.of(node.firstChild, deep + 1) === 'DataFrame' || this.of(node.firstChild, deep + 1) === 'Column' ? 'Column' : undefined;
    const object = this.of(node.firstChild, deep + 1), name = document.slice(member);
    if (object === undefined) return undefined;
    // A column by its name, or a field of one.
    if (!called && (object === 'DataFrame' || object === 'Column') && !membersOf(object).has(name)) return 'Column';
    return this.#result(object, name, called);
  }

  #ofCall(node: SyntaxNode, deep: number): Thing | undefined {
    const call = this.frames.callOf(node), callee = node.firstChild;
    if (call?.full?.startsWith(`${FUNCTIONS}.`)) return 'Column';
    if (callee?.name === 'MemberExpression') return this.#ofMember(callee, deep, true);
    return undefined;
  }

  #result(object: Thing, name: string, called: boolean): Thing | undefined {
    const { members, methods, none } = RESULTS[object] ?? {};
    if (members && Object.hasOwn(members, name)) return members[name];
    if (!called || none?.has(name)) return undefined;
    if ((object === 'DataFrameReader' || object === 'DataStreamReader') && READ.has(name)) return 'DataFrame';
    return methods;
  }

  #full(node: SyntaxNode): string | undefined {
    const parts = this.job.document.slice(node).split('.'), bound = this.job.document.outline.imports.get(parts[0]!);
    return bound && [bound.full, ...parts.slice(1)].join('.');
  }
}

function thingOf(full: string | undefined): Thing | undefined {
  switch (full) {
    case FUNCTIONS: return 'functions';
    case 'pyspark.sql.SparkSession': case 'pyspark.sql.session.SparkSession': return 'SparkSession';
    case 'pyspark.sql.Window': case 'pyspark.sql.window.Window': return 'Window';
    default: return undefined;
  }
}
