/** Jobs for tests of the language server's features: a text with a mark, and the facts of a real plan-only run where they are wanted. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KnownFacts } from '../../../src/language/plan/known-facts.ts';
import { problemsOf } from '../../../src/language/problems/index.ts';
import { SimulatorPlanner } from '../../../src/language/plan/simulator-planner.ts';
import type { Around, Job } from '../../../src/language/world.ts';
import type { PlanFacts, TopicFact } from '../../../src/protocol/language.ts';
import { Simulator } from '../../../src/simulator/client.ts';
import { PythonDocument } from '../../../src/syntax/python-document.ts';

/** Where a caret stands in the texts of tests. */
export const CARET = '¦';
export const SESSION = 'from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n';

export const around = (topics: readonly TopicFact[] = [], sparkVersion = '3.3.1'): Around => ({ sparkVersion, topics: () => Promise.resolve(topics) });

/** The text without its caret, and the caret's offset; -1: there is none. */
export function caretIn(text: string): { text: string; offset: number } {
  const offset = text.indexOf(CARET);
  return { text: text.replace(CARET, ''), offset };
}

/** A job of which only the text is known. */
export function textJob(text: string, more: Partial<Around> = {}): Job & { offset: number } {
  const { text: plain, offset } = caretIn(text);
  return { uri: 'file:///jobs/job.py', document: PythonDocument.of('/jobs/job.py', plain), around: { ...around(), ...more }, offset };
}

/** Plan-only runs in one simulator, for a test file. It is closed after the tests. */
export class PlannedJobs {
  readonly folder = mkdtempSync(join(tmpdir(), 'weir-language-'));
  readonly #planner: SimulatorPlanner;

  constructor(limitSeconds = 30) {
    const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
    if (!existsSync(join(dist, 'simulator.js'))) throw new Error('dist/simulator.js is not there: run `npm run build` first.');
    this.#planner = new SimulatorPlanner({ simulator: new Simulator({ folder: dist, onNotice: () => undefined }), limitSeconds, env: { TZ: 'UTC' }, python: () => '' });
    after(() => {
      this.#planner.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async facts(text: string, file = join(this.folder, 'job.py')): Promise<PlanFacts> {
    const facts = await this.#planner.plan({ file, source: text });
    if (!facts) throw new Error('the plan-only run was given up');
    return facts;
  }

  /** Every problem that is told of a job, a line each. */
  async told(file: string, text: string): Promise<string[]> {
    const document = PythonDocument.of(file, text), facts = KnownFacts.of(await this.facts(text, file), text);
    if (facts.facts.cut) throw new Error(`${file} did not come to its end.`);
    return problemsOf({ uri: file, document, facts, around: around() }).map(({ code, message, from }) => `${file}:${document.lines.lineAt(from) + 1} ${code} ${message}`);
  }

  /** A job with the facts of its own text. */
  async job(text: string, more: Partial<Around> = {}): Promise<Job & { offset: number }> {
    const { text: plain, offset } = caretIn(text), file = join(this.folder, 'job.py');
    return { uri: 'file:///job.py', document: PythonDocument.of(file, plain), facts: KnownFacts.of(await this.facts(plain, file), plain), around: { ...around(), ...more }, offset };
  }

  /** A job that was run as `before` stood, and edited to `now` since. */
  async edited(before: string, now: string, more: Partial<Around> = {}): Promise<Job & { offset: number }> {
    const { document, facts, ...job } = await this.job(before, more), { text, offset } = caretIn(now);
    let from = 0, end = 0;
    while (from < Math.min(text.length, document.text.length) && text[from] === document.text[from]) from++;
    while (end < Math.min(text.length, document.text.length) - from && text.at(-1 - end) === document.text.at(-1 - end)) end++;
    const edits = [{ from, to: document.text.length - end, insert: text.slice(from, text.length - end) }];
    return { ...job, document: document.edited(edits, 1), facts: facts!.edited(edits), offset };
  }
}
