/** What is read of pages of HTML; they are never shown, only searched. */
import { unescaped } from '../logs/entities.ts';
import { Unreadable } from './status.ts';

/** Text of an element: tags left out, blanks joined. */
export function textOf(html: string): string {
  return unescaped(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
}

/** Why a page is not the one that was asked for. */
export function otherPage(text: string, wanted: string): Unreadable {
  if (text.trim() === '') return new Unreadable('unknown', `instead of ${wanted} came nothing at all`);
  if (/Content has moved/.test(text)) return new Unreadable('nothing', `YARN does not lead to ${wanted}: the job has no Spark UI yet, or none any more`);
  const title = textOf(/<title[^>]*>([^]{0,500}?)<\/title>/i.exec(text)?.[1] ?? '');
  if (title !== '') return new Unreadable('unknown', `instead of ${wanted} came a page that is called "${title.slice(0, 100)}"`);
  return new Unreadable('unknown', `what came is not ${wanted}: ${JSON.stringify(text.trim().slice(0, 60))}`);
}

/** The same for what should be JSON. */
export function notJson(text: string, wanted: string): Unreadable {
  return /^\s*</.test(text) || text.trim() === '' ? otherPage(text, wanted) : new Unreadable('unknown', `${wanted} came damaged or cut short`);
}
