import type { FunctionDef } from '../spark/functions/def.ts';
import { registry } from '../spark/functions/registry.ts';

/** One parameter of a Python function: `col` a column or its name, `=` a literal, `*` variadic columns, `=*` variadic literals; third: its default as Python text. */
export type PythonParam = readonly [kind: 'col' | '=' | '*' | '=*', name: string, fallback?: string];

export interface PythonFunctions {
  /** Every name and sign the registry knows: a function that is not among them is refused by pyspark. */
  readonly names: readonly string[];
  readonly functions: Readonly<Record<string, { readonly sql: string; readonly params: readonly PythonParam[]; readonly doc: string; readonly since: string }>>;
}

const SIGNATURE = /^([A-Za-z_]\w*)\((.*)\)$/;
const PARAM = /^(col|=\s*\*|=|\*)\s+([A-Za-z_]\w*)(?:\?(.*))?$/;

/** `regexp_extract(col str, = pattern, = idx)` taken apart. Throws on a signature that FunctionDef.python does not allow. */
export function parseSignature(text: string): { name: string; params: PythonParam[] } {
  const signature = SIGNATURE.exec(text.trim());
  if (!signature) throw new Error(`not a Python signature: ${text}`);
  const params = signature[2]!.trim() === '' ? [] : signature[2]!.split(/,\s*(?=(?:col|=|\*|=\*)\s)/).map((part): PythonParam => {
    const param = PARAM.exec(part.trim());
    if (!param) throw new Error(`not a parameter in ${text}: ${part}`);
    const kind = param[1]!.replace(/\s/g, '') as PythonParam[0];
    return param[3] === undefined ? [kind, param[2]!] : [kind, param[2]!, param[3]];
  });
  return { name: signature[1]!, params };
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
