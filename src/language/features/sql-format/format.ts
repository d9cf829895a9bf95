/** SQL laid out: keywords in upper case, a clause a line. Only blanks and the case of keywords change; what it means is compared, tree with tree. */
import { lex, type Token } from '../../../spark/sql/lexer.ts';
import { parseExpression, parseStatement } from '../../../spark/sql/index.ts';

/** Clauses that begin a line; those of two words begin with the first. */
const CLAUSES = new Set(['SELECT', 'FROM', 'WHERE', 'HAVING', 'LIMIT', 'UNION', 'EXCEPT', 'INTERSECT', 'MINUS']), BY = new Set(['GROUP', 'ORDER', 'SORT', 'CLUSTER', 'DISTRIBUTE', 'PARTITION']);
const JOINS = new Set(['JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'NATURAL', 'LATERAL', 'ANTI', 'SEMI']);
/** Written in upper case; the other keywords are more often names. */
const UPPER = new Set([...CLAUSES, ...BY, ...JOINS, ...'BY AS ON USING AND OR NOT IN LIKE ILIKE RLIKE BETWEEN IS NULL TRUE FALSE CASE WHEN THEN ELSE END CAST DISTINCT EXISTS OVER ASC DESC NULLS WITH VALUES ALL VIEW INTERVAL OUTER'.split(' ')]);
/** Shorter SQL stays on one line. */
const SHORT = 72;

export interface SqlLayout { statement: boolean; /** Of the lines of a statement. */ indent: string; several: boolean }

/** Undefined: it cannot be read, it has comments, or laid out it would not be the same. */
export function formatSql(text: string, { statement, indent, several }: SqlLayout): string | undefined {
  const { tokens: all, unclosedComment } = lex(text), tokens = all.filter(({ type }) => type !== 'eof');
  if (unclosedComment !== undefined || tokens.length === 0 || tokens.some(({ type }) => type === 'unknown') || hasComments(text, tokens)) return undefined;
  const before = meaning(text, statement), types = typeSigns(tokens);
  if (before === undefined) return undefined;
  // A keyword that is a name keeps its case: all of them are tried first, then none.
  for (const upper of [true, false]) {
    const line = tokens.map((token, i) => (i > 0 && blankBetween(tokens[i - 1]!, token, text, types) ? ' ' : '') + word(token, tokens[i - 1], tokens[i + 1], upper)).join('');
    const made = !several || (line.length <= SHORT && !text.includes('\n')) ? line : lines(tokens, text, indent, upper, types);
    if (meaning(made, statement) === before) return made;
  }
  return undefined;
}

/** What a text says, without the places where it says it; undefined: nothing that can be read. */
function meaning(text: string, statement: boolean): string | undefined {
  const { tree } = statement ? parseStatement(text) : parseExpression(text);
  return tree === undefined ? undefined : JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'range' || key === 'clauses' || key === 'origin' || key === 'sqlOrigin') return undefined;
    return typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value] : value;
  });
}

const hasComments = (text: string, tokens: readonly Token[]): boolean => tokens.some(({ start }, i) => text.slice(tokens[i - 1]?.end ?? 0, start).trim() !== '') || text.slice(tokens.at(-1)!.end).trim() !== '';

const word = (token: Token, before: Token | undefined, after: Token | undefined, upper: boolean): string =>
  upper && token.type === token.text.toUpperCase() && UPPER.has(token.type) && before?.text !== '.' && after?.text !== '.' && !(after?.text === '(' && !OPENING.has(token.type)) ? token.type : token.text;

/** Keywords that a parenthesis follows, and that are no functions. */
const OPENING = new Set(['IN', 'AND', 'OR', 'NOT', 'EXISTS', 'VALUES', 'FROM', 'WHERE', 'SELECT', 'ON', 'USING', 'OVER', 'AS', 'WHEN', 'THEN', 'ELSE', 'BY', 'ALL', 'UNION', 'JOIN', 'BETWEEN', 'HAVING', 'CAST']);

/** The signs of `array<map<string, int>>`, which are no comparisons. */
function typeSigns(tokens: readonly Token[]): ReadonlySet<Token> {
  const found = new Set<Token>();
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token.text === '<' && ['ARRAY', 'MAP', 'STRUCT'].includes(tokens[i - 1]?.type ?? '')) depth++;
    else if (token.text !== '>' || depth === 0) return;
    else depth--;
    found.add(token);
  });
  return found;
}

function blankBetween(before: Token, after: Token, text: string, types: ReadonlySet<Token>): boolean {
  if (before.text === '(' || before.text === '[' || before.text === '.' || [')', ']', ',', ';', '[', '.'].includes(after.text)) return after.text === '[' || after.text === '.' || before.text === '.' ? text.slice(before.end, after.start) !== '' && /\w$/.test(before.text) && /^\w/.test(after.text) : false;
  if (after.text === '(') return OPENING.has(before.type) && before.type !== 'CAST' ? true : text.slice(before.end, after.start) !== '' && !/^[A-Za-z_`]/.test(before.text);
  if (before.text === ':' || after.text === ':') return false;
  // A sign that belongs to its number stays with it.
  if ((before.text === '-' || before.text === '+' || before.text === '~') && text.slice(before.end, after.start) === '') return false;
  return !types.has(after) && !(types.has(before) && before.text === '<');
}

function lines(tokens: readonly Token[], text: string, indent: string, upper: boolean, types: ReadonlySet<Token>): string {
  let made = '', depth = 0;
  tokens.forEach((token, i) => {
    const before = tokens[i - 1], after = tokens[i + 1];
    if (token.text === ')') depth--;
    const begins = depth === 0 && before !== undefined && before.text !== '.' && (CLAUSES.has(token.type) || (BY.has(token.type) && after?.type === 'BY') || (JOINS.has(token.type) && !JOINS.has(before.type) && !(after?.text === '(' || after?.text === '.')));
    made += begins ? `\n${indent}${JOINS.has(token.type) ? '  ' : ''}` : before && blankBetween(before, token, text, types) ? ' ' : '';
    made += word(token, before, after, upper);
    if (token.text === '(') depth++;
  });
  return made;
}
