/** A page with the log of a container, for whoever looks for progress in it. */
import { logPage } from '../logs/page.ts';
import { otherPage } from './html.ts';
import { Unreadable } from './status.ts';

const PAGE = 'the page of the driver\'s log';

export interface LogText {
  /** What stands in the log, or the part that was asked for. */
  text: string;
  /** Bytes of the whole log, where the page says it (of a finished container). */
  length: number | undefined;
}

/** @throws Unreadable with what the page says instead; `PastEnd` where the place that was asked for is behind the end */
export function parseLogPage(html: string): LogText {
  if (!html.includes('class="content"')) throw otherPage(html, PAGE);
  const page = logPage(html);
  if (page.kind === 'beyond') throw new PastEnd(page.total);
  if (page.kind !== 'text') throw new Unreadable('nothing', page.said === '' ? `${PAGE} is empty: the container is not on this node` : `${PAGE} says: ${page.said}`);
  if (page.open) throw new Unreadable('unknown', `${PAGE} came cut short`);
  return { text: page.text, length: page.total };
}

/** The log ends before the place that was asked for. */
export class PastEnd extends Unreadable {
  constructor(readonly length: number) {
    super('nothing', `${PAGE} ends at byte ${length}`);
  }
}
