/** Values of a label beside these would grow with the configuration. */
export const mostLabels = 50;

/**
 * The first notAfter for each label: the names of RA profiles, `none`, and `other` for all that come after the 50 whose
 * certificates end first.
 * @param first by uuid of the RA profile; null: none
 */
export function firstEnds(
  first: ReadonlyMap<string | null, Date>,
  nameOf: (raProfile: string) => string,
): ReadonlyMap<string, Date> {
  const sorted = [...first].sort(([, a], [, b]) => a.getTime() - b.getTime());
  const labelled = new Map<string, Date>();
  for (const [raProfile, notAfter] of sorted) {
    const name = raProfile === null ? 'none' : nameOf(raProfile);
    const label = labelled.has(name) || labelled.size < mostLabels ? name : 'other';
    // Sorted: whoever comes first ends first.
    if (!labelled.has(label)) labelled.set(label, notAfter);
  }
  return labelled;
}
