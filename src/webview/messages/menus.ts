/** What the viewer's menus hold. */
import type { Arrangement, ExportFormat, Look, RowSpan, SortBy } from '../../protocol/messages';
import type { MessagesCommand, ViewerView } from '../../protocol/messages-panel';
import type { MenuGroups, MenuItem } from '../shared/menu';

interface Acts { change(change: Partial<Arrangement>): void; look(look: Look): void; send(command: MessagesCommand): void; utc(): void }
/** Rows that are chosen, and the id of the message in the detail pane; -1: none. */
interface Chosen { rows: RowSpan | undefined; id: number }

export function menuOf({ place: { look }, status }: ViewerView, { sort, descending, paths }: Arrangement, { rows, id }: Chosen, utc: boolean, acts: Acts): MenuGroups {
  const sorted = (by: SortBy, title: string): MenuItem => ({ title: `Sort by ${title}`, checked: sort === by, run: () => { acts.change({ sort: by }); } });
  return [
    [sorted('timestamp', 'Timestamp'), sorted('offset', 'Partition and Offset'), sorted('size', 'Size'), { title: 'Descending', checked: descending, run: () => { acts.change({ descending: !descending }); } }],
    copiesOf(rows, id, acts.send),
    [...(status?.capabilities?.isolation === false ? [] : [{ title: 'Uncommitted Messages Too', checked: look.uncommitted, hint: 'read_uncommitted: also of open and aborted transactions', run: () => { acts.look({ ...look, uncommitted: !look.uncommitted }); } }]),
      { title: 'Times in UTC', checked: utc, run: acts.utc },
      ...paths.map((path) => ({ title: `Column ${path}`, checked: true, run: () => { acts.change({ paths: paths.filter((each) => each !== path) }); } }))],
    [{ title: 'Read Again', run: () => { acts.look(look); } }],
  ];
}

/** Of more than one chosen row only those are written. */
export function exportsOf(chosen: () => RowSpan | undefined, send: (command: MessagesCommand) => void): MenuGroups {
  const write = (format: ExportFormat) => (): void => { const span = chosen(); send({ do: 'export', format, ...(span && span.to > span.from && { span }) }); };
  return [[
    { title: 'As Capture…', hint: 'Exact bytes; the simulator and replay read it', run: write('capture') },
    { title: 'As JSON…', run: write('json') },
    { title: 'As CSV…', run: write('csv') },
  ]];
}

/** @param chosen rows; `id` is of the message in the detail pane, -1: none */
function copiesOf(chosen: RowSpan | undefined, id: number, send: (command: MessagesCommand) => void): MenuGroups[number] {
  const several = chosen && chosen.to > chosen.from && { span: chosen };
  return [
    { title: 'Copy startingOffsets', hint: 'For the Kafka source of a Spark job: from the first of the chosen messages, or of all shown', run: () => { send({ do: 'copyOffsets', which: 'startingOffsets', ...several }); } },
    { title: 'Copy endingOffsets', hint: 'Up to and including the last of them', run: () => { send({ do: 'copyOffsets', which: 'endingOffsets', ...several }); } },
    { title: 'Copy as Capture', disabled: !chosen, hint: 'The chosen messages as lines of a capture', run: () => { if (chosen) send({ do: 'copyCapture', span: chosen }); } },
    { title: 'Copy Link', hint: 'Opens these messages again, in this or another window', run: () => { send({ do: 'copyLink', ...(id >= 0 && { id }) }); } },
  ];
}
