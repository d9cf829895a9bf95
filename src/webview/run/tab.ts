import type { PropertyValues } from 'lit';
import type { BatchRow, QueryView, RunView } from '../../protocol/panel';
import type { Cell, StreamingQueryProgress, TableColumn } from '../../protocol/run';
import type { Clock } from '../shared/format';
import type { Column } from '../shared/grid';
import { Part } from '../shared/part';
import type { CellView } from '../shared/rows';
import { theHost } from './host';

/** A tab of what the chosen batch did. What is shown stays until the next batch's page is there, so nothing flickers. */
export abstract class Tab extends Part {
  static override properties = { run: { attribute: false }, query: { attribute: false }, batch: { attribute: false }, clock: { attribute: false } };
  declare run: RunView;
  declare query: QueryView;
  declare batch: BatchRow;
  declare clock: Clock;
  #loaded = '';

  /** What the page depends on; the tab loads again when it changes. */
  protected get subject(): string { return `${this.run.key} ${this.query.info.id} ${this.batch.batchId} ${this.batch.tookMs}`; }
  protected abstract load(): void | Promise<void>;
  protected reload(): void { this.#loaded = ''; this.requestUpdate(); }

  protected override willUpdate(_: PropertyValues): void {
    if (this.#loaded === this.subject) return;
    this.#loaded = this.subject;
    void this.load();
  }
}

/** A tab that shows what Spark's progress says of the chosen batch. */
export abstract class ProgressOf extends Tab {
  static override properties = { ...Tab.properties, progress: { state: true }, refused: { state: true } };
  /** null: there is none; undefined: it is being read. */
  declare progress: StreamingQueryProgress | null | undefined;
  declare refused: string | undefined;

  protected override async load(): Promise<void> {
    const { subject } = this;
    try {
      const progress = await theHost().ask({ ask: 'progress', queryId: this.query.info.id, batchId: this.batch.batchId });
      if (subject === this.subject) { this.progress = progress; this.refused = undefined; }
    } catch (error) {
      this.refused = error instanceof Error ? error.message : String(error);
    }
  }
}

/** A cell as the job's data has it; timestamps in the panel's zone. */
export function dataCell(cell: Cell | undefined, column: TableColumn, clock: Clock): CellView {
  if (cell === null || cell === undefined) return { text: 'NULL', tone: 'null' };
  if (column.type === 'timestamp' && typeof cell === 'number') return { text: clock.exact(cell), title: clock.full(cell) };
  return column.type === windowType ? shortWindow(String(cell)) : { text: String(cell) };
}

const windowType = 'struct<start:timestamp,end:timestamp>';

const whole = (time = ''): string => time.replace(/\.0+$/, '');

/** `{2024-05-06 12:01:20, 2024-05-06 12:01:30}` → `12:01:20–12:01:30`, with the whole in the tooltip. */
function shortWindow(text: string): CellView {
  const parts = /^\{(\S+) (\S+), (\S+) (\S+)\}$/.exec(text);
  return parts && parts[1] === parts[3] ? { text: `${whole(parts[2])}–${whole(parts[4])}`, title: text } : { text };
}

export const titled = (column: TableColumn): Column => ({ title: column.name, width: 4, right: column.numeric, hint: `${column.name}: ${column.type}` });
