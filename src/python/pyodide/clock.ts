/** Time below CPython: `time`, `datetime.now`, `uuid1` and logging all read these, so that they agree with the run's clock. */
import type { Heap, WasmImports } from './emscripten.ts';
import type { Zone } from '../zone.ts';

export interface TimeSource {
  nowMicros(): number;
  monotonicMicros(): number;
  zone: Zone;
}

const REALTIME = 0;
const PROCESS_CPU = 2;
const THREAD_CPU = 3;
const NAME_SIZE = 17;

/** Replaces the imports before the module is instantiated; `source` and `heap` are read at each call, so both may come later. */
export function hookTime(imports: WasmImports, source: () => TimeSource, heap: () => Heap): void {
  imports.clock_time_get = (clock, _precision, pointer) => {
    let nanos: bigint;
    if (clock === REALTIME) nanos = BigInt(source().nowMicros()) * 1000n;
    else if (clock === PROCESS_CPU || clock === THREAD_CPU) nanos = cpuNanos();
    else nanos = BigInt(Math.round(source().monotonicMicros())) * 1000n;
    heap().i64[(pointer >>> 0) >>> 3] = nanos;
    return 0;
  };
  imports.emscripten_date_now = () => Math.floor(source().nowMicros() / 1000);
  imports._localtime_js = (time, pointer) => { writeLocal(heap(), pointer >>> 0, Number(time), source().zone); };
  imports._mktime_js = (pointer) => readLocal(heap(), pointer >>> 0, source().zone);
  imports._tzset_js = (timezone, daylight, standard, summer) => {
    const { zone } = source();
    const names = zone.names();
    const { i32, u8 } = heap();
    i32[timezone >>> 2] = -names.standardOffset | 0;
    i32[daylight >>> 2] = names.summer === names.standard ? 0 : 1;
    for (const [name, pointer] of [[names.standard, standard], [names.summer, summer]] as const) {
      const { written } = new TextEncoder().encodeInto(name, u8.subarray(pointer, pointer + NAME_SIZE - 1));
      u8[pointer + written] = 0;
    }
  };
}

function cpuNanos(): bigint {
  const { user, system } = process.cpuUsage();
  return BigInt(user + system) * 1000n;
}

/** struct tm: sec, min, hour, mday, mon, year - 1900, wday, yday, isdst, gmtoff; 4 bytes each. */
function writeLocal(heap: Heap, pointer: number, seconds: number, zone: Zone): void {
  const offset = zone.offsetSeconds(seconds);
  const local = new Date((seconds + offset) * 1000);
  const start = Date.UTC(local.getUTCFullYear(), 0, 1);
  heap.i32.set([local.getUTCSeconds(), local.getUTCMinutes(), local.getUTCHours(), local.getUTCDate(), local.getUTCMonth(), local.getUTCFullYear() - 1900,
    local.getUTCDay(), Math.floor((local.getTime() - start) / 86_400_000), zone.isSummer(seconds) ? 1 : 0, offset], pointer >>> 2);
}

/** mktime: the fields may be out of range; isdst 1 or 0 picks a side where a local time exists twice. */
function readLocal(heap: Heap, pointer: number, zone: Zone): bigint {
  const [sec = 0, min = 0, hour = 0, day = 0, month = 0, year = 0, , , summer = -1] = heap.i32.subarray(pointer >>> 2, (pointer >>> 2) + 9);
  const wall = Date.UTC(year + 1900, month, day, hour, min, sec) / 1000;
  if (Number.isNaN(wall)) return -1n;
  const seconds = zone.fromLocal(wall, summer);
  writeLocal(heap, pointer, seconds, zone);
  return BigInt(seconds);
}
