import { forceNullable } from '../functions/nodes.ts';
import { catalogString, isIntegral, isNumeric, sameType, type DataType } from '../types.ts';

const resolvable = (from: boolean, to: boolean): boolean => !from || to;

/** Cast.canCast, without ANSI. */
export function canCast(from: DataType, to: DataType): boolean {
  if (sameTypeAndNullability(from, to) || from.kind === 'null' || to.kind === 'string') return true;
  switch (to.kind) {
    case 'binary': return from.kind === 'string' || isIntegral(from);
    case 'boolean': return from.kind === 'string' || from.kind === 'date' || from.kind === 'timestamp' || isNumeric(from);
    case 'timestamp': return ['string', 'boolean', 'date', 'timestamp_ntz'].includes(from.kind) || isNumeric(from);
    case 'timestamp_ntz': return ['string', 'date', 'timestamp'].includes(from.kind);
    case 'date': return ['string', 'timestamp', 'timestamp_ntz'].includes(from.kind);
    case 'calendarInterval': return from.kind === 'string';
    case 'dayTimeInterval': case 'yearMonthInterval':
      return from.kind === 'string' || from.kind === to.kind || (isIntegral(from) && to.start === to.end);
    case 'array': return from.kind === 'array' && canCast(from.element, to.element) && resolvable(from.containsNull || forceNullable(from.element, to.element), to.containsNull);
    case 'map':
      return from.kind === 'map' && canCast(from.key, to.key) && !forceNullable(from.key, to.key) && canCast(from.value, to.value)
        && resolvable(from.valueContainsNull || forceNullable(from.value, to.value), to.valueContainsNull);
    case 'struct':
      return from.kind === 'struct' && from.fields.length === to.fields.length && from.fields.every((f, i) => {
        const t = to.fields[i]!;
        return canCast(f.type, t.type) && resolvable(f.nullable || forceNullable(f.type, t.type), t.nullable);
      });
    default:
      if (!isNumeric(to)) return false;
      if (isIntegral(to) && (from.kind === 'dayTimeInterval' || from.kind === 'yearMonthInterval')) return true;
      return ['string', 'boolean', 'date', 'timestamp'].includes(from.kind) || isNumeric(from);
  }
}

function sameTypeAndNullability(a: DataType, b: DataType): boolean {
  if (!sameType(a, b)) return false;
  if (a.kind === 'array' && b.kind === 'array') return a.containsNull === b.containsNull && sameTypeAndNullability(a.element, b.element);
  if (a.kind === 'map' && b.kind === 'map') return a.valueContainsNull === b.valueContainsNull && sameTypeAndNullability(a.key, b.key) && sameTypeAndNullability(a.value, b.value);
  if (a.kind === 'struct' && b.kind === 'struct') return a.fields.every((f, i) => f.nullable === b.fields[i]!.nullable && sameTypeAndNullability(f.type, b.fields[i]!.type));
  return true;
}

/** Cast.typeCheckFailureMessage: `cannot cast A to B`, for `cannot resolve '…' due to data type mismatch: …`. */
export const cannotCast = (from: DataType, to: DataType): string => `cannot cast ${catalogString(from)} to ${catalogString(to)}`;
