/** The smallest delay in whole units that is at least so many microseconds, as withWatermark takes it. */
export function keepingDelay(micros: number): string {
  const seconds = Math.ceil(micros / 1_000_000), [n, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
