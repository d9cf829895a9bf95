/** What completion, hover and signature help say of a function: all of it from the registry. */
import type { FunctionDef } from './def.ts';
import { valueExamples } from './examples.ts';
import { rowExamples } from './examples-rows.ts';
import { registry } from './registry.ts';
import { parseSignature, type PythonParam } from './python-signature.ts';

export interface FunctionNote {
  def: FunctionDef;
  /** What SQL calls it: `regexp_extract(str, regexp[, idx])`. */
  sql: string;
  /** Result, as far as it does not depend on the arguments. */
  returns?: string;
  /** What NULL in an argument gives; absent: `def.doc` says it, or it depends. */
  nulls?: string;
  example?: { sql: string; result: string };
}

export function noteOf(def: FunctionDef): FunctionNote {
  const nulls = nullsOf(def), example = exampleOf(def);
  return { def, sql: isWord(def.name) ? `${def.name}(${def.args})` : def.name, ...(def.returnType !== undefined && { returns: def.returnType }), ...(nulls !== undefined && { nulls }), ...(example && { example }) };
}

/** `strict` runs only where no argument is NULL (eval/compile.ts); aggregates that say nothing else leave NULLs out. */
function nullsOf(def: FunctionDef): string | undefined {
  if (def.nulls !== undefined) return def.nulls;
  if (/NULL/.test(def.doc) || isRefused(def) || def.args === '') return undefined;
  if (def.strict) return 'NULL where an argument is NULL.';
  return def.aggregate ? 'NULLs are left out.' : undefined;
}

function exampleOf(def: FunctionDef): FunctionNote['example'] {
  const found = Object.hasOwn(valueExamples, def.name) ? valueExamples[def.name] : Object.hasOwn(rowExamples, def.name) ? rowExamples[def.name] : undefined;
  return found && { sql: found[0], result: found[1] };
}

const isWord = (name: string): boolean => /^[a-z_][a-z0-9_]*$/.test(name);
export const isRefused = ({ doc }: FunctionDef): boolean => doc.startsWith('Not simulated');

export interface PythonFunction { name: string; params: readonly PythonParam[]; note: FunctionNote }

let python: ReadonlyMap<string, PythonFunction> | undefined;
/** The functions of pyspark.sql.functions that are derived from the registry, by their Python names. */
export function pythonFunctions(): ReadonlyMap<string, PythonFunction> {
  if (python) return python;
  const made = new Map<string, PythonFunction>();
  for (const def of new Set(registry.values())) for (const text of def.python ?? []) {
    const { name, params } = parseSignature(text);
    made.set(name, { name, params, note: noteOf(def) });
  }
  return (python = made);
}

let sql: ReadonlyMap<string, FunctionNote> | undefined;
/** The functions that SQL can call by name, by each of their names. */
export function sqlFunctions(): ReadonlyMap<string, FunctionNote> {
  return (sql ??= new Map([...registry].filter(([name]) => isWord(name) && !OPERATORS.has(name)).map(([name, def]) => [name, noteOf(def)])));
}
const OPERATORS = new Set(['and', 'or', 'not', 'in', 'div', 'case', 'getfield', 'getitem']);
