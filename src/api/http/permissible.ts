import { editDistance } from '../../domain/values/suggestion';

/** So many values are read at a glance; of more the nearest are what the caller may have meant. */
const shown = 40;
/** Of what was sent; a longer text is near to nothing anyway. */
const compared = 80;

/** Says which values there are, those nearest to what was sent first: all of them, or how many more there are. */
export function expectedOneOf(sent: unknown, permissible: readonly unknown[]): string {
  const values = permissible.map(String);
  const [only] = values;
  if (values.length === 1) return `${only} is expected`;
  const ordered = typeof sent === 'string' ? nearestFirst(sent.slice(0, compared), values) : values;
  const more = ordered.length - shown;
  return `one of ${ordered.slice(0, shown).join(', ')}${more > 0 ? ` and ${more} more` : ''} is expected`;
}

/** Equally near ones stay in their order. */
function nearestFirst(sent: string, values: readonly string[]): string[] {
  const wanted = sent.toLowerCase();
  return values
    .map((value) => ({ value, distance: editDistance(wanted, value.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
    .map(({ value }) => value);
}
