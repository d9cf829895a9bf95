/** Path patterns as Hadoop's GlobFilter reads them: `*`, `?`, `[a-b]`, `[^a]`, `{a,b}`, `\x`. */
import type { SyncFiles } from './host-types.ts';

/** Existing paths that fit, sorted. A path without a pattern is itself when it exists. */
export function glob(absolute: string, files: Pick<SyncFiles, 'sep' | 'list' | 'stat'>): string[] {
  const found = alternatives(absolute).flatMap((one) => expand(one, files));
  return [...new Set(found)].sort();
}

function expand(absolute: string, files: Pick<SyncFiles, 'sep' | 'list' | 'stat'>): string[] {
  const windows = files.sep === '\\';
  const share = windows ? /^[\\/]{2}[^\\/]+[\\/]+[^\\/]+/.exec(absolute)?.[0] : undefined;
  const [start = '', ...segments] = windows ? absolute.slice(share?.length ?? 0).split(/[\\/]/) : absolute.split('/');
  const root = share === undefined ? start : share.replaceAll('/', '\\');
  let at = [root === '' || windows ? `${root}${files.sep}` : root];
  for (const segment of segments.filter((s) => s !== '')) {
    const join = (folder: string, name: string): string => (folder.endsWith(files.sep) ? folder + name : folder + files.sep + name);
    if (!/[*?[]/.test(segment)) {
      at = at.map((folder) => join(folder, segment)).filter((path) => files.stat(path) !== undefined);
      continue;
    }
    const named = fits(segment);
    at = at.flatMap((folder) => (files.stat(folder)?.isDirectory === true ? files.list(folder).filter(({ name }) => named.test(name)).map(({ name }) => join(folder, name)) : []));
  }
  return at;
}

/** `{a,b{c,d}}` becomes a, bc, bd. */
export function alternatives(pattern: string): string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let i = open; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '{') depth += 1;
    else if (c === ',' && depth === 1) {
      parts.push(pattern.slice(start, i));
      start = i + 1;
    } else if (c === '}' && --depth === 0) {
      parts.push(pattern.slice(start, i));
      return parts.flatMap((part) => alternatives(pattern.slice(0, open) + part + pattern.slice(i + 1)));
    }
  }
  return [pattern];
}

/** One name against a pattern. */
export function fits(segment: string): RegExp {
  const all = alternatives(segment);
  return all.length === 1 ? expression(all[0]!) : new RegExp(all.map((one) => expression(one).source).join('|'), 'u');
}

function expression(segment: string): RegExp {
  let out = '';
  for (let i = 0; i < segment.length; i++) {
    const c = segment[i]!;
    const close = c === '[' ? segment.indexOf(']', i + 2) : -1;
    if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (close > 0) {
      out += `[${segment.slice(i + 1, close).replace(/^!/, '^').replace(/\\/g, '\\\\')}]`;
      i = close;
    } else out += c.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${out}$`, 'u');
}
