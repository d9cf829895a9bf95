import type { Span } from '../../protocol/bridge.ts';
import { spanOf } from './expressions.ts';
import type { World } from './world.ts';

const said = new WeakMap<World, Set<string>>();

/** That an output is recorded and not written where the job says: told once for each line of the job. */
export function sayRecorded(message: string, span: Span, w: World): void {
  const known = said.get(w) ?? new Set<string>(), key = JSON.stringify(span);
  said.set(w, known);
  if (known.has(key)) return;
  known.add(key);
  const at = spanOf(span);
  w.host.emit({ kind: 'problem', problem: { severity: 'info', code: 'recorded-output', message, ...(at ? { span: at } : {}) } });
}
