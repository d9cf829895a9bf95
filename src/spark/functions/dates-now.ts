import type { Call } from '../expression.ts';
import * as T from '../types.ts';
import { UTC, zoneOf } from '../datetime/zone.ts';
import { convertTz, daysOfMicros } from '../datetime/local.ts';
import type { FunctionDef } from './def.ts';
import { arity, define } from './define.ts';

/** `current_timestamp()` as a node, for defaults. */
export const currentTimestamp: Call = { op: 'call', fn: 'current_timestamp', args: [], type: T.TimestampType, nullable: false };

/** The clock is read at evaluation: it stands still for a whole batch. */
export const nowFunctions: readonly FunctionDef[] = [
  define({
    name: 'current_timestamp', args: '', doc: 'The time at which the batch began.', since: '1.5.0', python: ['current_timestamp()'], types: [], returns: T.TimestampType,
    strict: (_, env) => () => env.now(),
  }),
  define({ name: 'now', args: '', doc: 'The time at which the batch began.', since: '1.6.0', types: [], returns: T.TimestampType, strict: (_, env) => () => env.now() }),
  {
    name: 'current_date', kind: 'scalar', args: '', doc: 'The date on which the batch began, in the session time zone.', since: '1.5.0', python: ['current_date()'],
    bind: (args, context) => {
      if (args.length > 0) throw arity(context.calledAs, [0], args.length);
      return { args, type: T.DateType, nullable: false };
    },
    strict: (_, env) => {
      const zone = zoneOf(env.timeZone);
      return () => daysOfMicros(env.now(), zone);
    },
  },
  define({
    name: 'localtimestamp', args: '', doc: 'The wall clock of the session time zone when the batch began.', since: '3.2.0', types: [], returns: T.TimestampNTZType,
    strict: (_, env) => {
      const zone = zoneOf(env.timeZone);
      return () => convertTz(env.now(), UTC, zone);
    },
  }),
  define({ name: 'current_timezone', args: '', doc: 'The session time zone.', since: '3.1.0', types: [], returns: T.StringType, strict: (_, env) => () => env.timeZone }),
];
