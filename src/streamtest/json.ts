/** A written value as JSON text: digits stay as they are. */
import type { Expected } from '../protocol/stream-test.ts';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** What YAML 1.2 takes for numbers and JSON does not write so. */
const LOOSE_INTEGER = /^[+-]?\d+$/, HEX = /^0x[0-9a-fA-F]+$/, OCTAL = /^0o[0-7]+$/, LOOSE_FLOAT = /^[+-]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][+-]?\d+)?$/, NOT_FINITE = /^(?:[+-]?\.inf|\.nan)$/i;

/** @throws JsonProblem where JSON has no such value */
export function jsonText(value: Expected): string {
  switch (value.is) {
    case 'null': return 'null';
    case 'bytes': throw new JsonProblem('JSON holds no bytes');
    case 'list': return `[${value.items.map(jsonText).join(',')}]`;
    case 'fields': return `{${value.fields.map(([name, each]) => `${JSON.stringify(name)}:${jsonText(each)}`).join(',')}}`;
    case 'scalar': return value.plain ? plain(value.text) : JSON.stringify(value.text);
  }
}

export class JsonProblem extends Error {}

function plain(text: string): string {
  if (/^(?:true|True|TRUE)$/.test(text)) return 'true';
  if (/^(?:false|False|FALSE)$/.test(text)) return 'false';
  if (JSON_NUMBER.test(text)) return text;
  if (LOOSE_INTEGER.test(text) || HEX.test(text) || OCTAL.test(text)) return String(BigInt(text.replace(/^[+-]/, '')) * (text.startsWith('-') ? -1n : 1n));
  if (LOOSE_FLOAT.test(text)) return normal(text);
  if (NOT_FINITE.test(text)) throw new JsonProblem(`JSON has no number ${text}: write it in quotes for a text`);
  return JSON.stringify(text);
}

/** `+.5`, `1.`, `00.5` with the same digits. */
function normal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = ''] = /^([+-]?)(\d*)\.?(\d*)((?:[eE][+-]?\d+)?)$/.exec(text) ?? [];
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
}
