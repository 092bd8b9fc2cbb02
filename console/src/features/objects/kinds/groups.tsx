import { CertText } from '../../../shared/text/cert-text';
import { objectKind, type ObjectOf } from '../object-kind';
import { referencesField } from '../reference-fields';

type Group = ObjectOf<'Group'>;

export const groups = objectKind<Group>({
  collection: 'groups',
  noun: 'group',
  nouns: 'groups',
  about: 'Who cares for certificates together: notices go to the members or to one address, and triggers may differ.',
  read: 'groups:read',
  write: 'groups:write',
  topic: 'groups',
  nameOf: ({ name }) => name,
  schema: 'Group',
  creation: 'GroupRequest',
  special: { '/members': referencesField('users') },
  isUsed: true,
  columns: [
    { id: 'members', header: 'Members', width: '6rem', align: 'right', cell: ({ members }) => members.length },
    { id: 'email', header: 'E-mail', cell: ({ email }) => <CertText isCut>{email}</CertText> },
    { id: 'description', header: 'Description', cell: ({ description }) => <CertText isCut>{description}</CertText> },
  ],
  empty: 'Make a group for each team that cares for certificates, and put its people into it.',
  deletion: 'Certificates lose the group, and its own trigger sets go with it.',
});
