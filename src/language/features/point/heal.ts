/** Half-typed code, closed: what is typed last stands in a string or in brackets that nothing ends yet. */
import type { SyntaxNode } from '@lezer/common';
import type { KnownFacts } from '../../plan/known-facts.ts';
import type { Job } from '../../world.ts';
import type { Edit, PythonDocument } from '../../../syntax/python-document.ts';

/** How far a statement is looked at on each side, in lines: one that is open to the end of a long file costs no more. */
const FAR = 300;
/** How far it is parsed with each keystroke: behind an open bracket every line is an error, and errors are slow. */
const NEAR = 40;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The same job with the statement at an offset closed behind it: what stands before the offset keeps its place. */
export function healed<J extends Pick<Job, 'document' | 'facts'>>(job: J, offset: number): J {
  const { document } = job;
  let edits = broken(document, offset, NEAR) ? closing(document, offset) : [];
  // A string over many lines may end further down.
  if (edits[0]?.insert.length === 3 && !broken(document, offset, FAR)) edits = [];
  if (edits.length === 0) return job;
  const facts: KnownFacts | undefined = job.facts?.edited(edits);
  return { ...job, document: document.closedBy(edits), ...(facts && { facts }) };
}

/** Is there an error in the statement, or in one of its neighbours that it may have swallowed? */
function broken(document: PythonDocument, offset: number, far: number): boolean {
  const { lines } = document, tree = document.treeTo(lines.endOf(Math.min(lines.lines - 1, lines.lineAt(offset) + far)));
  let node: SyntaxNode | null = tree.resolveInner(offset, -1);
  while (node && node.parent?.name !== 'Script' && node.parent?.name !== 'Body' && node.parent) node = node.parent;
  if (!node) return false;
  let found = false;
  tree.iterate({ from: node.from, to: node.to, enter: (each) => { found ||= each.type.isError; return !found; } });
  return found || tree.resolveInner(offset, -1).type.isTop || tree.resolveInner(offset, -1).name === 'Body';
}

/** In `edits`' own order: an edit's place counts in the text that those before it left. */
function closing({ text, lines }: PythonDocument, offset: number): Edit[] {
  const line = lines.lineAt(offset), begin = statementBegin(text, lines, line), indent = indentOf(text, lines.startOf(begin));
  const scan = new Scan(text);
  scan.to(lines.startOf(begin), offset);
  const edits: Edit[] = [], lineEnd = lines.endOf(line);
  let added = 0;
  if (scan.quote !== '' && !closedBehind(text.slice(offset, lineEnd), scan.quote)) {
    edits.push({ from: offset, to: offset, insert: scan.quote });
    added = scan.quote.length;
    scan.quote = '';
  }
  scan.to(offset, lineEnd);
  const open = [...scan.open], place = (scan.comment ?? lineEnd) + added;
  let last = line;
  while (last + 1 < lines.lines && last - line < FAR && !begins(text, lines.startOf(last + 1), lines.endOf(last + 1), indent)) last++;
  scan.to(lineEnd, lines.endOf(last));
  const missing = open.slice(Math.max(0, open.length - scan.open.length)).reverse().map((bracket) => CLOSERS[bracket]!).join('');
  if (missing !== '') edits.push({ from: place, to: place, insert: missing });
  return edits;
}

/** The nearest line above that is indented no more than any between: there a statement begins. */
function statementBegin(text: string, lines: PythonDocument['lines'], line: number): number {
  for (let at = line; at > Math.max(0, line - FAR); at--) {
    const start = lines.startOf(at), first = text[start + indentOf(text, start)];
    if (first === undefined || first === '\n' || first === '\r' || first === '#' || /[)\].}'"]/.test(first)) continue;
    if (indentOf(text, start) === 0) return at;
  }
  return Math.max(0, line - FAR);
}

function begins(text: string, start: number, end: number, indent: number): boolean {
  const own = indentOf(text, start), first = text[start + own];
  return start + own < end && own <= indent && first !== undefined && !/[)\].}'"#]/.test(first);
}

function indentOf(text: string, start: number): number {
  let n = 0;
  while (text[start + n] === ' ' || text[start + n] === '\t') n++;
  return n;
}

/** Does the string that is open end on its line? An odd number of quotes says that one of them ends it. */
function closedBehind(rest: string, quote: string): boolean {
  if (quote.length === 3) return rest.includes(quote);
  const marks = rest.replaceAll(/\\./g, '').split(quote).length - 1;
  return marks % 2 === 1;
}

/** Brackets that are open and the quote of an open string, of a stretch of Python. */
class Scan {
  open: string[] = [];
  quote = '';
  /** Where a comment of the last line begins. */
  comment: number | undefined;

  constructor(private readonly text: string) {}

  to(from: number, to: number): void {
    const { text } = this;
    this.comment = undefined;
    for (let i = from; i < to; i++) {
      const c = text[i]!;
      if (this.quote !== '') {
        if (c === '\\') i++;
        else if (text.startsWith(this.quote, i)) {
          i += this.quote.length - 1;
          this.quote = '';
        } else if (c === '\n' && this.quote.length === 1) this.quote = '';
      } else if (this.comment !== undefined) {
        if (c === '\n') this.comment = undefined;
      } else if (c === '#') this.comment = i;
      else if (c === '"' || c === "'") {
        this.quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
        i += this.quote.length - 1;
      } else if (c in CLOSERS) this.open.push(c);
      else if (c === ')' || c === ']' || c === '}') this.open.pop();
    }
  }
}
