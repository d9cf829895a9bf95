import type { FunctionDef } from '../spark/functions/def.ts';
import { parseSignature, type PythonParam } from '../spark/functions/python-signature.ts';
import { registry } from '../spark/functions/registry.ts';

export interface PythonFunctions {
  /** Every name and sign the registry knows: a function that is not among them is refused by pyspark. */
  readonly names: readonly string[];
  readonly functions: Readonly<Record<string, { readonly sql: string; readonly params: readonly PythonParam[]; readonly doc: string; readonly since: string }>>;
}

/** What pyspark.sql.functions is derived from; `_functions.json` in the package holds it as JSON. */
export function pythonFunctions(all: ReadonlyMap<string, FunctionDef> = registry): PythonFunctions {
  const functions: Record<string, PythonFunctions['functions'][string]> = {};
  for (const def of new Set(all.values())) {
    for (const text of def.python ?? []) {
      const { name, params } = parseSignature(text);
      if (functions[name] && functions[name].sql !== def.name) throw new Error(`${name} is offered by ${functions[name].sql} and ${def.name}`);
      functions[name] = { sql: def.name, params, doc: def.doc, since: def.since };
    }
  }
  return { names: [...all.keys()].sort(), functions };
}
