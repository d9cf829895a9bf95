/** The string literal at a place, and what it is for. */
import type { StringLiteral } from '../../../syntax/outline.ts';
import type { Job } from '../../world.ts';
import { placeOf, roleOf, type Placed, type Role } from './roles.ts';

export interface LiteralAt {
  literal: StringLiteral;
  value: string;
  /** Where in the value. */
  index: number;
  place?: Placed;
  role?: Role;
}

/** Undefined: no string, or one that cannot be read (an f-string, bytes). */
export function literalAt({ document }: Pick<Job, 'document'>, offset: number): LiteralAt | undefined {
  const { outline } = document, literal = outline.statementAt(offset)?.strings.find(({ from, to }) => from < offset && offset <= to), index = literal?.text?.indexOf(offset);
  if (!literal?.text || index === undefined) return undefined;
  const place = placeOf(outline, literal), role = place && roleOf(place, (range) => document.slice(range));
  return { literal, value: literal.text.value, index, ...(place && { place }), ...(role && { role }) };
}
