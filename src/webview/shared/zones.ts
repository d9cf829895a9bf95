/** In which zone a panel says its times: that of the job's session, UTC, or that of this machine. */
import type { MenuItem } from './menu';

export type ZoneChoice = 'session' | 'utc' | 'local';

/** IANA name of this machine's. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const zoneOf = (choice: ZoneChoice, session: string, local = localZone()): string => (choice === 'utc' ? 'UTC' : choice === 'local' ? local : session);

/** What an earlier version kept is left alone. */
export const keptZone = (kept: unknown): ZoneChoice => (kept === 'utc' || kept === 'local' ? kept : 'session');

/** One entry for each zone that differs; which one is meant is said. */
export function zoneMenu(chosen: ZoneChoice, session: string, choose: (choice: ZoneChoice) => void, local = localZone()): MenuItem[] {
  const now = zoneOf(chosen, session, local), entries: readonly { choice: ZoneChoice; title: string; hint: string }[] = [
    ...(session === 'UTC' ? [] : [{ choice: 'session' as const, title: `Times in ${session}, the Session's`, hint: 'spark.sql.session.timeZone: what the job itself says times in' }]),
    { choice: 'utc', title: 'Times in UTC', hint: 'Coordinated universal time' },
    { choice: 'local', title: `Times in ${local}, This Machine's`, hint: 'Local time' },
  ];
  const different = entries.filter(({ choice }, i) => entries.findIndex((other) => zoneOf(other.choice, session, local) === zoneOf(choice, session, local)) === i);
  return different.map(({ choice, title, hint }) => ({ title, hint, checked: zoneOf(choice, session, local) === now, disabled: different.length === 1, run: () => { choose(choice); } }));
}
