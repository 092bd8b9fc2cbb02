/** Extended key usages (RFC 5280, section 4.2.1.12, and vendors) by the names that conditions use. */
const names: ReadonlyMap<string, string> = new Map([
  ['2.5.29.37.0', 'anyExtendedKeyUsage'],
  ['1.3.6.1.5.5.7.3.1', 'serverAuth'],
  ['1.3.6.1.5.5.7.3.2', 'clientAuth'],
  ['1.3.6.1.5.5.7.3.3', 'codeSigning'],
  ['1.3.6.1.5.5.7.3.4', 'emailProtection'],
  ['1.3.6.1.5.5.7.3.5', 'ipsecEndSystem'],
  ['1.3.6.1.5.5.7.3.6', 'ipsecTunnel'],
  ['1.3.6.1.5.5.7.3.7', 'ipsecUser'],
  ['1.3.6.1.5.5.7.3.8', 'timeStamping'],
  ['1.3.6.1.5.5.7.3.9', 'ocspSigning'],
  ['1.3.6.1.5.5.7.3.17', 'ipsecIKE'],
  ['1.3.6.1.5.5.7.3.21', 'sshClient'],
  ['1.3.6.1.5.5.7.3.22', 'sshServer'],
  ['1.3.6.1.4.1.311.10.3.4', 'encryptingFileSystem'],
  ['1.3.6.1.4.1.311.10.3.12', 'documentSigning'],
  ['1.3.6.1.4.1.311.20.2.2', 'smartcardLogon'],
  ['1.3.6.1.5.2.3.5', 'kdcAuthentication'],
]);

const oids = new Map([...names].map(([oid, name]) => [name, oid]));

export const extendedKeyUsageNames: readonly string[] = [...oids.keys()];

/** The name of an extended key usage, else its dotted OID. */
export function extendedKeyUsageName(oid: string): string {
  return names.get(oid) ?? oid;
}

/** The dotted OID behind a name; what is no such name is returned as it is. */
export function extendedKeyUsageOid(name: string): string {
  return oids.get(name) ?? name;
}
