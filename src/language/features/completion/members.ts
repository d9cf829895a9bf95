/** Members behind a dot: of a DataFrame its columns too, of the alias of pyspark.sql.functions its functions. */
import type { SyntaxNode } from '@lezer/common';
import { isRefused, pythonFunctions } from '../../../spark/functions/describe.ts';
import type { Job } from '../../world.ts';
import { functionMembers, membersOf, type Member } from '../members/api.ts';
import { Classes } from '../members/class-of.ts';
import type { Frames } from '../point/frames.ts';
import { FUNCTIONS } from '../point/roles.ts';
import type { Item } from './item.ts';
import { columnItem } from './sql.ts';

type Point = Pick<Job, 'document' | 'facts'>;
/** What Spark's own code calls, and what a job seldom means. */
const OLD = new Set(['registerTempTable', 'unionAll', 'drop_duplicates', 'groupby', 'approxCountDistinct', 'toDegrees', 'toRadians', 'countDistinct', 'sumDistinct', 'bitwiseNOT', 'shiftLeft', 'shiftRight', 'shiftRightUnsigned']);

/** Undefined: nothing is known of the object. */
export function memberItems(job: Point, object: SyntaxNode, frames: Frames): Item[] | undefined {
  const thing = new Classes(job, frames).of(object);
  if (thing === undefined) return undefined;
  if (thing === 'functions') return functionItems();
  if (thing === 'builder') return ['appName', 'config', 'enableHiveSupport', 'getOrCreate', 'master'].map((label) => ({ label, kind: 'method', rank: 1 }));
  const items = [...membersOf(thing).values()].map(memberItem), columns = thing === 'DataFrame' ? frames.of(object)?.columns ?? [] : [];
  // As an attribute only what Python can write, and no method's name: that is the method.
  const plain = columns.filter(({ name }) => /^[A-Za-z_]\w*$/.test(name) && !membersOf('DataFrame').has(name));
  return [...plain.map((column) => columnItem(column)), ...items];
}

const memberItem = ({ name, signature }: Member): Item => ({ label: name, kind: signature === undefined ? 'property' : 'method', ...(signature !== undefined && { detail: signature }), rank: OLD.has(name) ? 3 : 1 });

export function functionItems(): Item[] {
  return [...functionMembers().values()].map(({ name, signature }) => {
    const known = pythonFunctions().get(name)?.note;
    return { label: name, kind: 'function', ...(signature !== undefined && { detail: signature }), ...(known && !isRefused(known.def) && { doc: known.def.doc }), rank: OLD.has(name) ? 3 : 1 };
  });
}

/** Functions that are imported by name; other words are Python's, and other extensions' to complete. */
export function nameItems({ document }: Point, node: SyntaxNode, word: string): Item[] {
  if (word === '' || node.name === 'PropertyName' || inImport(node)) return importItems(document, node);
  const { imports, starred } = document.outline, named = new Map([...imports].map(([name, { full }]) => [name, full]));
  const all = functionItems();
  if (starred.includes(FUNCTIONS)) return all.map((item) => ({ ...item, rank: 4 }));
  return [...named].flatMap(([name, full]) => (full.startsWith(`${FUNCTIONS}.`) ? all.filter(({ label }) => label === full.slice(FUNCTIONS.length + 1)).map((item) => ({ ...item, label: name })) : []));
}

const inImport = (node: SyntaxNode): boolean => node.name === 'ImportStatement' || node.parent?.name === 'ImportStatement';

/** `from pyspark.sql.functions import …`. */
function importItems(document: Point['document'], node: SyntaxNode): Item[] {
  const statement = node.name === 'ImportStatement' ? node : node.parent?.name === 'ImportStatement' ? node.parent : undefined;
  return statement && /^from\s+pyspark\.sql\.functions\s+import\b/.test(document.slice(statement)) ? functionItems() : [];
}
