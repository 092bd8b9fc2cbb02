/**
 * Path of a module of a package that `npm ci --omit=optional` leaves out, because only the embedded engines need it.
 * Throws in words when it is not there.
 */
export function optionalModule(name: string): string {
  try {
    return require.resolve(name);
  } catch {
    throw new Error('its package is not installed (npm ci --omit=optional leaves it out)');
  }
}
