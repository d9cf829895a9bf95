/** The pages of the documentation, and what of them matches a search. Knows no VS Code. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Page {
  /** Path in docs without the ending, `/` between its parts. */
  id: string;
  title: string;
  text: string;
}

/** Found in a page: the line with the words, or its first. */
export interface Found { page: Page; line: string }

/** The index first, then the pages by title, then those of problems. */
export async function readPages(folder: string): Promise<Page[]> {
  const names = [...await readdir(folder), ...(await readdir(path.join(folder, 'problems'))).map((name) => `problems/${name}`)].filter((name) => name.endsWith('.md'));
  const pages = await Promise.all(names.map(async (name): Promise<Page> => {
    const id = name.slice(0, -3), text = await readFile(path.join(folder, name), 'utf8');
    return { id, title: /^# (.+)$/m.exec(text)?.[1]?.replace(/`/g, '') ?? id, text };
  }));
  const rank = ({ id }: Page): number => (id === 'README' ? 0 : id.startsWith('problems/') ? 2 : 1);
  return pages.sort((a, b) => rank(a) - rank(b) || (a.title < b.title ? -1 : 1));
}

/** Pages in which every word stands, those that have them in their title first. */
export function search(pages: readonly Page[], query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== ''), has = (text: string): boolean => { const lower = text.toLowerCase(); return words.every((word) => lower.includes(word)); };
  const found = pages.filter(({ id, text }) => has(`${id} ${text}`)).map((page): Found => {
    const lines = page.text.split('\n').filter((line) => !/^(#|```|\|[-|]+$|\s*$)/.test(line));
    return { page, line: plain(lines.find((line) => words.length > 0 && has(line)) ?? lines[0] ?? '') };
  });
  const titled = ({ page }: Found): boolean => has(`${page.id} ${page.title}`);
  return words.length === 0 ? found : [...found.filter(titled), ...found.filter((each) => !titled(each))];
}

/** Without what only Markdown needs. */
const plain = (line: string): string => line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '').replace(/^\||\|$/g, '').replace(/\s*\|\s*/g, ': ').trim();
