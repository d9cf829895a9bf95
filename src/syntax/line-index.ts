/** Offsets of a text (UTF-16 units) and its lines. Lines end as Python ends them: \n, \r\n, \r. */
import type { SourceSpan } from '../protocol/run.ts';

/** 0-based, as editors count; `character` in UTF-16 units. */
export interface Position { line: number; character: number }
/** Offsets; `to` exclusive. */
export interface Range { from: number; to: number }

export class LineIndex {
  readonly #starts: number[] = [0];

  /** `before`: of the text as it was, of which `edit` made this one. */
  constructor(readonly text: string, before?: LineIndex, edit?: { from: number; to: number; insert: string }) {
    if (before && edit) {
      this.#starts = movedStarts(before.#starts, text, edit);
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c !== 10 && c !== 13) continue;
      if (c === 13 && text.charCodeAt(i + 1) === 10) i++;
      this.#starts.push(i + 1);
    }
  }

  get lines(): number { return this.#starts.length; }

  /** Where a line begins; the text's end for a line behind the last. */
  startOf(line: number): number { return line < 0 ? 0 : this.#starts[line] ?? this.text.length; }

  /** Without the line's end. */
  endOf(line: number): number {
    let end = this.startOf(line + 1);
    while (end > this.startOf(line) && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    return end;
  }

  lineAt(offset: number): number {
    let low = 0, high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length)), line = this.lineAt(at);
    return { line, character: at - this.startOf(line) };
  }

  /** A character behind the line's end is that end. */
  offsetAt({ line, character }: Position): number {
    const start = this.startOf(line);
    return Math.max(start, Math.min(start + character, this.endOf(line)));
  }

  /** Offsets of a span as the simulator tells it (1-based lines). */
  rangeOf({ line, column, endLine, endColumn }: Omit<SourceSpan, 'file'>): Range {
    const from = this.offsetAt({ line: line - 1, character: column });
    return { from, to: Math.max(from, this.offsetAt({ line: endLine - 1, character: endColumn })) };
  }

  spanOf(file: string, { from, to }: Range): SourceSpan {
    const start = this.positionAt(from), end = this.positionAt(to);
    return { file, line: start.line + 1, column: start.character, endLine: end.line + 1, endColumn: end.character };
  }
}

/** Lines before an edit begin where they did, those behind it as much further on as the text grew; between them line ends are looked for. */
function movedStarts(before: readonly number[], text: string, { from, to, insert }: { from: number; to: number; insert: string }): number[] {
  const by = insert.length - (to - from), made: number[] = [];
  let i = 0;
  for (; i < before.length && (before[i]! < from || before[i] === 0); i++) made.push(before[i]!);
  for (let at = Math.max(1, from); at <= from + insert.length; at++) {
    const last = text.charCodeAt(at - 1);
    if (last === 10 || (last === 13 && text.charCodeAt(at) !== 10)) made.push(at);
  }
  while (i < before.length && before[i]! <= to) i++;
  for (; i < before.length; i++) made.push(before[i]! + by);
  return made;
}
