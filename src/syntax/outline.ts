/** What a job's text says without being run: names it imports, what variables are assigned, calls and their arguments, string literals and whose argument they are. */
import type { Tree } from '@lezer/common';
import type { BoundName } from './bound-names.ts';
import type { Range } from './line-index.ts';
import { simpleStatements } from './statements.ts';
import { fullName, linked, readStatement, type ReadStatement } from './statement.ts';
import type { StringText } from './string-text.ts';
import type { Use } from './functions.ts';

/** `a = value`, `a, b = value` (one each). */
export interface Assignment extends Range {
  name: string;
  /** Of the name; `from` … `to` is the statement. */
  at: Range;
  value: Range;
  /** Start of the function in which it stands; -1: the module's own. */
  scope: number;
}

export interface Argument extends Range {
  /** Absent: by position. */
  name?: string;
  /** `*args`, `**options`. */
  spread?: '*' | '**';
  /** Where the argument is one literal (or literals joined by + or side by side). */
  string?: StringLiteral;
}

/** A call; `from` … `to` goes from its object's expression to its closing parenthesis, as the simulator tells spans. */
export interface Call extends Range {
  /** `option` of `x.option(…)`, `col` of `col(…)`; '' where neither a name nor a member is called. */
  name: string;
  at: Range;
  /** `x` of `x.option(…)`. */
  object?: Range;
  /** The call that `object` is: the one before in a chain. */
  previous?: Call;
  /** The call whose object this one is. */
  next?: Call;
  /** What the callee is called in full, through imports: `pyspark.sql.functions.col`; absent where it is not a known name. */
  full?: string;
  args: Argument[];
  /** From behind the opening parenthesis to before the closing one. */
  inside: Range;
  /** Its closing parenthesis is there. */
  closed: boolean;
  scope: number;
}

/** A string literal, or literals side by side or joined by +: one text. */
export interface StringLiteral extends Range {
  /** Absent: an f-string, bytes, or an escape that cannot be read. */
  text?: StringText;
  /** The call whose direct argument it is, and which of its `args`. */
  call?: Call;
  arg?: number;
}

/** What the names of a file mean. Kept from text to text as long as they mean the same. */
export interface Names {
  key: string;
  /** Local name → full name (`F` → `pyspark.sql.functions`). */
  imports: Map<string, BoundName>;
  /** `from pyspark.sql.functions import *` and the like: modules all of whose names are there. */
  starred: string[];
}

const FUNCTIONS = 'pyspark.sql.functions';

interface Parts { calls: Call[]; strings: StringLiteral[]; assignments: Assignment[] }

/** A statement without a body, or the head of one that has a body, and what stands in it. Its calls stand in the order in which they end: an inner one before the one around it. */
export class Statement implements Range {
  #parts: Parts | undefined;

  /** `scope`: the start of the function in which it stands; -1: none. */
  constructor(readonly read: ReadStatement, readonly from: number, readonly to: number, readonly scope: number, readonly names: Names) {}

