/** The words of a predicate. */
export interface Token {
  is: 'name' | 'number' | 'string' | 'regex' | 'sign' | 'end';
  /** As written; of a string and a regex what stands between the quotes or slashes. */
  text: string;
  flags?: string;
  at: number;
}

const NUMBER = String.raw`(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_]))`;
const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const NAME = String.raw`(?<name>(?:\$(?=[.[])|[\p{L}_@])(?:[\p{L}\p{N}_@$.-]|\[\d+\]|\[${QUOTED}\])*)`;
const WORDS = new RegExp(String.raw`\s*(?:${NUMBER}|(?<string>${QUOTED}|'(?:[^'\\]|\\.)*')|${NAME}|(?<sign>==|!=|<>|<=|>=|!~|[=<>~(),])|(?<regex>/(?:[^/\\]|\\.)+/(?<flags>i?)))`, 'uys');

/** Undefined where the text is made of something else. */
export function tokens(text: string): Token[] | undefined {
  const all: Token[] = [];
  WORDS.lastIndex = 0;
  while (WORDS.lastIndex < text.trimEnd().length) {
    const at = WORDS.lastIndex, groups = WORDS.exec(text)?.groups;
    if (!groups) return undefined;
    if (groups['number'] !== undefined) all.push({ is: 'number', text: groups['number'], at });
    else if (groups['string'] !== undefined) all.push({ is: 'string', text: groups['string'].slice(1, -1).replace(/\\(.)/gs, '$1'), at });
    else if (groups['name'] !== undefined) all.push({ is: 'name', text: groups['name'], at });
    else if (groups['sign'] !== undefined) all.push({ is: 'sign', text: groups['sign'], at });
    else if (groups['regex'] !== undefined) all.push({ is: 'regex', text: groups['regex'].slice(1, groups['regex'].lastIndexOf('/')), flags: groups['flags'] ?? '', at });
  }
  return [...all, { is: 'end', text: '', at: text.length }];
}
