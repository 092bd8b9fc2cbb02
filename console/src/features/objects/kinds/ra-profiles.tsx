import { Badge } from '../../../shared/ui/states';
import { objectKind, type ObjectOf } from '../object-kind';
import { referenceField } from '../reference-fields';
import { Named } from '../value-view';

type RaProfile = ObjectOf<'RaProfile'>;

const approval = referenceField('approval-profiles');

export const raProfiles = objectKind<RaProfile>({
  collection: 'ra-profiles',
  noun: 'RA profile',
  nouns: 'RA profiles',
  about:
    'By whom certificates are issued, under which rules, with whose approval, and how they are watched and renewed.',
  read: 'ra-profiles:read',
  write: 'ra-profiles:write',
  topic: 'ra-profiles',
  nameOf: ({ name }) => name,
  schema: 'RaProfile',
  creation: 'RaProfileRequest',
  parts: [
    { title: 'RA profile', members: ['name', 'description', 'enabled'] },
    { title: 'Issuing', members: ['authorityInstanceUuid', 'certificateProfileUuid', 'keepPrivateKeys'] },
    { title: 'Approval', members: ['approvalProfiles'] },
    { title: 'Renewal', members: ['renewal'] },
    {
      title: 'In place of the platform’s settings',
      members: [
        ...['validationEnabled', 'validationFrequency', 'expiringThreshold', 'expiringThresholdPercent'],
        'replacementDetection',
      ],
    },
  ],
  special: {
    '/authorityInstanceUuid': referenceField('authorities'),
    '/certificateProfileUuid': referenceField('certificate-profiles'),
    '/approvalProfiles/issue': approval,
    '/approvalProfiles/renew': approval,
    '/approvalProfiles/rekey': approval,
    '/approvalProfiles/revoke': approval,
  },
  inherits: {
    validationEnabled: '/validation/enabled',
    validationFrequency: '/validation/frequency',
    expiringThreshold: '/expiringThreshold',
    expiringThresholdPercent: '/expiringThresholdPercent',
    replacementDetection: '/replacementDetection',
  },
  isUsed: true,
  columns: [
    {
      id: 'enabled',
      header: 'State',
      width: '7rem',
      cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'enabled' : 'disabled'}</Badge>,
    },
    {
      id: 'authority',
      header: 'Authority',
      cell: ({ authorityInstanceUuid: uuid, authorityInstanceName: name }) => (
        <Named collection="authorities" uuids={uuid} names={name} />
      ),
    },
    {
      id: 'profile',
      header: 'Certificate profile',
      cell: ({ certificateProfileUuid: uuid, certificateProfileName: name }) => (
        <Named collection="certificate-profiles" uuids={uuid} names={name} />
      ),
    },
    {
      id: 'renewal',
      header: 'Renews itself',
      width: '8rem',
      cell: ({ renewal }) => (renewal.enabled === true ? 'yes' : 'no'),
    },
    {
      id: 'approval',
      header: 'Needs approval to',
      cell: ({ approvalProfiles }) =>
        Object.keys(approvalProfiles)
          .filter((name) => !name.endsWith('Name'))
          .join(', ') || 'nothing',
    },
  ],
  empty: 'Make an authority and a certificate profile first; an RA profile brings them together.',
  deletion: 'Its own trigger sets go with it.',
});
