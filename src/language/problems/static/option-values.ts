/** Whether an option takes a value, as Spark reads it. What depends on the machine or the data is not judged. */
import type { OptionInfo } from '../../../spark/options/index.ts';
import { nearest } from '../nearest.ts';
import type { Severity } from '../problem.ts';

export interface Wrong { message: string; severity: Severity; instead?: string }

const error = (message: string, instead?: string): Wrong => ({ message, severity: 'error', ...(instead !== undefined && { instead }) });
/** JavaUtils.timeStringAs. */
const DURATION = /^-?\d+\s*(?:us|ms|s|m|min|h|d)?$/i;
const TOPIC = /^[\w.-]{1,249}$/;

export function wrongValue({ name, value }: OptionInfo, text: string): Wrong | undefined {
  switch (value.kind) {
    case 'boolean': return /^(?:true|false)$/i.test(text) ? undefined : error(`'${text}' is neither true nor false.`, /^(?:yes|1|on)$/i.test(text) ? 'true' : /^(?:no|0|off)$/i.test(text) ? 'false' : nearest(text, ['true', 'false']));
    case 'number': return number(text, value.least);
    case 'duration': return DURATION.test(text.trim()) ? undefined : error(`'${text}' is no length of time: 30s, 15m, 2h, 7d.`);
    case 'choice': {
      const same = value.of.some((each) => (value.anyCase ? each.toLowerCase() === text.toLowerCase() : each === text));
      return same ? undefined : { message: `'${text}' is none of ${value.of.join(', ')}.`, severity: 'warning', ...instead(nearest(text, value.of)) };
    }
    case 'offsets': return offsets(text, value.words, name);
    case 'assignment': return assignment(text);
    case 'topics': case 'topic': {
      const wrong = (value.kind === 'topics' ? text.split(',').map((each) => each.trim()) : [text]).find((each) => each !== '' && !TOPIC.test(each));
      return wrong === undefined ? undefined : error(`'${wrong}' cannot be the name of a topic: letters, digits, '.', '_' and '-' can.`);
    }
    case 'servers': {
      const wrong = text.split(',').map((each) => each.trim()).find((each) => !/^(?:[A-Z_]+:\/\/)?(?:\[[0-9a-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/i.test(each));
      return wrong === undefined ? undefined : error(wrong === '' ? 'a broker is missing between commas.' : `'${wrong}' is no broker: host:port.`, /^[\w.-]+$/.test(wrong) && !text.includes(',') ? `${wrong}:9092` : undefined);
    }
    default: return undefined;
  }
}

const instead = (name: string | undefined): { instead?: string } => (name === undefined ? {} : { instead: name });

function number(text: string, least: number | undefined): Wrong | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text.trim())) return error(`'${text}' is no whole number.`);
  return least !== undefined && Number(text) < least ? error(`${text} is too small: ${least} at least.`) : undefined;
}

function offsets(text: string, words: readonly string[], name: string): Wrong | undefined {
  if (words.includes(text.trim().toLowerCase())) return undefined;
  const json = parse(text);
  if (json === undefined) {
    const near = nearest(text, words);
    return error(`'${text}' is ${words.length > 0 ? `neither ${words.join(' nor ')} nor` : 'no'} JSON by topic and partition: {"topic":{"0":${name.includes('Timestamp') ? '1700000000000' : '23'}}}.`, near);
  }
  const fits = Object.values(json).every((each) => typeof each === 'object' && each !== null && !Array.isArray(each) && Object.entries(each).every(([partition, at]) => /^\d+$/.test(partition) && Number.isInteger(at)));
  return fits ? undefined : error('by topic, a number for each partition: {"topic":{"0":23,"1":-2}}.');
}

function assignment(text: string): Wrong | undefined {
  const json = parse(text);
  const fits = json !== undefined && Object.values(json).every((each) => Array.isArray(each) && each.every((partition) => Number.isInteger(partition)));
  return fits ? undefined : error(`'${text}' names no partitions: {"topic":[0,1]}.`);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
