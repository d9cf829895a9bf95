/** Writes a profile into `weir.profiles.json`; comments and other profiles stay as they are. */
import { applyEdits, modify, parseTree, findNodeAtLocation } from 'jsonc-parser';
import type { Profile } from '../../protocol/submit.ts';
import { HttpFault } from '../../http/fault.ts';
import { emptyProfile, readProfiles } from './read.ts';

/** What a profile says, without what holds anyway. */
export function saidBy(profile: Profile): Record<string, unknown> {
  const empty: Record<string, unknown> = { ...emptyProfile() };
  return Object.fromEntries(Object.entries(profile).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(empty[key])));
}

/** The file's text with the profile in it, and on which line (1-based) that stands. @param text of the file; undefined where there is none. @throws HttpFault where the text is no file of profiles, or the profile would hold a secret */
export function withProfile(text: string | undefined, file: string, name: string, profile: Profile): { text: string; line: number } {
  const before = text === undefined || text.trim() === '' ? '{\n  "profiles": {}\n}\n' : text, said = saidBy(profile);
  const refuse = ([problem]: { message: string; hint?: string }[], what: string): void => { if (problem) throw new HttpFault('refused', `${what}${problem.message}`, problem.hint ?? ''); };
  refuse(readProfiles(before, file).problems, '');
  const after = applyEdits(before, modify(before, ['profiles', name], said, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: before.includes('\r\n') ? '\r\n' : '\n' } }));
  refuse(readProfiles(after, file).problems, 'Not saved: ');
  const tree = parseTree(after), at = tree ? findNodeAtLocation(tree, ['profiles', name])?.offset ?? 0 : 0;
  return { text: after, line: after.slice(0, at).split('\n').length };
}
