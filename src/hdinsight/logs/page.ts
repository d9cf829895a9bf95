/** A page of YARN's with (a piece of) the log of a container: of a NodeManager while it runs, of the history server afterwards. */
import { unescaped } from './entities.ts';

export type LogPage =
  /** `bytes`: how many of the file's the text is, where the page says it. `total`: length of the file, likewise. `open`: the page ended within it. */
  | { kind: 'text'; text: string; open?: true; bytes?: number; total?: number }
  /** Start lies behind the end; `total` is the length of the file. */
  | { kind: 'beyond'; total: number }
  /** The log is being moved from the node to the history. */
  | { kind: 'moving'; said: string }
  /** There is no such log there. A wrong address says the same, and with a 200 both. */
  | { kind: 'none'; said: string };

const MOVING = /Aggregation may not be complete|Logs not available for/i;

export function logPage(html: string): LogPage {
  const page = writtenPage(html);
  return page.kind === 'text' ? { ...page, text: unescaped(page.text) } : page;
}

/** The same, with a log's text as it is written into the page. */
export function writtenPage(html: string): LogPage {
  const nav = html.indexOf('navcell'), content = nav < 0 ? 0 : nav, open = html.indexOf('<pre>', content);
  if (open >= 0) {
    const close = html.indexOf('</pre>', open), text = html.slice(open + '<pre>'.length, close < 0 ? undefined : close), before = html.slice(content, open);
    const [, bytes, total] = /Showing (\d{1,15}) bytes(?: of (\d{1,15}) total)?/.exec(before) ?? [], [, length] = /Log Length:\s*(\d{1,15})/.exec(before) ?? [];
    const known = total ?? length;
    return { kind: 'text', text, ...(close < 0 && { open: true as const }), ...(bytes === undefined ? {} : { bytes: Number(bytes) }), ...(known === undefined ? {} : { total: Number(known) }) };
  }
  const said = [...html.slice(content).matchAll(/<h1>([\s\S]{0,2000}?)<\/h1>/g)].map(([, words]) => unescaped(words!.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()).filter((words) => words !== '').join(' ');
  const [, end] = /Invalid start and end values\. Start: \[-?\d+\], end\[(\d{1,15})\]/.exec(said) ?? [];
  if (end !== undefined) return { kind: 'beyond', total: Number(end) };
  return { kind: MOVING.test(said) ? 'moving' : 'none', said: said.slice(0, 300) };
}
