/** Fields of the origin that its lists are sorted by, and ours behind them. */
const fields: Readonly<
  Record<string, 'createdAt' | 'commonName' | 'subjectDn' | 'notBefore' | 'notAfter' | 'serialNumber'>
> = {
  // Numbers are given out as certificates are first shown: the order in which they came in is the nearest.
  ...{ id: 'createdAt', importdate: 'createdAt' },
  ...{ cn: 'commonName', issuedcn: 'commonName', commonname: 'commonName' },
  ...{ dn: 'subjectDn', issueddn: 'subjectDn' },
  ...{ notbefore: 'notBefore', issueddate: 'notBefore', effectivedate: 'notBefore' },
  ...{ notafter: 'notAfter', expirationdate: 'notAfter' },
  serialnumber: 'serialNumber',
};

/** Names that a request may use, as the origin spells them. */
export const sortFieldNames = ['Id', 'ImportDate', 'IssuedCN', 'IssuedDN', 'NotBefore', 'NotAfter', 'SerialNumber'];

/** Undefined: the list cannot be sorted by it here. */
export function sortFieldOf(name: string) {
  return Object.hasOwn(fields, name.toLowerCase()) ? fields[name.toLowerCase()] : undefined;
}
