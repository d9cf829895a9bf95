/** A JSON text as a tree that keeps what objects lose: digits of numbers, the order of names, names that repeat. */
export interface JsonNode {
  kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';
  /** As it is written; of an object or array nothing. */
  text: string;
  entries: { name: string | number; node: JsonNode }[];
}

const TOKEN = /\s*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false)|(null))/y;

/** Undefined when the text is no JSON, or was cut. Depth is not bounded by the stack. */
export function parseTree(text: string): JsonNode | undefined {
  let root: JsonNode | undefined, lastAt = 0;
  const open: { node: JsonNode; name: string | undefined; after: 'start' | 'comma' | 'name' | 'colon' | 'value' }[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const [whole, sign, string, number, boolean, none] = TOKEN.exec(text) ?? [];
    if (whole === undefined) return root && open.length === 0 && text.slice(lastAt).trim() === '' ? root : undefined;
    lastAt = TOKEN.lastIndex;
    const top = open.at(-1);
    if (sign === ',' || sign === ':') {
      if (!top || top.after !== (sign === ',' ? 'value' : 'name')) return undefined;
      top.after = sign === ',' ? 'comma' : 'colon';
      continue;
    }
    if (sign === ']' || sign === '}') {
      if (!top || top.node.kind !== (sign === ']' ? 'array' : 'object') || !['start', 'value'].includes(top.after)) return undefined;
      open.pop();
      continue;
    }
    if (top?.node.kind === 'object' && (top.after === 'start' || top.after === 'comma')) {
      if (string === undefined) return undefined;
      top.name = plain(string);
      top.after = 'name';
      continue;
    }
    if (top ? !(top.node.kind === 'object' ? top.after === 'colon' : top.after === 'start' || top.after === 'comma') : root) return undefined;
    const node: JsonNode = { kind: sign === '{' ? 'object' : sign === '[' ? 'array' : string !== undefined ? 'string' : number !== undefined ? 'number' : boolean !== undefined ? 'boolean' : 'null', text: string ?? number ?? boolean ?? none ?? '', entries: [] };
    if (top) {
      top.node.entries.push({ name: top.node.kind === 'array' ? top.node.entries.length : top.name ?? '', node });
      top.after = 'value';
    } else root = node;
    if (sign !== undefined) open.push({ node, name: undefined, after: 'start' });
  }
  return open.length === 0 ? root : undefined;
}

/** What a JSON string says. */
export function plain(json: string): string {
  try {
    return JSON.parse(json) as string;
  } catch {
    return json;
  }
}

/** The same JSON over lines, two blanks a level. */
export function pretty(node: JsonNode, indent = ''): string {
  if (node.kind !== 'object' && node.kind !== 'array') return node.text;
  if (node.entries.length === 0) return node.kind === 'object' ? '{}' : '[]';
  const inner = `${indent}  `, lines = node.entries.map(({ name, node: child }) => `${inner}${typeof name === 'string' ? `${JSON.stringify(name)}: ` : ''}${pretty(child, inner)}`);
  return node.kind === 'object' ? `{\n${lines.join(',\n')}\n${indent}}` : `[\n${lines.join(',\n')}\n${indent}]`;
}

/** `$.order.items[0]["odd name"]` */
export const pathOf = (parts: readonly (string | number)[]): string => '$' + parts.map((part) => typeof part === 'number' ? `[${part}]` : /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`).join('');
