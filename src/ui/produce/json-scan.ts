/** JSON with comments and commas at the end, with the place of each value and numbers as they were written. No VS Code here. */

export interface Scanned {
  from: number;
  to: number;
  /** The JSON text without comments and blanks. */
  text: string;
  /** Of an object: its names and values, in order. */
  members?: { name: string; at: number; value: Scanned }[];
  /** Of an array. */
  items?: Scanned[];
}

/** What is wrong, and where. */
export class ScanProblem extends Error {
  constructor(message: string, readonly at: number) { super(message); }
}

const DEEPEST = 200;

export class JsonScan {
  private p: number;
  constructor(private readonly source: string, from: number) { this.p = from; }

  /** The next value that begins here, behind blanks and comments; undefined at the end of the text. @throws ScanProblem */
  next(): Scanned | undefined {
    this.skip();
    return this.p >= this.source.length ? undefined : this.value(0);
  }

  private skip(): void {
    for (;;) {
      const blank = /[ \t\r\n\ufeff]*/y;
      blank.lastIndex = this.p;
      this.p += blank.exec(this.source)![0].length;
      if (this.source.startsWith('//', this.p)) {
        const end = this.source.indexOf('\n', this.p);
        this.p = end < 0 ? this.source.length : end;
      } else if (this.source.startsWith('/*', this.p)) {
        const end = this.source.indexOf('*/', this.p + 2);
        if (end < 0) throw new ScanProblem('A comment has no end.', this.p);
        this.p = end + 2;
      } else return;
    }
  }

  private value(depth: number): Scanned {
    if (depth > DEEPEST) throw new ScanProblem(`This is nested more than ${DEEPEST} deep.`, this.p);
    const from = this.p;
    if (this.source[from] === '{') return this.object(from, depth);
    if (this.source[from] === '[') return this.array(from, depth);
    if (this.source[from] === '"') return this.string(from);
    const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y;
    word.lastIndex = from;
    const text = word.exec(this.source)?.[0];
    if (text === undefined) throw new ScanProblem(from >= this.source.length ? 'The text ends too early.' : 'This is no JSON value: texts stand between double quotes.', from);
    this.p += text.length;
    return { from, to: this.p, text };
  }

  private string(from: number): Scanned {
    const quoted = /"(?:[^"\\\n\r]|\\.)*"/y;
    quoted.lastIndex = from;
    const text = quoted.exec(this.source)?.[0];
    if (text === undefined) throw new ScanProblem('A text has no end on its line: a line break in it is written as \\n.', from);
    try {
      JSON.parse(text);
    } catch {
      throw new ScanProblem('A text has a character or an escape that JSON does not know.', from);
    }
    this.p += text.length;
    return { from, to: this.p, text };
  }

  private object(from: number, depth: number): Scanned {
    const members: NonNullable<Scanned['members']> = [];
    this.parts('}', () => {
      const at = this.p;
      if (this.source[at] !== '"') throw new ScanProblem('A name between double quotes is missing here.', at);
      const name = JSON.parse(this.string(at).text) as string;
      this.skip();
      if (this.source[this.p] !== ':') throw new ScanProblem('A colon is missing here.', this.p);
      this.p++;
      this.skip();
      members.push({ name, at, value: this.value(depth + 1) });
    });
    return { from, to: this.p, members, text: `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value.text}`).join(',')}}` };
  }

  private array(from: number, depth: number): Scanned {
    const items: Scanned[] = [];
    this.parts(']', () => { items.push(this.value(depth + 1)); });
    return { from, to: this.p, items, text: `[${items.map(({ text }) => text).join(',')}]` };
  }

  private parts(close: string, read: () => void): void {
    this.p++;
    for (this.skip(); this.source[this.p] !== close; this.skip()) {
      read();
      this.skip();
      if (this.source[this.p] === ',') this.p++;
      else if (this.source[this.p] !== close) throw new ScanProblem(this.p >= this.source.length ? `The text ends before ${close}.` : `A comma or ${close} is missing here.`, this.p);
    }
    this.p++;
  }
}
