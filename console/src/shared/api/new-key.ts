/** For `Idempotency-Key`: unique enough for 24 hours of one person, also on plain http, where there is no `crypto.randomUUID`. */
export function newKey(): string {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
