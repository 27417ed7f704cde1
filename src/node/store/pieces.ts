import { folded, LONGEST_TEXT } from '../../core/query/content.ts';

/** Characters in a piece: a few milliseconds of indexing. */
const length = 16_384;
/** A text that is looked for lies wholly within one of two neighbouring pieces; two more for a pair cut in half. */
const overlap = LONGEST_TEXT + 2;
/** Stands between texts, so that nothing is found across them. */
const between = '\x01';

/** Folded. Short texts are put together, long ones are cut into pieces that overlap. */
export function* pieces(texts: Iterable<string>): Generator<string, void, void> {
  let gathered = '';
  for (const text of texts) {
    gathered += (gathered === '' ? '' : between) + folded(text);
    let from = 0;
    for (; gathered.length - from > length; from += length - overlap) yield gathered.slice(from, from + length);
    gathered = gathered.slice(from);
  }
  if (gathered !== '') yield gathered;
}
