/** What a completion offers, before the protocol's own form. */
import type { Range } from '../../../syntax/line-index.ts';

export type ItemKind = 'column' | 'field' | 'method' | 'property' | 'function' | 'view' | 'topic' | 'format' | 'option' | 'value' | 'keyword' | 'path';

export interface Item {
  label: string;
  kind: ItemKind;
  /** Behind the label: a type, a signature. */
  detail?: string;
  /** One line of Markdown. */
  doc?: string;
  /** What is inserted where that is not the label. */
  insert?: string;
  /** Among the others: columns before functions before keywords. Smaller is earlier. */
  rank: number;
}

/** `replace`: what an item stands in place of, up to the caret or the end of the word. */
export interface Offered { items: Item[]; replace: Range }
