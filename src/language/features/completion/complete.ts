/** Completion: what may stand at a place of a job. */
import type { SyntaxNode } from '@lezer/common';
import type { ColumnFact, FrameFact } from '../../../protocol/language.ts';
import type { Job } from '../../world.ts';
import { fieldItems, columnItem, sqlItems } from './sql.ts';
import type { Item, Offered } from './item.ts';
import { memberItems, nameItems } from './members.ts';
import { formatItems, optionItems, valueItems } from './options.ts';
import { jsonPathItems, schemaItems } from './json.ts';
import { columnsOf, Frames } from '../point/frames.ts';
import { healed } from '../point/heal.ts';
import { literalAt, type LiteralAt } from '../point/literal.ts';
import { quoted, splitPath } from '../point/fields.ts';

type Point = Pick<Job, 'document' | 'facts' | 'around'>;

/** Undefined: nothing of ours may stand there. */
export async function complete(given: Point, offset: number): Promise<Offered | undefined> {
  const job = healed(given, offset), node = job.document.nodeAt(offset, -1), frames = new Frames(job);
  if (node.name === 'Comment') return undefined;
  const literal = literalAt(job, offset);
  if (literal) return inString(job, literal, offset, frames);
  if (TEXTS.has(node.name)) return undefined;
  return inCode(job, node, offset, frames);
}

const TEXTS = new Set(['String', 'FormatString', 'ContinuedString', 'Number']);

async function inString(job: Point, at: LiteralAt, offset: number, frames: Frames): Promise<Offered | undefined> {
  const { role, literal, value, index } = at, node = job.document.nodeAt(literal.from, 1);
  if (!role) return subscript(at, node, frames);
  const replace = (from: number, to: number): Offered['replace'] => ({ from: literal.text!.rangeOf(from, from).from, to: Math.max(offset, literal.text!.rangeOf(from, to).to) });
  const whole = { from: 0, to: value.length };
  switch (role.is) {
    case 'column': return columnNames(value, index, role.path, namesAt(job, node, frames), replace);
    case 'expression': case 'statement': {
      const statement = role.is === 'statement', found = sqlItems({ text: value, index, statement, columns: statement ? [] : columnsOf(framesAt(job, node, frames)), views: job.facts?.facts.views ?? {} });
      return found && { items: found.items, replace: replace(found.from, found.to) };
    }
    case 'view': return { items: Object.entries(job.facts?.facts.views ?? {}).map(([name, columns]) => ({ label: name, kind: 'view', detail: `${columns.length} columns`, rank: 0 })), replace: replace(whole.from, whole.to) };
    case 'choice': return { items: role.of.map((label, rank) => ({ label, kind: 'value', detail: role.what, rank })), replace: replace(whole.from, whole.to) };
    case 'format': return { items: formatItems(job, at.place!.call), replace: replace(whole.from, whole.to) };
    case 'option': return { items: optionItems(job, role.call), replace: replace(whole.from, whole.to) };
    case 'value': return valueItems(job, role, value, index, replace);
    case 'jsonPath': return jsonPathItems(job, role.call, value, index, replace);
    case 'schema': return { items: await schemaItems(job, role.call), replace: replace(whole.from, whole.to) };
  }
}

/** `df["…"]`. */
function subscript({ literal, value, index }: LiteralAt, node: SyntaxNode, frames: Frames): Offered | undefined {
  const { parent } = node, frame = parent?.name === 'MemberExpression' && parent.lastChild?.prevSibling?.from === node.from ? frames.of(parent.firstChild) : undefined;
  return frame && columnNames(value, index, true, frame.columns, (from, to) => literal.text!.rangeOf(from, to));
}

/** Where the object is not known: the columns of every DataFrame of the job. */
function framesAt(job: Point, node: SyntaxNode, frames: Frames): FrameFact[] {
  const { frames: found } = frames.around(node);
  return found.length > 0 ? found : (job.facts?.frames ?? []).map(({ frame }) => frame);
}
const namesAt = (job: Point, node: SyntaxNode, frames: Frames): readonly ColumnFact[] => columnsOf(framesAt(job, node, frames));

function columnNames(value: string, index: number, path: boolean, columns: readonly ColumnFact[], replace: (from: number, to: number) => Offered['replace']): Offered {
  const begin = path ? value.lastIndexOf('.', index - 1) + 1 : 0, names = path ? splitPath(value.slice(0, begin)).slice(0, -1) : [], behind = value.indexOf('.', index);
  const items: Item[] = begin > 0 ? fieldItems(columns, names) : [...columns.map((column) => ({ ...columnItem(column), insert: path ? quoted(column.name) : column.name })), ...(path && index <= 1 ? [{ label: '*', kind: 'column' as const, detail: 'all columns', rank: 9 }] : [])];
  return { items, replace: replace(begin, path && behind >= 0 ? behind : value.length) };
}

function inCode(job: Point, node: SyntaxNode, offset: number, frames: Frames): Offered | undefined {
  const { document } = job, word = /[A-Za-z_]\w*$/.exec(document.text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '', from = offset - word.length;
  const behind = /^\w*/.exec(document.text.slice(offset, offset + 200))![0].length, replace = { from, to: offset + behind };
  const dot = document.text.slice(0, from).trimEnd();
  if (dot.endsWith('.')) {
    const place = dot.length - 1, member = memberAround(document.nodeAt(place + 1, -1), place);
    const items = member && memberItems(job, member.firstChild!, frames);
    return items && { items, replace };
  }
  const items = nameItems(job, node, word);
  return items.length > 0 ? { items, replace } : undefined;
}

/** The member expression whose dot stands at a place. */
function memberAround(node: SyntaxNode | null, dot: number): SyntaxNode | undefined {
  for (let each = node; each; each = each.parent) {
    if (each.name !== 'MemberExpression') continue;
    for (let child = each.firstChild; child; child = child.nextSibling) if (child.name === '.' && child.from === dot) return each;
  }
  return undefined;
}