  get #made(): Parts { return this.#parts ??= linked(this.read, this.from - this.read.at, this.scope, this.names); }
  get calls(): readonly Call[] { return this.#made.calls; }
  get strings(): readonly StringLiteral[] { return this.#made.strings; }
  get assignments(): readonly Assignment[] { return this.#made.assignments; }

  /** Functions of pyspark.sql.functions and methods that it names. */
  get uses(): Use[] {
    const by = this.from - this.read.at;
    // A name that only `import *` may give is nearly always Python's own or the job's.
    const called = this.read.calls.flatMap(({ callee, at }): Use[] => {
      const full = callee === undefined ? undefined : this.names.imports.get(callee)?.full;
      return full?.startsWith(`${FUNCTIONS}.`) ? [{ name: full.slice(FUNCTIONS.length + 1), kind: 'function', from: at.from + by, to: at.to + by }] : [];
    });
    return [...called, ...this.read.members.map(({ name, object, from, to }): Use => ({ name, kind: object !== '' && fullName(object, this.names) === FUNCTIONS ? 'function' : 'method', from: from + by, to: to + by }))];
  }
}

/** Statements that are gone through one by one for the last assignment to a name. */
const NEAR = 50;

/** An outline of the text before: its first `head` and its last `tail` characters are those of the text that is read. */
export interface Before { outline: JobOutline; head: number; tail: number }

/**
 * The statements of a job. Of a text that was edited those before and behind the edits are taken from the outline before: what an edit costs
 * does not grow with what stands in them. What stands in a statement is placed when it is asked for.
 */
export class JobOutline {
  /** With their places; as `names` otherwise. */
  readonly imports = new Map<string, BoundName>();
  readonly starred: string[] = [];
  readonly names: Names;
  /** Anything of pyspark is imported. */
  readonly usesSpark: boolean;
  readonly statements: readonly Statement[];
  readonly #length: number;
  #calls: readonly Call[] | undefined;
  #strings: readonly StringLiteral[] | undefined;
  #assignments: readonly Assignment[] | undefined;
  #byName: Map<string, number[]> | undefined;

  constructor(tree: Tree, text: string, before?: Before) {
    const found: { read: ReadStatement; from: number; to: number; scope: number }[] = [], known = before && before.outline.#rereader(text.length, before);
    let usesSpark = false;
    simpleStatements(tree, (cursor, scope) => {
      const { from, to } = cursor, read = known?.(from, to) ?? readStatement(cursor.node, text);
      found.push({ read, from, to, scope });
      for (const { full, local, at, to: end } of read.imports) {
        usesSpark ||= full === 'pyspark' || full.startsWith('pyspark.');
        if (local === undefined) this.starred.push(full);
        else this.imports.set(local, { full, from: at + from - read.at, to: end + from - read.at });
      }
    });
    const key = [...[...this.imports].map(([local, { full }]) => `${local}=${full}`), ...this.starred].join(','), names = before?.outline.names.key === key ? before.outline.names : { key, imports: this.imports, starred: this.starred };
    this.names = names;
    this.usesSpark = usesSpark;
    this.#length = text.length;
    this.statements = found.map(({ read, from, to, scope }, i) => {
      const old = before?.outline.statements[i];
      return old?.read === read && old.from === from && old.scope === scope && old.names === names ? old : new Statement(read, from, to, scope, names);
    });
  }

  /** What was read of a statement of an edited text, asked for in their order. One with an error is read again: what it is depends on what stands around it. */
  #rereader(length: number, { head, tail }: Before): (from: number, to: number) => ReadStatement | undefined {
    const { statements } = this, by = this.#length - length;
    let i = 0;
    return (from, to) => {
      const moved = to <= head ? 0 : from >= length - tail ? by : undefined;
      if (moved === undefined) return undefined;
      while (i < statements.length && statements[i]!.from < from + moved) i++;
      const own = statements[i];
      return own?.from === from + moved && own.to === to + moved && own.read.whole ? own.read : undefined;
    };
  }

  /** No statement has an error. */
  get whole(): boolean { return this.statements.every(({ read }) => read.whole); }

  /** Of the whole job, in its order. */
  get calls(): readonly Call[] { return this.#calls ??= this.statements.flatMap(({ calls }) => calls); }
  get strings(): readonly StringLiteral[] { return this.#strings ??= this.statements.flatMap(({ strings }) => strings); }
  get assignments(): readonly Assignment[] { return this.#assignments ??= this.statements.flatMap(({ assignments }) => assignments); }

  /** The statement that begins before an offset and goes up to it or beyond. */
  statementAt(offset: number): Statement | undefined {
    const found = this.statements[this.#lastBefore(offset)];
    return found && offset <= found.to ? found : undefined;
  }

  /** The index of the last statement that begins before an offset; -1: none does. */
  #lastBefore(offset: number): number {
    let low = -1, high = this.statements.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.statements[middle]!.from < offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last assignment to a name in a function (its start; -1: the module's own) that ends before an offset. */
  assignmentBefore(name: string, scope: number, offset = Infinity): Assignment | undefined {
    const last = this.#lastBefore(offset), nearest = Math.max(0, last - NEAR);
    const own = (i: number): Assignment | undefined => {
      const statement = this.statements[i]!;
      return statement.read.assignments.some((each) => each.name === name) ? statement.assignments.findLast((each) => each.name === name && each.scope === scope && each.to <= offset) : undefined;
    };
    for (let i = last; i >= nearest; i--) {
      const found = own(i);
      if (found) return found;
    }
    // Further away than a person looks: by name.
    for (const i of this.#assigning.get(name)?.toReversed() ?? []) {
      const found = i < nearest ? own(i) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** Indexes of the statements that assign to a name. */
  get #assigning(): Map<string, number[]> {
    if (this.#byName) return this.#byName;
    const made = new Map<string, number[]>();
    this.statements.forEach(({ read }, i) => {
      for (const { name } of read.assignments) {
        const same = made.get(name);
        if (same) same.push(i);
        else made.set(name, [i]);
      }
    });
    return this.#byName = made;
  }

  /** Calls of these names. */
  callsNamed(names: ReadonlySet<string>): Call[] {
    return this.statements.flatMap((each) => (each.read.calls.some((own) => names.has(own.name)) ? each.calls.filter((own) => names.has(own.name)) : []));
  }

  /** The call that covers just this. */
  callOf({ from, to }: Range): Call | undefined { return this.statementAt(to)?.calls.find((call) => call.from === from && call.to === to); }
}
