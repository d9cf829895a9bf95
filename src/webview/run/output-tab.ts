import { html, type TemplateResult } from 'lit';
import type { Cell, TableColumn } from '../../protocol/run';
import { plural } from '../shared/format';
import type { Column } from '../shared/grid';
import '../shared/grid';
import { theHost } from './host';
import { define } from '../shared/part';
import { Rows } from '../shared/rows';
import { dataCell, Tab, titled } from './tab';

/** The rows that the batch gave to its sink. */
export class OutputTab extends Tab {
  static override properties = { ...Tab.properties, shown: { state: true } };
  declare shown: { rows: Rows<Cell[]>; columns: Column[]; batchId: number; missing: string | undefined } | undefined;

  protected override async load(): Promise<void> {
    const { id } = this.query.info, { batchId } = this.batch, { subject, clock } = this;
    let columns: TableColumn[] = [], missing: string | undefined;
    const rows = await new Rows<Cell[]>({
      load: async (offset, limit) => {
        const page = await theHost().ask({ ask: 'output', queryId: id, batchId, offset, limit });
        ({ columns, missing } = page);
        return page;
      },
      show: (row) => ({ cells: columns.map((column, i) => dataCell(row[i], column, clock)) }),
    }).open();
    if (subject === this.subject) this.shown = { rows, columns: columns.map(titled), batchId, missing };
  }

  protected override render(): TemplateResult {
    if (!this.shown) return html`<p class="empty">Reading the output…</p>`;
    const { rows, columns, batchId, missing } = this.shown;
    if (rows.error) return html`<p class="empty">The output could not be read: ${rows.error}</p>`;
    if (missing !== undefined) return html`<p class="empty">${missing}</p>`;
    if (rows.total === 0) return this.#empty();
    return html`<weir-grid .label=${`Output of batch ${batchId}, ${plural(rows.total, 'row')}`} .columns=${columns} .rows=${rows}></weir-grid>`;
  }

  #empty(): TemplateResult {
    const { batch, query } = this;
    const why = query.info.outputMode === 'append' && query.info.watermarks.length > 0
      ? `In append mode a window's row comes out once the watermark has passed the window's end; the watermark of this batch is ${this.clock.watermark(batch.watermark)}.`
      : batch.inputRows === 0 ? 'No rows came in.' : 'The rows that came in changed nothing that the sink gets.';
    return html`<p class="empty"><b>Batch ${batch.batchId} wrote no rows.</b> ${why}</p>`;
  }
}
define('weir-output', OutputTab);
