/** How a job names pyspark.sql.functions; the import where it has none. */
import type { Change } from '../protocol/migrate.ts';
import type { Job } from './job.ts';

const MODULE = 'pyspark.sql.functions';

export class Functions {
  readonly #module: string | undefined;
  readonly #alias: string;
  #wanted = false;

  constructor(private readonly job: Job) {
    const { imports } = job.document.outline;
    this.#module = [...imports].find(([, { full }]) => full === MODULE)?.[0];
    this.#alias = imports.has('F') ? job.free('functions') : job.free('F');
  }

  /** The function as this job calls it. */
  named(name: string): string {
    const { imports, starred } = this.job.document.outline;
    if (this.#module !== undefined) return `${this.#module}.${name}`;
    const own = [...imports].find(([, { full }]) => full === `${MODULE}.${name}`)?.[0];
    if (own !== undefined) return own;
    if (starred.includes(MODULE) && !imports.has(name)) return name;
    this.#wanted = true;
    return `${this.#alias}.${name}`;
  }

  /** Behind the job's last import of pyspark at the top. */
  change(): Change | undefined {
    if (!this.#wanted) return undefined;
    const { document, text } = this.job, { lines } = document;
    let at: number | undefined;
    for (let node = document.tree.topNode.firstChild; node; node = node.nextSibling) {
      if (node.name === 'ImportStatement' && /^(?:from|import)\s+pyspark\b/.test(text.slice(node.from, node.to))) at = lines.endOf(lines.lineAt(node.to));
    }
    // Without one at the top the imports are in a function: the module's first line is before them all.
    const insert = `from pyspark.sql import functions as ${this.#alias}`, why = [{ code: 'import' as const, text: `${this.#alias}.from_json and the like are in pyspark.sql.functions.` }];
    return at === undefined ? { from: this.#head(), to: this.#head(), insert: `${insert}\n`, why } : { from: at, to: at, insert: `\n${insert}`, why };
  }

  /** Behind the docstring, comments and `from __future__`. */
  #head(): number {
    const { document, text } = this.job, { lines } = document;
    let at = 0;
    for (let node = document.tree.topNode.firstChild; node; node = node.nextSibling) {
      const own = text.slice(node.from, node.to);
      if (node.name !== 'Comment' && !(node.name === 'ExpressionStatement' && /^[rRuU]?(?:"|')/.test(own)) && !/^from\s+__future__/.test(own)) return lines.startOf(lines.lineAt(node.from));
      at = node.to;
    }
    return at;
  }
}
