import { plainText } from './plain.ts';
import { writeAll } from '../simulator/output.ts';

const encoder = new TextEncoder();
let readerGone = false;
/** Whoever read stdout went away. */
export const outClosed = (): boolean => readerGone;

function write(stream: 'stdout' | 'stderr', text: string): void {
  try {
    writeAll(stream, encoder.encode(text));
  } catch (error) {
    // `weir … | head`: whoever read is gone, and nothing is left to say to them.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    if (stream === 'stdout') readerGone = true;
  }
}

/** Weir's own words, one line on stderr. */
export const say = (text: string): void => { write('stderr', `weir: ${plainText(text)}\n`); };
export const err = (text: string): void => { write('stderr', text); };
export const out = (text: string): void => { write('stdout', text); };
