import { illegalArgument, Refusal } from '../errors.ts';

/** What a reader or writer takes from its surroundings. */
export interface FormatEnv {
  /** Session time zone id; the option `timeZone` goes before it. */
  readonly timeZone: string;
  /** Microseconds, for strings that are only a time. */
  now(): number;
}

export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

const isMap = (given: Readonly<Record<string, string>> | ReadonlyMap<string, string>): given is ReadonlyMap<string, string> => given instanceof Map;

/** CaseInsensitiveMap with Spark's conversions; names that nobody asks for are ignored, as in Spark. */
export class Options {
  private readonly byName = new Map<string, string>();
  constructor(given: Readonly<Record<string, string>> | ReadonlyMap<string, string>) {
    for (const [k, v] of isMap(given) ? given : Object.entries(given)) this.byName.set(k.toLowerCase(), v);
  }

  get(name: string): string | undefined { return this.byName.get(name.toLowerCase()); }

  /** Scala's toBoolean. */
  flag(name: string, otherwise: boolean): boolean {
    const v = this.get(name);
    if (v === undefined) return otherwise;
    const lower = v.toLowerCase();
    if (lower !== 'true' && lower !== 'false') throw illegalArgument(`For input string: "${v}"`);
    return lower === 'true';
  }

  /** ParseMode.fromString: an unknown mode is PERMISSIVE. */
  mode(): ParseMode {
    const v = this.get('mode')?.toUpperCase();
    return v === 'DROPMALFORMED' || v === 'FAILFAST' ? v : 'PERMISSIVE';
  }

  /** Refuses an option by name unless it has a value that changes nothing. */
  refuse(name: string, ...harmless: string[]): void {
    const v = this.get(name);
    if (v !== undefined && !harmless.some((h) => h.toLowerCase() === v.toLowerCase())) throw new Refusal(`The option ${name}=${v}`, `Leave the option ${name} out, or run this job on a real Spark 3.3.1.`);
  }
}
