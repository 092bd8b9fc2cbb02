import type { Certificate } from './queries';

/** What has to be typed before something that cannot be taken back: the name, or where nobody can type that, the end of the fingerprint. */
export function typedName({ commonName, fingerprint }: Pick<Certificate, 'commonName' | 'fingerprint'>): string {
  return commonName !== null && /^[\x21-\x7e]{1,64}$/.test(commonName) ? commonName : fingerprint.slice(-8);
}
