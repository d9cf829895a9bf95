/** A page of a container's log, as a NodeManager shows it while the container runs and the history server once its logs are gathered. */
import { unescaped } from '../logs/entities.ts';
import { otherPage, textOf } from './html.ts';
import { Unreadable } from './status.ts';

const PAGE = 'the page of the driver\'s log';

export interface LogPage {
  /** What stands in the log, or the part that was asked for. */
  text: string;
  /** Bytes of the whole log, where the page says it (of a finished container). */
  length: number | undefined;
}

/** @throws Unreadable with what the page says instead; `PastEnd` where the place that was asked for is behind the end */
export function parseLogPage(html: string): LogPage {
  const at = html.indexOf('class="content"');
  if (at < 0) throw otherPage(html, PAGE);
  const content = html.slice(at), begin = content.indexOf('<pre>');
  if (begin < 0) {
    const end = /Invalid start and end values\. Start: \[-?\d+\], end\[(\d{1,15})\]/.exec(content)?.[1];
    if (end !== undefined) throw new PastEnd(Number(end));
    const said = textOf(content.slice(content.indexOf('>') + 1)).slice(0, 300);
    throw new Unreadable('nothing', said === '' ? `${PAGE} is empty: the container is not on this node` : `${PAGE} says: ${said}`);
  }
  const end = content.indexOf('</pre>', begin);
  if (end < 0) throw new Unreadable('unknown', `${PAGE} came cut short`);
  const length = /Log Length: (\d{1,15})\b/.exec(content.slice(0, begin))?.[1];
  return { text: unescaped(content.slice(begin + 5, end)), length: length === undefined ? undefined : Number(length) };
}

/** The log ends before the place that was asked for. */
export class PastEnd extends Unreadable {
  constructor(readonly length: number) {
    super('nothing', `${PAGE} ends at byte ${length}`);
  }
}
