/** Where code goes in a Python file, from the syntax tree alone, and which of its imports are there. No VS Code here: this is what the unit tests see. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { PythonCode } from '../../protocol/topic-schema';

/** Text put in at an offset. */
export interface Edit { at: number; text: string }

/** The code at the cursor, its imports below the others. Where one cannot be added safely the code says in a comment what it needs. */
export function insertionOf(source: string, cursor: number, { imports, text }: PythonCode): Edit[] {
  const tree = parser.parse(source), place = placeOf(source, tree, cursor);
  const wanted = missing(source, tree, imports), last = lastImport(source, tree, place.at);
  const above = wanted.safe && last !== undefined ? [] : wanted.safe && place.indent === '' ? [...wanted.lines, ...(wanted.lines.length > 0 ? [''] : [])] : wanted.lines.map((line) => `# Needs: ${line}`);
  const code = [...above, ...text.split('\n')].map((line, i) => (line === '' || (i === 0 && !place.fresh) ? line : place.indent + line)).join('\n');
  const edits = [{ at: place.at, text: place.fresh ? `\n\n${code}` : code }];
  return wanted.safe && last !== undefined && wanted.lines.length > 0 ? [{ at: last, text: wanted.lines.map((line) => `\n${line}`).join('') }, ...edits] : edits;
}

/** Whether the cursor is inside a plain literal, where `escaped` can stand: Python's escapes mean there what they say. */
export function insideText(source: string, cursor: number): boolean {
  const node = parser.parse(source).resolveInner(cursor, 0);
  const quotes = node.name === 'String' ? /^([a-zA-Z]*)("""|'''|"|')/.exec(source.slice(node.from, node.to)) : null;
  return quotes !== null && /^u?$/i.test(quotes[1]!) && cursor >= node.from + quotes[0].length && cursor <= node.to - quotes[2]!.length && node.to - node.from >= quotes[0].length + quotes[2]!.length;
}

const whole = new Set(['ArgList', 'ParenthesizedExpression', 'ArrayExpression', 'DictionaryExpression', 'SetExpression', 'TupleExpression', 'String', 'FormatString', 'ContinuedString', 'ParamList']);

/** At the cursor on an empty line between statements; else behind the statement that it is in (`fresh`). */
function placeOf(source: string, tree: Tree, cursor: number): { at: number; indent: string; fresh: boolean } {
  const from = source.lastIndexOf('\n', cursor - 1) + 1, to = lineEnd(source, cursor);
  let statement: SyntaxNode | undefined, inside = false;
  for (let node: SyntaxNode | null = tree.resolveInner(cursor, 0); node; node = node.parent) {
    if (whole.has(node.name)) inside = true;
    if (node.parent && (node.parent.name === 'Script' || node.parent.name === 'Body') && node.name !== ':') { statement = node; break; }
  }
  if (source.slice(from, to).trim() === '' && !inside) return { at: cursor, indent: source.slice(from, cursor), fresh: false };
  const end = inside && statement ? statement.to : cursor;
  const line = inside && statement ? source.lastIndexOf('\n', statement.from - 1) + 1 : from;
  return { at: lineEnd(source, end), indent: /^[ \t]*/.exec(source.slice(line))![0], fresh: true };
}

const lineEnd = (source: string, at: number): number => {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : source[end - 1] === '\r' ? end - 1 : end;
};

const topLevel = (tree: Tree): SyntaxNode[] => tree.topNode.getChildren('ImportStatement');
const broken = (node: SyntaxNode): boolean => {
  let found = false;
  node.cursor().iterate(({ type }) => { found ||= type.isError; });
  return found;
};

/** The end of the line of the last whole import at the top level, before the code. */
function lastImport(source: string, tree: Tree, before: number): number | undefined {
  const last = topLevel(tree).filter((node) => lineEnd(source, node.to) <= before && !broken(node)).at(-1);
  return last && lineEnd(source, last.to);
}

/** Imports that are not there. Not `safe` when a name of theirs is bound to something else in the file. */
function missing(source: string, tree: Tree, imports: readonly string[]): { lines: string[]; safe: boolean } {
  const there = topLevel(tree).flatMap((node) => boundBy(source.slice(node.from, node.to)));
  const lines: string[] = [];
  let safe = true;
  for (const line of imports) {
    const wanted = boundBy(line), [{ module = '' } = {}] = wanted;
    const gone = wanted.filter(({ name, is }) => !there.some((each) => each.module === module && (each.is === '*' || (each.name === name && each.is === is))));
    if (gone.length === 0) continue;
    if (gone.some(({ name }) => boundElsewhere(source, tree, name))) safe = false;
    lines.push(`from ${module} import ${gone.map(({ name, is }) => (name === is ? is : `${is} as ${name}`)).join(', ')}`);
  }
  return { lines, safe };
}

interface Bound { module: string; is: string; name: string }

/** The names that `from module import a, b as c` binds; `import x as y` is one from the module "". */
function boundBy(statement: string): Bound[] {
  const text = statement.replace(/#.*$/gm, '').replace(/[()\\\n\r]/g, ' ');
  const [, module, list = ''] = /^\s*from\s+(\S+)\s+import\s+(.*)$/.exec(text) ?? [undefined, '', /^\s*import\s+(.*)$/.exec(text)?.[1] ?? ''];
  return list.split(',').flatMap((part) => {
    const [, is, name] = /^\s*([\w.*]+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
    return is === undefined ? [] : [{ module: module ?? '', is, name: name ?? is }];
  });
}

/** Another import, an assignment, a function or a class gives the name a meaning of its own. */
function boundElsewhere(source: string, tree: Tree, name: string): boolean {
  let found = false;
  tree.iterate({ enter: (at) => {
    if (at.name !== 'VariableName' || source.slice(at.from, at.to) !== name) return;
    const { parent } = at.node;
    found ||= parent !== null && (['ImportStatement', 'FunctionDefinition', 'ClassDefinition', 'ParamList', 'ForStatement'].includes(parent.name) || (parent.name === 'AssignStatement' && parent.firstChild?.from === at.from));
  } });
  return found;
}
