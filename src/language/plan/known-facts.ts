/** The facts of a plan-only run over a text that has been edited since: places are moved along with the text. */
import type { FrameFact, PlanFacts } from '../../protocol/language.ts';
import type { SourceSpan } from '../../protocol/run.ts';
import { LineIndex, type Range } from '../../syntax/line-index.ts';
import type { Call } from '../../syntax/outline.ts';
import type { Edit } from '../../syntax/python-document.ts';

/** `range` is the call as Python tells it: of a chain over several lines it begins with the method's name. */
export interface KnownFrame { frame: FrameFact; range: Range }

export class KnownFacts {
  #edits: readonly Edit[];
  #lines: LineIndex;
  #frames: KnownFrame[] | undefined;

  private constructor(readonly facts: PlanFacts, lines: LineIndex, edits: readonly Edit[]) {
    this.#lines = lines;
    this.#edits = edits;
  }

  static of(facts: PlanFacts, planned: string): KnownFacts {
    return new KnownFacts(facts, new LineIndex(planned), []);
  }

  /** The same after further edits. Long after the run what it said of the text is given up. */
  edited(edits: readonly Edit[]): KnownFacts {
    return new KnownFacts(this.facts, this.#lines, [...this.#edits, ...edits]);
  }

  /** The text is the one that was run. */
  get current(): boolean { return this.#edits.length === 0; }
  get edits(): number { return this.#edits.length; }

  /** Where a place of the run is now; undefined: in another file, or the text around its ends is gone. */
  rangeOf(span: SourceSpan): Range | undefined {
    if (span.file !== this.facts.file) return undefined;
    let { from, to }: Range = this.#lines.rangeOf(span);
    for (const edit of this.#edits) {
      const moved = move(from, to, edit);
      if (!moved) return undefined;
      ({ from, to } = moved);
    }
    return { from, to };
  }

  /** Frames whose calls are still there, in the order of the run. */
  get frames(): readonly KnownFrame[] {
    return this.#frames ??= this.facts.frames.flatMap((frame) => {
      const range = this.rangeOf(frame.span);
      return range ? [{ frame, range }] : [];
    });
  }

  /** What a call of the outline gave. */
  frameOf({ from, to, at }: Pick<Call, 'from' | 'to' | 'at'>): FrameFact | undefined {
    return this.frames.findLast(({ range }) => range.to === to && (range.from === from || range.from === at.from))?.frame;
  }
}

/** An edit inside lets the range grow; one across an end takes it away. */
function move(from: number, to: number, edit: Edit): Range | undefined {
  const by = edit.insert.length - (edit.to - edit.from);
  if (edit.to <= from) return { from: from + by, to: to + by };
  if (edit.from >= to) return { from, to };
  return edit.from >= from && edit.to <= to ? { from, to: to + by } : undefined;
}
