/** Where one CA certificate of ours is published for everybody. */
export interface CaAddresses {
  readonly certificate: string;
  readonly crl: string;
  /** Null for roots, whose only certificate is told by the list. */
  readonly ocsp: string | null;
}

export const caPath = '/ca';

/**
 * The addresses below a base without a slash at the end. They stand in certificates, so they never change.
 * @param caId uuid of the authority, with `-root` behind it for its root
 */
export function caAddresses(base: string, caId: string): CaAddresses {
  const at = `${base}${caPath}/${caId}`;
  return { certificate: `${at}.cer`, crl: `${at}.crl`, ocsp: isRootId(caId) ? null : `${at}/ocsp` };
}

export function rootIdOf(uuid: string): string {
  return `${uuid}-root`;
}

export function isRootId(caId: string): boolean {
  return caId.endsWith('-root');
}

/** uuid of the authority that a CA certificate belongs to. */
export function authorityOfCa(caId: string): string {
  return caId.replace(/-root$/, '');
}
