/** When something happened, as a tooltip says it: in the zone of the machine that runs the extensions, which is named, and in UTC. */
export function moment(ms: number): string {
  const local = new Date(ms).toLocaleString(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });
  return /\bUTC$/.test(local) ? local : `${local} (${new Date(ms).toISOString().slice(11, 19)} UTC)`;
}
