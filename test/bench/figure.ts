/** A measured figure against its goal. */
export interface Figure {
  name: string;
  goal: string;
  measured: string;
  met: boolean;
}

/** A goal of the form "at least" or "at most". */
export function figure(name: string, measured: number, bound: { atLeast?: number; atMost?: number }, unit: (value: number) => string): Figure {
  const { atLeast, atMost } = bound;
  const goal = atLeast !== undefined ? `≥ ${unit(atLeast)}` : `≤ ${unit(atMost!)}`;
  return { name, goal, measured: unit(measured), met: atLeast !== undefined ? measured >= atLeast : measured <= atMost! };
}

export const times = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ×`;
export const milliseconds = (value: number): string => `${value.toFixed(0)} ms`;
export const megabytes = (value: number): string => `${(value / 1e6).toFixed(1)} MB`;

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is nothing to take the median of.');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function table(figures: readonly Figure[]): string {
  const rows = [['', 'goal', 'measured', 'met'], ...figures.map((f) => [f.name, f.goal, f.measured, f.met ? 'yes' : 'NO'])];
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) => row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('   ').trimEnd()).join('\n');
}
