import { firingIdOf } from '../../store/database/derived-ids';

export const discoveredEvent = 'certificate_discovered';

/** The occurrence keys of a fingerprint: of its first firing for a discovery, and of one of a later run. */
export function discoveredKeys(discovery: string, fingerprint: string, run: number) {
  const first = `${discovery}/${fingerprint}`;
  return { first, later: `${first}/${run}` };
}

/** The firing that a new row has unless something else becomes of it. */
export function foreseenFiring(discovery: string, fingerprint: string): string {
  return firingIdOf(discoveredEvent, discoveredKeys(discovery, fingerprint, 0).first);
}
