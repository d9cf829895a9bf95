/** Rows of a run as values, for whoever compares them. */

/**
 * A value as its type has it, for comparing: nothing is lost and nothing rounded.
 * boolean: boolean; byte, short, int, date (days since the epoch), year-month interval (months): number; long, timestamp (µs) and day-time
 * interval (µs): number while it is safe, digits beyond; float, double: number, or `NaN`, `Infinity`, `-Infinity`; decimal, string, calendar
 * interval: text; binary: base64; array: its elements; map: pairs; struct: its fields by position.
 */
export type ExactValue = null | boolean | number | string | ExactValue[];

/** All rows of a query's output, or all that were dropped as late, with nothing made into text. */
export interface ValuesPage {
  /** Spark's JSON of the rows' type (a struct). */
  schema: unknown;
  timeZone: string;
  rows: ExactValue[][];
  /** The micro-batch of each row. */
  batchIds: number[];
  /** Why rows that were there are not here. */
  missing?: string;
}
