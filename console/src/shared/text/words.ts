/** `pending_approval` and `sendNotification` as people read them. */
export function wordsOf(code: string): string {
  return code
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/\bemail\b/g, 'e-mail');
}

/** A value as a person reads it, on one line where it is short. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null)) {
    return value.map(valueText).join(', ');
  }
  return JSON.stringify(value, null, 2);
}
