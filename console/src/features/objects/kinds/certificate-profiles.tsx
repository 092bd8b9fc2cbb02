import { CertText } from '../../../shared/text/cert-text';
import { durationWords } from '../../../shared/text/durations';
import { objectKind, type ObjectOf } from '../object-kind';

type CertificateProfile = ObjectOf<'CertificateProfile'>;

export const certificateProfiles = objectKind<CertificateProfile>({
  collection: 'certificate-profiles',
  noun: 'certificate profile',
  nouns: 'certificate profiles',
  about: 'What a certificate may be: its names, keys, usages and lifetime. RA profiles say by whom it is issued.',
  read: 'certificate-profiles:read',
  write: 'certificate-profiles:write',
  topic: 'certificate-profiles',
  nameOf: ({ name }) => name,
  schema: 'CertificateProfile',
  creation: 'CertificateProfileRequest',
  parts: [
    { title: 'Certificate profile', members: ['name', 'description', 'authorityProfile'] },
    { title: 'How long', members: ['lifetime', 'maxLifetime'] },
    { title: 'For what', members: ['keyUsage', 'extendedKeyUsage'] },
    { title: 'Names', members: ['names', 'minNames', 'maxNames', 'wildcards', 'subject'] },
    { title: 'Keys', members: ['keys'] },
  ],
  isUsed: true,
  columns: [
    {
      id: 'lifetime',
      header: 'Lifetime',
      width: '8rem',
      cell: ({ lifetime = '' }) => durationWords(lifetime) ?? lifetime,
    },
    {
      id: 'maxLifetime',
      header: 'At most',
      width: '8rem',
      cell: ({ maxLifetime = '' }) => durationWords(maxLifetime) ?? maxLifetime,
    },
    {
      id: 'usage',
      header: 'Extended key usage',
      cell: ({ extendedKeyUsage = [] }) => (
        <CertText isCut>{extendedKeyUsage.length === 0 ? 'not limited' : extendedKeyUsage.join(', ')}</CertText>
      ),
    },
    { id: 'keys', header: 'Keys', cell: ({ keys = [] }) => keys.map(({ algorithm }) => algorithm).join(', ') },
    {
      id: 'wildcards',
      header: 'Wildcards',
      width: '7rem',
      cell: ({ wildcards }) => (wildcards === true ? 'yes' : 'no'),
    },
    {
      id: 'description',
      header: 'Description',
      isOptional: true,
      cell: ({ description }) => <CertText isCut>{description}</CertText>,
    },
  ],
  empty: 'Make one for each kind of certificate, for example for web servers: 90 days, host names only.',
  deletion: 'RA profiles cannot name it any more.',
});
