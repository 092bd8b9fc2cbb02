import type { CertificateRecord } from '../../domain/certificates/certificate';
import { normaliseHexText } from '../../domain/conditions/hex-fields';
import { certificateSorts, type CertificateSelection, type CertificateSort } from '../../store/certificates/inventory';
import { sortOrder } from '../http/sorting';
import type { CertificateListQuery } from './schemas';

/** Above every text that begins with what stands before it. */
const lastCodePoint = '\u{10FFFF}';

/** The simple filters of the list, all of them together. Every value was parsed; none can be an operator. */
export function selectionOfList(query: CertificateListQuery): CertificateSelection {
  const { commonName, notAfterFrom, notAfterTo, fingerprint, serialNumber, text } = query;
  const usual = commonName !== undefined ? 'commonName' : notAfterFrom || notAfterTo ? 'notAfter' : '-createdAt';
  const { field: sort, direction } = sortOrder(query.sort ?? usual, certificateSorts);
  const bounds = new Map<CertificateSort, { from?: string | Date | undefined; to?: string | Date | undefined }>();
  if (commonName !== undefined) {
    const prefix = commonName.normalize('NFC');
    bounds.set('commonName', { from: prefix, to: `${prefix}${lastCodePoint}` });
  }
  if (notAfterFrom !== undefined || notAfterTo !== undefined) {
    bounds.set('notAfter', { from: notAfterFrom, to: notAfterTo });
  }
  // Bounds of the sort field say where to read; those of other fields are part of the filter.
  const own = bounds.get(sort);
  bounds.delete(sort);
  const point = {
    ...(fingerprint === undefined ? {} : { fingerprint: normaliseHexText('FINGERPRINT', 'EQUALS', fingerprint) }),
    ...(serialNumber === undefined ? {} : { serialNumber: normaliseHexText('SERIAL_NUMBER', 'EQUALS', serialNumber) }),
  };
  return {
    filter: { ...equalities(query), ...Object.fromEntries([...bounds].map(([name, range]) => [name, toRange(range)])) },
    ...(text === undefined ? {} : { matches: containing(text), looksAt: searchedByText }),
    ...(Object.keys(point).length === 0 ? {} : { point }),
    sort,
    direction,
    ...own,
  };
}

function equalities({ state, group, owner, raProfile, archived }: CertificateListQuery) {
  return {
    ...(state === undefined ? {} : { state }),
    ...(group === undefined ? {} : { groups: group }),
    ...(owner === undefined ? {} : { owner }),
    ...(raProfile === undefined ? {} : { raProfile }),
    ...(archived === undefined ? {} : { archived }),
  };
}

function toRange({ from, to }: { from?: string | Date | undefined; to?: string | Date | undefined }) {
  return { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
}

const searchedByText: ReadonlySet<keyof CertificateRecord> = new Set([
  ...(['commonName', 'subjectDn', 'issuerDn', 'subjectAlternativeNames', 'serialNumber', 'fingerprint'] as const),
]);

/** Literal text, whatever it looks like: it never becomes a pattern. */
function containing(text: string): (certificate: CertificateRecord) => boolean {
  const wanted = text.normalize('NFC').toLowerCase();
  const compact = wanted.replaceAll(/[:\s]/g, '');
  return ({ commonName, subjectDn, issuerDn, subjectAlternativeNames, serialNumber, fingerprint }) =>
    [commonName ?? '', subjectDn, issuerDn, ...subjectAlternativeNames].some((value) =>
      value.toLowerCase().includes(wanted),
    ) ||
    (compact !== '' && (serialNumber.includes(compact) || fingerprint.includes(compact)));
}
