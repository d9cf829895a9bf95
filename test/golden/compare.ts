/** Where two normalised values differ, as lines `path: expected …, got …`. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (Object.is(expected, actual)) return [];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const inside = expected.flatMap((item, i) => i < actual.length ? differences(item, actual[i], `${path}[${i}]`) : []);
    return expected.length === actual.length ? inside
      : [`${path}: expected ${expected.length} items, got ${actual.length}`, ...inside];
  }
  if (isObject(expected) && isObject(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => differences(expected[key], actual[key], `${path}.${key}`));
  }
  return [`${path}: expected ${show(expected)}, got ${show(actual)}`];
}

/**
 * The differences of two cases, by the answer they are in: a case whose value is a list of answers (or of lists of them)
 * gives keys like `17` or `0/3`; everything else has the key ``.
 */
export function differencesByAnswer(expected: unknown, actual: unknown): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const line of differences(expected, actual)) {
    const answer = /^\.value((?:\[\d+\]){1,2})/.exec(line)?.[1] ?? '';
    const key = answer.slice(1, -1).replace('][', '/');
    parts.set(key, [...parts.get(key) ?? [], line]);
  }
  return parts;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
