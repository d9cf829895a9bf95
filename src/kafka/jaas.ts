import { KafkaFault } from './fault.ts';

/** The parts of one `sasl.jaas.config` entry that matter here. */
export interface JaasEntry {
  /** Class name without its package: PlainLoginModule, ScramLoginModule, Krb5LoginModule. */
  module: string;
  options: Record<string, string>;
}

const broken = (): KafkaFault => new KafkaFault('unsupported', 'kafka.sasl.jaas.config cannot be read.',
  'It has the form: org.apache.kafka.common.security.plain.PlainLoginModule required username="…" password="…";');

/** Tokens of a JAAS configuration: quoted strings with backslash escapes, `=`, `;`, and words. Errors never quote the text: it holds a password. */
function tokens(text: string): string[] {
  const found: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (/\s/.test(char)) {
      at++;
    } else if (char === '=' || char === ';') {
      found.push(char);
      at++;
    } else if (char === '"' || char === "'") {
      let value = '';
      for (at++; text[at] !== char; at++) {
        if (at >= text.length) throw broken();
        if (text[at] === '\\') at++;
        value += text[at] ?? '';
      }
      at++;
      // A mark that no unquoted token can start with tells values from syntax.
      found.push(`"${value}`);
    } else {
      const word = /^[^\s=;"']+/.exec(text.slice(at))![0];
      found.push(word);
      at += word.length;
    }
  }
  return found;
}

const plain = (token: string): string => (token.startsWith('"') ? token.slice(1) : token);

/** Reads `sasl.jaas.config`: a login module, its control flag, options, `;`. */
export function parseJaas(text: string): JaasEntry {
  const [module, flag, ...rest] = tokens(text);
  if (module === undefined || flag === undefined || rest.at(-1) !== ';') throw broken();
  if (!/^(required|requisite|sufficient|optional)$/i.test(flag)) throw broken();
  const options: Record<string, string> = {};
  for (let i = 0; i < rest.length - 1; i += 3) {
    const [name, equals, value] = rest.slice(i, i + 3);
    if (name === undefined || equals !== '=' || value === undefined || value === ';') throw broken();
    options[plain(name)] = plain(value);
  }
  return { module: module.slice(module.lastIndexOf('.') + 1), options };
}
