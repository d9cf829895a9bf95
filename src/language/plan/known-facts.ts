/** The facts of a plan-only run over a text that has been edited since: places are moved along with the text. */
import type { FrameFact, PlanFacts } from '../../protocol/language.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import { LineIndex, type Range } from '../../syntax/line-index.ts';
import type { Call } from '../../syntax/outline.ts';
import type { Edit } from '../../syntax/python-document.ts';

/** `range` is the call as Python tells it: of a chain over several lines it begins with the method's name. */
export interface KnownFrame { frame: FrameFact; range: Range }

/** `from` … `to` of the text before became `length` characters. */
interface Change { from: number; to: number; length: number }
/** Of a run: where its frames were, read once for all edits. */
interface Planned { facts: PlanFacts; lines: LineIndex; ranges?: Range[] }

export class KnownFacts {
  #frames: KnownFrame[] | undefined;
  #byEnd: Map<number, KnownFrame[]> | undefined;

  private constructor(private readonly planned: Planned, private readonly changes: readonly Change[]) {}

  static of(facts: PlanFacts, text: string): KnownFacts {
    return new KnownFacts({ facts, lines: new LineIndex(text) }, []);
  }

  get facts(): PlanFacts { return this.planned.facts; }

  /** The same after further edits. Nothing is moved before it is asked for. */
  edited(edits: readonly Edit[]): KnownFacts {
    const changes = [...this.changes];
    for (const { from, to, insert } of edits) {
      const last = changes.at(-1), { length } = insert;
      // What is typed into what was typed before is one change.
      if (last && from >= last.from && to <= last.from + last.length) changes[changes.length - 1] = { ...last, length: last.length + length - (to - from) };
      else changes.push({ from, to, length });
      const { from: begin, to: end, length: long } = changes.at(-1)!;
      // What was typed and taken back.
      if (begin === end && long === 0) changes.pop();
    }
    return new KnownFacts(this.planned, changes);
  }

  /** The text is the one that was run. */
  get current(): boolean { return this.changes.length === 0; }
  /** Changes at one place count once. */
  get edits(): number { return this.changes.length; }

  /** Where a place of the run is now; undefined: in another file, or the text around its ends is gone. */
  rangeOf(span: SourceSpan): Range | undefined {
    return span.file === this.facts.file ? this.#moved(this.planned.lines.rangeOf(span)) : undefined;
  }

  /** A change inside lets the range grow; one across an end takes it away. */
  #moved({ from, to }: Range): Range | undefined {
    for (const change of this.changes) {
      const by = change.length - (change.to - change.from);
      if (change.from >= to && change.to > from) continue;
      if (change.to <= from) from += by;
      else if (change.from < from || change.to > to) return undefined;
      to += by;
    }
    return { from, to };
  }

  /** Frames whose calls are still there, in the order of the run. */
  get frames(): readonly KnownFrame[] {
    const { facts, lines } = this.planned, ranges = this.planned.ranges ??= facts.frames.map(({ span }) => (span.file === facts.file ? lines.rangeOf(span) : { from: -1, to: -1 }));
    return this.#frames ??= facts.frames.flatMap((frame, i) => {
      const range = ranges[i]!.from < 0 ? undefined : this.#moved(ranges[i]!);
      return range ? [{ frame, range }] : [];
    });
  }

  /** What a call of the outline gave. */
  frameOf({ from, to, at }: Pick<Call, 'from' | 'to' | 'at'>): FrameFact | undefined {
    if (!this.#byEnd) {
      this.#byEnd = new Map();
      for (const known of this.frames) {
        const same = this.#byEnd.get(known.range.to);
        if (same) same.push(known);
        else this.#byEnd.set(known.range.to, [known]);
      }
    }
    return this.#byEnd.get(to)?.findLast(({ range }) => range.from === from || range.from === at.from)?.frame;
  }
}
