import { html, nothing, type TemplateResult } from 'lit';
import type { DriverLogLine } from '../../../protocol/cluster-run';

const TONES: Readonly<Partial<Record<string, string>>> = { WARN: 'edge', ERROR: 'late' };
/** Of a line that is drawn; the rest is in the detail. */
const DRAWN = 1000;
/** Characters that would turn text around, or that nobody sees: shown as what they are. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export const seen = (text: string): string => text.replace(UNSEEN, (character) => (character < ' ' ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : '\ufffd'));

export const pattern = (find: string): RegExp | undefined => find === '' ? undefined : new RegExp(find.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi');

/** Text with what was looked for marked in it. */
export function marked(text: string, find: RegExp | undefined): (TemplateResult | string)[] | string {
  if (!find) return seen(text);
  const parts: (TemplateResult | string)[] = [];
  let at = 0;
  for (const { index, 0: hit } of text.matchAll(find)) {
    parts.push(seen(text.slice(at, index)), html`<mark>${seen(hit)}</mark>`);
    at = index + hit.length;
  }
  return [...parts, seen(text.slice(at))];
}

/** A line as a row shows it: time and level first, the logger, then what it says. What goes on from a line stands below its words. */
export function logLine({ text, level, time, logger, from = 0 }: DriverLogLine, find: RegExp | undefined): TemplateResult {
  const said = text.slice(from, from + DRAWN), head = text.slice(0, from), elsewhere = find !== undefined && head.search(find) >= 0 && (logger === undefined || logger.search(find) < 0);
  if (time === undefined) return html`<span class="log-text ${level === undefined ? '' : 'on'}">${marked(said, find)}</span>`;
  // What is found in a part of the head that is not shown is shown.
  if (elsewhere) return html`<span class="log-text ${TONES[level ?? ''] ?? ''}">${marked(text.slice(0, DRAWN), find)}</span>`;
  return html`<span class="dim">${time}</span> <span class="log-level ${TONES[level ?? ''] ?? 'dim'}">${(level ?? '').padEnd(5)}</span> ${logger === undefined ? nothing : html`<span class="log-logger">${marked(logger, find)}</span><span class="log-logger-end">  </span>`}<span class="log-text">${marked(said, find)}</span>`;
}
