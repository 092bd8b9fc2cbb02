import type { Total } from './list-types';

/** `100 of 1,234 certificates`, with what is known of the whole. */
export function countText(loaded: number, total: Total | undefined, what: string): string {
  const count = loaded.toLocaleString('en');
  // Of more than these nobody knows.
  const says = total !== undefined && (total.relation !== 'atLeast' || total.value > loaded);
  if (!says) return `${count} ${loaded === 1 ? singular(what) : what} loaded`;
  if (total.value === 1 && loaded === 1 && total.relation === 'exact') return `1 ${singular(what)}`;
  const of =
    { exact: '', moreThan: 'more than ', atLeast: 'at least ' }[total.relation] + total.value.toLocaleString('en');
  return total.relation === 'exact' && total.value === loaded ? `${count} ${what}` : `${count} of ${of} ${what}`;
}

/** `certificates that end` become one `certificate that ends`, `approval profiles` one `approval profile`. */
function singular(what: string): string {
  const words = what.split(' ');
  const plural = words.findLastIndex((word) => word.endsWith('s'));
  return words
    .map((word, index) => {
      if (index === plural) return word.replace(/ies$/, 'y').replace(/s$/, '');
      return words[index - 1] === 'that' ? `${word}s` : word;
    })
    .join(' ');
}
