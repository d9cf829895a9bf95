/** Another machine's words, made fit for one line of ours. */
const MOST_WORDS = 300;
const NAMES = ['message', 'error_description', 'error', 'Message', 'msg'];

export const isPage = (text: string): boolean => /^\s*</.test(text.slice(0, 1000));

/** What it says of an error, in one line: of JSON its message, of a web page nothing. `secrets` are not repeated. */
export function wordsOf(text: string, secrets: readonly string[] = []): string {
  const trimmed = text.trim();
  if (trimmed === '' || isPage(trimmed)) return '';
  return oneLine(messageIn(trimmed) ?? trimmed, secrets);
}

export function oneLine(text: string, secrets: readonly string[] = []): string {
  const line = secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '…'), text.slice(0, 20_000)).replace(/[\p{C}\s]+/gu, ' ').trim().replace(/[.:]+$/, '');
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line;
}

function messageIn(text: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (let depth = 0; depth < 3; depth++) {
    if (typeof json === 'string') return json;
    if (typeof json !== 'object' || json === null) return undefined;
    const next = NAMES.find((name) => Object.hasOwn(json as object, name));
    if (next === undefined) return undefined;
    json = Reflect.get(json, next);
  }
  return undefined;
}

/** What `Retry-After` asks for; undefined where it says no seconds. */
export const retryAfterMs = (header: string | undefined): number | undefined => (header !== undefined && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : undefined);
