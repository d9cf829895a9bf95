/** A shared access signature, looked at before it is used: what it allows, and until when. */
import { HttpFault } from '../../http/fault.ts';
import { signatureFor } from './faults.ts';
import type { Purpose } from './writing.ts';

/** Its parameters without the question mark, from the signature alone or the end of an address. @param now epoch ms. @throws HttpFault, which holds nothing of it */
export function sasOf(text: string, now: number, purpose: Purpose = 'write'): string {
  const query = text.trim().replace(/^[^?]*\?/, ''), parameters = new URLSearchParams(query), end = parameters.get('se'), start = parameters.get('st'), may = parameters.get('sp');
  if (!parameters.has('sig') || !/^[A-Za-z0-9%&=._~:+/-]+$/.test(query)) throw new HttpFault('authentication', 'This is no shared access signature.', 'It is the part of an address after the question mark, and has sv=, se=, sp= and sig= in it.');
  if (end !== null && Date.parse(end) <= now) throw new HttpFault('authentication', `The shared access signature ended at ${new Date(Date.parse(end)).toISOString()}.`, signatureFor(purpose));
  if (start !== null && Date.parse(start) > now) throw new HttpFault('authentication', `The shared access signature begins at ${new Date(Date.parse(start)).toISOString()}.`, 'Wait until then, or check the clock of this machine.');
  if (may !== null && !(purpose === 'write' ? /[cw]/ : /r.*l|l.*r/).test(may)) throw new HttpFault('authorization', `The shared access signature does not allow ${purpose === 'write' ? 'writing' : 'reading and listing'}.`, signatureFor(purpose));
  return query;
}
