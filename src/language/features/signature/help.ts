/** The signature of the call around a place, and which of its parameters stands there. */
import { pythonFunctions, sqlFunctions } from '../../../spark/functions/describe.ts';
import { lex, type Token } from '../../../spark/sql/lexer.ts';
import type { Call } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import { functionMembers, membersOf } from '../members/api.ts';
import { Classes } from '../members/class-of.ts';
import { healed } from '../point/heal.ts';
import { literalAt } from '../point/literal.ts';
import { FUNCTIONS } from '../point/roles.ts';

export interface Help { label: string; params: [from: number, to: number][]; active: number; doc?: string }

export function signatureAt(given: Pick<Job, 'document' | 'facts'>, offset: number): Help | undefined {
  const job = healed(given, offset), literal = literalAt(job, offset);
  if (literal?.role?.is === 'expression' || literal?.role?.is === 'statement') return inSql(literal.value, literal.index) ?? undefined;
  const call = job.document.outline.statementAt(offset)?.calls.find(({ inside }) => inside.from <= offset && offset <= inside.to);
  return call && ofCall(job, call, offset);
}

function ofCall(job: Pick<Job, 'document' | 'facts'>, call: Call, offset: number): Help | undefined {
  const active = argumentAt(call, offset, job.document.text);
  if (call.full?.startsWith(`${FUNCTIONS}.`)) {
    const name = call.full.slice(FUNCTIONS.length + 1), signature = functionMembers().get(name)?.signature, doc = pythonFunctions().get(name)?.note.def.doc;
    return signature === undefined ? undefined : helpOf(`${name}${signature}`, active, doc);
  }
  const object = call.object && new Classes(job), thing = object?.of(object.frames.nodeOf(call.object!));
  if (thing === undefined || thing === 'functions' || thing === 'builder') return undefined;
  const signature = membersOf(thing).get(call.name)?.signature;
  return signature === undefined ? undefined : helpOf(`${call.name}${signature}`, active);
}

/** By name where the argument has one. */
function argumentAt(call: Call, offset: number, text: string): number | string {
  const at = call.args.find(({ from, to }) => from <= offset && offset <= to);
  if (at?.name !== undefined) return at.name;
  // A comma behind the last argument begins the next one.
  const before = call.args.filter(({ to }) => to < offset), last = before.at(-1);
  return last && !text.slice(last.to, offset).includes(',') ? before.length - 1 : before.length;
}

/** Parameters as they stand in the label; a variadic one is never passed. */
function helpOf(label: string, at: number | string, doc?: string): Help {
  const params: [number, number][] = [], begin = label.indexOf('(') + 1, end = label.lastIndexOf(')');
  let depth = 0, from = begin;
  for (let i = begin; i <= end; i++) {
    const c = label[i]!;
    if (i === end || (c === ',' && depth === 0)) {
      const own = label.slice(from, i), trimmed = own.trimStart();
      if (trimmed !== '' && trimmed !== '*') params.push([from + own.length - trimmed.length, i]);
      from = i + 1;
    } else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
  }
  const nameOf = ([a, b]: [number, number]): string => /^\**(\w+)/.exec(label.slice(a, b))?.[1] ?? '';
  const variadic = params.findIndex(([a]) => /^\*(?!\*)|^…/.test(label.slice(a))), named = typeof at === 'string' ? params.findIndex((each) => nameOf(each) === at) : -1;
  const active = typeof at === 'number' ? Math.min(at, variadic >= 0 ? variadic : params.length - 1) : named >= 0 ? named : params.length - 1;
  return { label, params, active: Math.max(0, active), ...(doc !== undefined && { doc }) };
}

function inSql(text: string, index: number): Help | null {
  const { tokens } = lex(text), open: { at: number; commas: number }[] = [];
  tokens.forEach((token, i) => {
    if (token.end > index || token.type === 'eof') return;
    if (token.text === '(') open.push({ at: i, commas: 0 });
    else if (token.text === ')') open.pop();
    else if (token.text === ',' && open.length > 0) open.at(-1)!.commas++;
  });
  const inner = open.at(-1), name: Token | undefined = inner && tokens[inner.at - 1], note = name && sqlFunctions().get(name.text.toLowerCase());
  // `str, pattern[, idx]` without its brackets is what stands between commas.
  return note ? helpOf(`${name.text.toLowerCase()}(${note.def.args.replaceAll(/[[\]]/g, '')})`, inner!.commas, note.def.doc) : null;
}
