/** The values that were looked at are not kept of what was rejected on its way in. */
export function isConcealed({
  outcome,
  subject,
}: {
  readonly outcome: string | null;
  readonly subject: { readonly uuid: string | null };
}): boolean {
  return outcome === 'ignored' && subject.uuid === null;
}
