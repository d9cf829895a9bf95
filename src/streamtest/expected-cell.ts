/** A written value against the type of its column. */
import type { Expected } from '../protocol/stream-test.ts';
import type { DataType } from '../spark/types.ts';
import { bytesCell, listCell, mapCell, NULL, scalarCell, structCell, takes, type Cell } from './cell.ts';
import { jsonText } from './json.ts';
import { jsonKey } from './json-value.ts';
import { nearest } from './nearest.ts';

export interface ExpectedCell extends Cell {
  /** The value is JSON by its members: `key` is compared with the JSON of the cell. */
  json?: true;
  /** Of a JSON object: its members, for showing which of them differ. */
  members?: ReadonlyMap<string, Cell>;
  /** Why nothing can ever be equal to it. */
  wrong?: string;
}

export function expectedCell(expected: Expected, type: DataType, timeZone: string, place: string): ExpectedCell {
  if (expected.is === 'null') return NULL;
  const never = (why: string, shown = shownOf(expected)): ExpectedCell => ({ key: `never ${shown}`, shown, wrong: why });
  const otherwise = (): ExpectedCell => never(`${place} is of type ${takes(type)}, not ${shownOf(expected)}.`);
  if (expected.is === 'bytes') return type.kind === 'binary' ? bytesCell(expected.base64) : otherwise();
  if (expected.is === 'scalar') return scalarCell(expected.text, expected.plain, type, timeZone) ?? otherwise();
  if (type.kind === 'string' || type.kind === 'binary') return asJson(expected, never);
  if (expected.is === 'list') {
    if (type.kind === 'array') return joined(expected.items.map((item, i) => expectedCell(item, type.element, timeZone, `${place}[${i}]`)), listCell);
    if (type.kind !== 'map') return otherwise();
    const pairs = expected.items.map((item) => (item.is === 'list' && item.items.length === 2 ? item.items : undefined));
    if (pairs.includes(undefined)) return otherwise();
    return entries(pairs.map((pair) => [expectedCell(pair![0]!, type.key, timeZone, `a key of ${place}`), expectedCell(pair![1]!, type.value, timeZone, `a value of ${place}`)]));
  }
  if (type.kind === 'map') return entries(expected.fields.map(([name, value]) => [expectedCell({ is: 'scalar', text: name, plain: false }, type.key, timeZone, `a key of ${place}`), expectedCell(value, type.value, timeZone, `${place}.${name}`)]));
  if (type.kind !== 'struct') return otherwise();
  const given = new Map(expected.fields), names = type.fields.map(({ name }) => name);
  for (const name of given.keys()) {
    const near = nearest(name, names);
    if (!names.includes(name)) return never(`${place} has no field ${name}${near === undefined ? `: it has ${names.join(', ')}` : `. Did you mean ${near}?`}`);
  }
  const absent = names.filter((name) => !given.has(name));
  if (absent.length > 0) return never(`${place} is written without ${absent.join(', ')}: a struct is compared whole.`);
  return joined(type.fields.map(({ name, type: of }) => expectedCell(given.get(name)!, of, timeZone, `${place}.${name}`)), (cells) => structCell(cells.map((cell, i) => [names[i]!, cell])));
}

function asJson(expected: Expected, never: (why: string) => ExpectedCell): ExpectedCell {
  try {
    const text = jsonText(expected);
    const members = expected.is === 'fields' ? new Map(expected.fields.map(([name, value]): [string, Cell] => [name, { key: jsonKey(jsonText(value))!, shown: shownOf(value) }])) : undefined;
    return { key: jsonKey(text)!, shown: shownOf(expected), json: true, ...(members && { members }) };
  } catch (error) {
    return never(error instanceof Error ? `${error.message}.` : String(error));
  }
}

/** What is wrong with a part is wrong with the whole. */
function joined(cells: ExpectedCell[], join: (cells: readonly Cell[]) => Cell): ExpectedCell {
  const wrong = cells.find((cell) => cell.wrong !== undefined)?.wrong, whole = join(cells.map((cell) => (cell.json ? { ...cell, key: `json ${cell.key}` } : cell)));
  if (wrong !== undefined) return { ...whole, wrong };
  return cells.some(({ json }) => json) ? { ...whole, wrong: 'JSON by its members is compared in a column of its own, not inside another value: write it as text.' } : whole;
}

function entries(pairs: [ExpectedCell, ExpectedCell][]): ExpectedCell {
  return joined(pairs.flat(), (cells) => mapCell(pairs.map((_, i) => [cells[2 * i]!, cells[2 * i + 1]!])));
}

/** As it is written, in one line. */
export function shownOf(expected: Expected): string {
  switch (expected.is) {
    case 'null': return 'null';
    case 'bytes': return `!!binary ${expected.base64}`;
    case 'scalar': return expected.plain ? expected.text : JSON.stringify(expected.text);
    case 'list': return `[${expected.items.map(shownOf).join(', ')}]`;
    case 'fields': return `{ ${expected.fields.map(([name, value]) => `${name}: ${shownOf(value)}`).join(', ')} }`;
  }
}
