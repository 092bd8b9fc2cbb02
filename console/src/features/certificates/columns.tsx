import { Link } from '@tanstack/react-router';
import type { Column } from '../../shared/list/list-types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import type { CertificateRow } from './queries';
import { toneOfState, toneOfValidation, wordsOf } from './states';

type Names = Pick<CertificateRow, 'commonName' | 'subjectDn' | 'subjectAlternativeNames' | 'fingerprint'>;

/** As the API names it: many have no subject, and only alternative names, here without their kinds. */
export function nameOf({ commonName, subjectDn, subjectAlternativeNames, fingerprint }: Names): string {
  const [first] = subjectAlternativeNames;
  return commonName ?? first?.replace(/^[a-z]+:/i, '') ?? (subjectDn || fingerprint);
}

/** `RSA 2048`, `EC P-256`, `Ed25519`. */
export function keyOf({
  keyAlgorithm,
  keySize,
  curve,
}: Pick<CertificateRow, 'keyAlgorithm' | 'keySize' | 'curve'>): string {
  return [keyAlgorithm, curve ?? keySize].filter((part) => part !== null).join(' ');
}

export const certificateColumns: readonly Column<CertificateRow>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'commonName',
    width: 'minmax(12rem, 2fr)',
    cell: (row) => (
      <Link to="/certificates/$uuid" params={{ uuid: row.uuid }} className="block truncate">
        <CertText isCut>{nameOf(row)}</CertText>
      </Link>
    ),
  },
  {
    id: 'issuer',
    header: 'Issuer',
    width: 'minmax(10rem, 2fr)',
    cell: ({ issuerDn }) => <CertText isCut>{issuerDn}</CertText>,
  },
  { id: 'notAfter', header: 'Ends', sort: 'notAfter', width: '9rem', cell: ({ notAfter }) => <Time at={notAfter} /> },
  {
    id: 'state',
    header: 'State',
    width: '8.5rem',
    cell: ({ state }) => <Badge tone={toneOfState(state)}>{wordsOf(state)}</Badge>,
  },
  {
    id: 'validation',
    header: 'Checked',
    width: '8.5rem',
    cell: ({ validationStatus }) => (
      <Badge tone={toneOfValidation(validationStatus)}>{wordsOf(validationStatus)}</Badge>
    ),
  },
  {
    id: 'owner',
    header: 'Owner',
    width: '10rem',
    cell: ({ ownerName, owner }) => <CertText isCut>{ownerName ?? owner}</CertText>,
  },
  {
    id: 'groups',
    header: 'Groups',
    width: '10rem',
    cell: ({ groupNames, groups }) => (
      <CertText isCut>{(groupNames ?? groups).map((name) => name ?? '(hidden)').join(', ')}</CertText>
    ),
  },
  { id: 'key', header: 'Key', width: '8rem', cell: (row) => keyOf(row) },
  {
    id: 'serialNumber',
    header: 'Serial number',
    sort: 'serialNumber',
    isOptional: true,
    width: '16rem',
    cell: ({ serialNumber }) => (
      <CertText isMono isCut>
        {serialNumber}
      </CertText>
    ),
  },
  {
    id: 'fingerprint',
    header: 'SHA-256 fingerprint',
    isOptional: true,
    width: '18rem',
    cell: ({ fingerprint }) => (
      <CertText isMono isCut>
        {fingerprint}
      </CertText>
    ),
  },
  {
    id: 'subjectDn',
    header: 'Subject',
    sort: 'subjectDn',
    isOptional: true,
    width: '18rem',
    cell: ({ subjectDn }) => <CertText isCut>{subjectDn}</CertText>,
  },
  {
    id: 'notBefore',
    header: 'Begins',
    sort: 'notBefore',
    isOptional: true,
    width: '9rem',
    cell: ({ notBefore }) => <Time at={notBefore} />,
  },
  {
    id: 'raProfile',
    header: 'RA profile',
    isOptional: true,
    width: '10rem',
    cell: ({ raProfileName, raProfile }) => <CertText isCut>{raProfileName ?? raProfile}</CertText>,
  },
  {
    id: 'signature',
    header: 'Signature',
    isOptional: true,
    width: '11rem',
    cell: ({ signatureAlgorithm }) => signatureAlgorithm,
  },
  {
    id: 'usage',
    header: 'Extended key usage',
    isOptional: true,
    width: '14rem',
    cell: ({ extendedKeyUsageNames }) => <CertText isCut>{extendedKeyUsageNames.join(', ')}</CertText>,
  },
  { id: 'source', header: 'Came by', isOptional: true, width: '8rem', cell: ({ source }) => wordsOf(source) },
  {
    id: 'createdAt',
    header: 'Here since',
    sort: 'createdAt',
    isOptional: true,
    width: '9rem',
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
];
