import type { DriverLogLine } from '../../protocol/cluster-run.ts';

/** Time, level, thread, logger and, as Hadoop writes it, the place in its source, as log4j's usual layouts put them in front of a message. */
const HEAD = /^\[?(?:\d{2,4}[-/]\d{2}[-/]\d{2}[T ])?(\d{2}:\d{2}:\d{2})\S{0,40}(?: \[[^\]]{0,80}\])? {1,6}(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b\]? {0,6}/;
const LOGGER = /^(?:\[[^\]]{0,80}\] {1,4})?(?:[\w$-]{1,100}\.){0,20}([\w$-]{1,100})(?: \[[^\]]{0,80}\])?(?: \(\S{0,200}\))?(?::| -) /;

/** What stands in front of the message; nothing where the line does not begin as log4j's do. */
export function headOf(text: string): Pick<DriverLogLine, 'time' | 'logger' | 'from'> {
  const head = HEAD.exec(text);
  if (head === null) return {};
  const behind = text.slice(head[0].length, head[0].length + 800), logger = LOGGER.exec(`${behind} `);
  return { time: head[1]!, from: Math.min(text.length, head[0].length + (logger?.[0].length ?? 0)), ...(logger === null ? {} : { logger: logger[1]! }) };
}
