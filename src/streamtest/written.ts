/** A test put into the text of a file; what stands there stays as it is. */
import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { quoted } from './cell.ts';

/** `lines`: the test as an item of a list, without indentation. */
export function withTest(existing: string | undefined, lines: readonly string[], fresh: { arguments: readonly string[] }): { text: string; line: number } {
  if (existing === undefined || existing.trim() === '') {
    const head = fresh.arguments.length > 0 ? `arguments: [${fresh.arguments.map(quoted).join(', ')}]\n` : '', text = `${head}tests:\n${indented(lines, 2)}`;
    return { text, line: lineOf(text, head.length + 'tests:\n'.length) };
  }
  const document = parseDocument(existing), root = document.contents, tests: unknown = isMap(root) ? root.get('tests', true) : undefined;
  const last = isSeq(tests) && tests.flow !== true ? (tests.items.at(-1) as { range?: [number, number, number] | null } | undefined) : undefined;
  if (last?.range) {
    // Behind the last item: its own end may lie behind comments that belong to it.
    const end = endOfLine(existing, last.range[1]), indent = columnOf(existing, (tests as YAMLSeq).range![0]), between = existing.slice(0, end).endsWith('\n') ? '' : '\n';
    return { text: `${existing.slice(0, end)}${between}${indented(lines, indent)}${existing.slice(end)}`, line: lineOf(existing, end) + (between === '' ? 0 : 1) };
  }
  // An empty list, or one in brackets, is written anew; comments stay.
  const item = parseDocument(indented(lines, 0)).contents as YAMLSeq;
  const items = isSeq(tests) ? tests.items : [];
  const seq = document.createNode([]);
  seq.items = [...items, ...item.items] as typeof seq.items;
  document.set('tests', seq);
  const text = document.toString({ lineWidth: 0 }), at = text.indexOf(lines[0]!.replace(/^- /, ''));
  return { text, line: lineOf(text, Math.max(0, at)) };
}

const indented = (lines: readonly string[], by: number): string => lines.map((line) => `${' '.repeat(by)}${line}\n`).join('');
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Where the line after the one that holds the last character before `offset` begins. */
function endOfLine(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
