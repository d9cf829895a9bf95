/** What the hook in the job's process writes, one JSON object a line (`hook/watch.py`). */
export type HookLine =
  | { kind: 'hello'; pid: number; version: string }
  | HookQuery
  /** `text`: a StreamingQueryProgress as Spark writes it. */
  | { kind: 'progress'; text: string }
  | { kind: 'queryEnd'; id: string; runId: string; error: string | null }
  /** Spark kept fewer progresses than came between two looks. */
  | { kind: 'lost'; id: string; after: number; before: number }
  | { kind: 'unseen'; reason: string }
  | HookException
  | { kind: 'rows'; query: number; batchId: number; columns: { name: string; type: string }[]; rows: (string | null)[][] }
  | { kind: 'refused'; what: string }
  | { kind: 'end' };

export interface HookQuery {
  kind: 'query'; id: string; runId: string; name: string | null; outputMode: string; trigger: string; sink: string; timeZone: string;
  watermarks: [column: string, delay: string][];
  span: { file: string; line: number; column?: number; endLine?: number; endColumn?: number } | null;
}

export interface HookException { kind: 'exception'; class: string; message: string; frames: [file: string, line: number][]; syntax?: [file: string | null, line: number | null, message: string]; module?: string | null }

/** Cuts what came into whole lines. A line that is no JSON is none of the hook's. */
export class HookReader {
  #rest = '';

  take(text: string): HookLine[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as HookLine];
      } catch {
        return [];
      }
    });
  }
}
