import type { Cursor } from './cursor.ts';
import { identifierList } from './names.ts';
import { expression } from './operators.ts';
import { lateralRelation, relationPrimary } from './relation.ts';
import type { JoinKind, Relation } from './tree.ts';

const first = ['INNER', 'CROSS', 'LEFT', 'RIGHT', 'FULL', 'SEMI', 'ANTI', 'NATURAL', 'JOIN'];

/** Every join that follows a relation, to the left (AstBuilder.withJoinRelations). `start`: token of the whole relation. */
export function joins(c: Cursor, start: number, base: Relation): Relation {
  let left = base;
  while (c.is(...first)) {
    const from = c.index;
    const natural = c.accept('NATURAL');
    const join = joinKind(c);
    c.expect('JOIN', (type) => c.isIdentifier(type) || type === '(');
    const lateral = c.is('LATERAL') && (c.isIdentifier(c.peek(1)) || c.peek(1) === '(');
    if (lateral) c.next();
    const at = c.index;
    let right = relationPrimary(c);
    const on = !natural && c.accept('ON') ? expression(c) : undefined;
    const using = !natural && !on && c.accept('USING') ? identifierList(c) : undefined;
    const range = c.range(start);
    if (lateral) {
      right = lateralRelation(c, right, c.range(at));
      if (using) c.refuse('The feature is not supported: LATERAL join with USING join.', range);
      else if (natural) c.refuse('The feature is not supported: LATERAL join with NATURAL join.', range);
      else if (join !== 'inner' && join !== 'cross' && join !== 'left') c.refuse(`The feature is not supported: LATERAL join type ${sqlNames[join]}.`, range);
    } else if (natural && join === 'cross') c.refuse('The feature is not supported: NATURAL CROSS JOIN.', range);
    left = { kind: 'join', join, left, right, ...(on ? { on } : {}), ...(using ? { using } : {}), natural, range: { start: range.start, end: c.range(from).end } };
  }
  return left;
}

const sqlNames: Readonly<Record<JoinKind, string>> = {
  inner: 'INNER', cross: 'CROSS', left: 'LEFT OUTER', right: 'RIGHT OUTER', full: 'FULL OUTER', leftSemi: 'LEFT SEMI', leftAnti: 'LEFT ANTI',
};

function joinKind(c: Cursor): JoinKind {
  switch (c.type) {
    case 'INNER': c.next(); return 'inner';
    case 'CROSS': c.next(); return 'cross';
    case 'SEMI': c.next(); return 'leftSemi';
    case 'ANTI': c.next(); return 'leftAnti';
    case 'RIGHT': c.next(); c.accept('OUTER'); return 'right';
    case 'FULL': c.next(); c.accept('OUTER'); return 'full';
    case 'LEFT':
      c.next();
      if (c.accept('SEMI')) return 'leftSemi';
      if (c.accept('ANTI')) return 'leftAnti';
      c.accept('OUTER');
      return 'left';
    default: return 'inner';
  }
}
