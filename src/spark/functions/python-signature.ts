/** One parameter of a Python function: `col` a column or its name, `=` a literal, `*` variadic columns, `=*` variadic literals; third: its default as Python text. */
export type PythonParam = readonly [kind: 'col' | '=' | '*' | '=*', name: string, fallback?: string];

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
