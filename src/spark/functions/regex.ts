import type { Call, Resolved } from '../expression.ts';
import { analysisError, javaError } from '../errors.ts';
import * as T from '../types.ts';
import type { FunctionDef } from './def.ts';
import { define } from './define.ts';
import { Int, Str } from './expected.ts';
import { compilePattern, compileReplacement } from './java-regex.ts';
import { buildMap, dedupPolicy } from './map-builder.ts';

const text = (value: string): Resolved => ({ op: 'lit', value, type: T.StringType });
const int = (value: number): Resolved => ({ op: 'lit', value, type: T.IntegerType });

/** String.split of Java with Spark's limit: at most `limit` parts where it is positive, trailing empty ones kept. */
export function splitText(s: string, pattern: string, limit: number): string[] {
  const re = compilePattern(pattern, 'g');
  const out: string[] = [];
  let index = 0;
  for (const m of s.matchAll(re)) {
    const stop = m.index + m[0].length;
    if (limit > 0 && out.length >= limit - 1) break;
    if (index === 0 && m.index === 0 && stop === 0) continue;
    out.push(s.slice(index, m.index));
    index = stop;
  }
  out.push(s.slice(index));
  return out;
}

/** StringUtils.escapeLikeRegex. */
function likePattern(pattern: string, escape: string, folded: boolean): RegExp {
  let out = '';
  const chars = [...pattern];
  const bad = (why: string): never => {
    throw analysisError(`the pattern '${pattern}' is invalid, ${why}`);
  };
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!;
    if (c === escape && i + 1 < chars.length) {
      const n = chars[++i]!;
      if (n !== '_' && n !== '%' && n !== escape) bad(`the escape character is not allowed to precede '${n}'`);
      out += quote(n);
    } else if (c === escape) bad('it is not allowed to end with the escape character');
    else out += c === '_' ? '[\\s\\S]' : c === '%' ? '[\\s\\S]*' : quote(c);
  }
  return new RegExp(`^(?:${out})$`, folded ? 'ui' : 'u');
}
const quote = (c: string): string => (/[\^$\\.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);

function likeFunction(name: 'like' | 'ilike', doc: string, since: string): FunctionDef {
  return define({
    name, args: 'str, pattern[, escape]', doc, since, types: [Str, Str, Str], optional: 1, returns: T.BooleanType,
    sql: (args) => (name === 'like' ? `${args[0]} LIKE ${args[1]}` : `ilike(${args.slice(0, 2).join(', ')})`),
    strict: () => {
      let last: string | undefined, lastEscape: string | undefined, re = /$^/;
      return ((s: string, pattern: string, escape = '\\') => {
        if (pattern !== last || escape !== lastEscape) {
          re = likePattern(pattern, escape, name === 'ilike');
          last = pattern;
          lastEscape = escape;
        }
        return re.test(s);
      });
    },
  });
}

function checkGroup(groups: number, group: number): void {
  if (group < 0) throw javaError('java.lang.IllegalArgumentException', 'The specified group index cannot be less than zero');
  if (group > groups) throw javaError('java.lang.IllegalArgumentException', `Regex group count is ${groups}, but the specified group index is ${group}`);
}
const groupCount = (re: RegExp): number => new RegExp(`${re.source}|`, re.flags.replace(/[gy]/g, '')).exec('')!.length - 1;

function replaceAll(s: string, pattern: string, replacement: string, position: number): string {
  const re = compilePattern(pattern, 'g'), fill = compileReplacement(replacement);
  let out = s.slice(0, position - 1), index = position - 1;
  re.lastIndex = index;
  for (let m = re.exec(s); m; m = re.exec(s)) {
    out += s.slice(index, m.index) + fill(m);
    index = m.index + m[0].length;
    if (m[0] === '') re.lastIndex += s.codePointAt(re.lastIndex)! > 0xffff ? 2 : 1;
  }
  return out + s.slice(index);
}

const extractTypes = { types: [Str, Str, Int], optional: 1, defaults: [int(1)] };

/**
 * LIKE ANY and LIKE ALL over constant patterns (LikeAny and its kin): NULL where the answer hangs on a NULL pattern. The
 * names cannot be written as calls.
 */
function likeMany(name: string, all: boolean, negated: boolean): FunctionDef {
  const compiled = new Map<string, RegExp>();
  const matches = (s: string, pattern: string): boolean => {
    let re = compiled.get(pattern);
    if (!re) compiled.set(pattern, (re = likePattern(pattern, '\\', false)));
    return re.test(s);
  };
  return define({
    name, args: 'str, pattern, …', doc: 'Whether a text matches any, or all, of several SQL patterns.', since: '3.0.0', types: [Str], rest: Str, returns: T.BooleanType, nullable: true,
    sql: ([value]) => `${name.replaceAll(' ', '')}(${value})`,
    lazy: (_call, [value, ...patterns]) => (i) => {
      const v = value!(i) as string | null;
      if (v === null) return null;
      let unknown = false;
      for (const p of patterns) {
        const pattern = p(i) as string | null;
        if (pattern === null) { unknown = true; continue; }
        const hit = matches(v, pattern) !== negated;
        if (hit !== all) return hit;
      }
      return unknown ? null : all;
    },
  });
}

export const regexFunctions: readonly FunctionDef[] = [
  likeFunction('like', 'Whether a text matches a SQL pattern (`%` any text, `_` one character).', '1.0.0'),
  likeFunction('ilike', 'Like `like`, upper and lower case being equal.', '3.3.0'),
  likeMany('like any', false, false), likeMany('like all', true, false), likeMany('not like any', false, true), likeMany('not like all', true, true),
  define({
    name: 'rlike', aliases: ['regexp', 'regexp_like'], args: 'str, regexp', doc: 'Whether a Java regular expression is found in a text.', since: '1.0.0', types: [Str, Str], returns: T.BooleanType,
    sql: ([a, b], call: Call) => `${(call.calledAs ?? 'rlike').toUpperCase()}(${a}, ${b})`,
    strict: () => ((s: string, pattern: string) => compilePattern(pattern).test(s)),
  }),
  define({
    name: 'split', args: 'str, regex[, limit]', doc: 'The parts of a text around the matches of a regular expression.', since: '1.5.0', python: ['split(col str, = pattern, = limit?-1)'],
    types: [Str, Str, Int], optional: 1, defaults: [int(-1)], returns: T.array(T.StringType, false),
    strict: () => ((s: string, pattern: string, limit: number) => splitText(s, pattern, limit)),
  }),
  define({
    name: 'regexp_extract', args: 'str, regexp[, idx]', doc: 'A group of the first match of a regular expression; empty where nothing matches.', since: '1.5.0',
    python: ['regexp_extract(col str, = pattern, = idx)'], ...extractTypes, returns: T.StringType,
    strict: () => ((s: string, pattern: string, group: number) => {
      const re = compilePattern(pattern), m = re.exec(s);
      if (!m) return '';
      checkGroup(m.length - 1, group);
      return m[group] ?? '';
    }),
  }),
  define({
    name: 'regexp_extract_all', args: 'str, regexp[, idx]', doc: 'A group of every match of a regular expression.', since: '3.1.0', ...extractTypes, returns: T.array(T.StringType),
    strict: () => ((s: string, pattern: string, group: number) => {
      const re = compilePattern(pattern, 'g'), found = [...s.matchAll(re)];
      if (found.length > 0) checkGroup(groupCount(re), group);
      return found.map((m) => m[group] ?? '');
    }),
  }),
  define({
    name: 'regexp_replace', args: 'str, regexp, rep[, position]', doc: 'The text with every match of a regular expression replaced.', since: '1.5.0', python: ['regexp_replace(col str, = pattern, = replacement)'],
    types: [Str, Str, Str, Int], optional: 1, defaults: [int(1)],
    check: (args, context) => {
      const p = args[3]!;
      if (!context.isFoldable(p)) return `Position expression must be foldable, but got ${context.sql(p)}`;
      const v = context.fold(p);
      return v === null || (v as number) > 0 ? undefined : `Position expression must be positive, but got: ${Number(v)}`;
    },
    returns: T.StringType, strict: () => replaceAll,
  }),
  define({
    name: 'str_to_map', args: 'text[, pairDelim[, keyValueDelim]]', doc: 'A map of the pairs in a text.', since: '2.0.1', types: [Str, Str, Str], optional: 2, defaults: [text(','), text(':')],
    returns: T.map(T.StringType, T.StringType),
    strict: (_call, env) => ((s: string, pair: string, keyValue: string) => {
      const parts = splitText(s, pair, -1).map((p) => splitText(p, keyValue, 2));
      return buildMap(T.StringType, parts.map((p) => p[0]!), parts.map((p) => p[1] ?? null), env.conf(dedupPolicy));
    }),
  }),
];
