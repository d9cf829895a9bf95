import type { Cursor } from './cursor.ts';
import { looksLikeIdentifierList } from './names.ts';
import { expression } from './operators.ts';
import type { Sample } from './tree.ts';

/** TABLESAMPLE (n ROWS | n PERCENT | BUCKET x OUT OF y) [REPEATABLE (seed)] (AstBuilder.withSample). */
export function sample(c: Cursor): Sample | undefined {
  if (!c.is('TABLESAMPLE') || c.peek(1) !== '(' || (c.isIdentifier(c.peek(2)) && c.peek(2) !== 'BUCKET' && looksLikeIdentifierList(c, c.index + 1, c.index + 4))) return undefined;
  const from = c.index;
  c.next();
  c.next();
  const method = c.is(')') ? undefined : sampleMethod(c);
  c.expect(')');
  let seed: number | undefined;
  if (c.accept('REPEATABLE')) {
    c.expect('(');
    seed = Number(c.expect('int').text);
    c.expect(')');
  }
  if (!method) c.refuse('TABLESAMPLE does not accept empty inputs.', c.range(from));
  else if (method.by === 'fraction') {
    if (!(method.fraction >= -1e-6 && method.fraction <= 1 + 1e-6)) {
      c.refuse(`Sampling fraction (${Number.isInteger(method.fraction) ? `${method.fraction}.0` : method.fraction}) must be on interval [0, 1]`, c.range(from));
    }
    return seed === undefined ? method : { ...method, seed };
  }
  return method ?? { by: 'fraction', fraction: 0 };
}

function sampleMethod(c: Cursor): Sample {
  const from = c.index;
  const signed = c.is('-') ? 1 : 0;
  if (['int', 'decimal'].includes(c.peek(signed)) && c.peek(signed + 1) === 'PERCENT') {
    if (signed) c.next();
    const percentage = Number(c.next().text);
    c.next();
    return { by: 'fraction', fraction: (signed ? -percentage : percentage) / 100 };
  }
  if (c.is('BUCKET') && c.peek(1) === 'int') {
    c.next();
    const numerator = Number(c.next().text);
    c.expect('OUT');
    c.expect('OF');
    const denominator = Number(c.expect('int').text);
    if (c.accept('ON')) {
      const call = c.peek(1) === '(' || c.peek(1) === '.';
      while (!c.is(')', 'eof')) c.next();
      if (call) c.expect(')');
      c.refuse(`TABLESAMPLE(BUCKET x OUT OF y ON ${call ? 'function' : 'colname'}) is not supported`, c.range(from));
    }
    return { by: 'fraction', fraction: numerator / denominator };
  }
  const rows = expression(c);
  if (c.accept('ROWS')) return { by: 'rows', rows };
  const text = c.rangeText(c.range(from)), range = c.range(from);
  if (c.is(')')) {
    c.refuse(/^[0-9]+[bBkKmMgG]$/.test(text) ? 'TABLESAMPLE(byteLengthLiteral) is not supported'
      : `${text} is not a valid byte length literal, expected syntax: DIGIT+ ('B' | 'K' | 'M' | 'G')`, range);
  }
  return { by: 'rows', rows };
}
