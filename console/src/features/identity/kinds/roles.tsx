import { Section } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { Badge } from '../../../shared/ui/states';
import { objectKind, type ObjectOf } from '../../objects/object-kind';
import { RoleMatrix, RoleMatrixField } from '../role-matrix';

type Role = ObjectOf<'Role'>;

export const roles = objectKind<Role>({
  collection: 'roles',
  noun: 'role',
  nouns: 'roles',
  about: 'What people may do. A user has the permissions of all roles together.',
  read: 'roles:read',
  write: 'roles:write',
  topic: 'roles',
  nameOf: ({ name }) => name,
  schema: 'Role',
  creation: 'RoleRequest',
  first: { permissions: [] },
  special: { '/permissions': RoleMatrixField },
  facts: { permissions: undefined, builtIn: ({ builtIn }) => (builtIn ? 'Yes: it cannot be changed.' : 'No') },
  isUsed: true,
  columns: [
    {
      id: 'permissions',
      header: 'Permissions',
      width: '8rem',
      align: 'right',
      cell: ({ permissions }) => permissions.length,
    },
    {
      id: 'builtIn',
      header: 'Made by',
      width: '8rem',
      cell: ({ builtIn }) => (builtIn ? <Badge>Certloom</Badge> : 'people'),
    },
    { id: 'description', header: 'Description', cell: ({ description }) => <CertText isCut>{description}</CertText> },
  ],
  empty: 'Make a role for each kind of work, with the least that it needs.',
  deletion: 'It can only go when nobody has it any more.',
  fixedBecause: ({ builtIn }) => (builtIn ? 'This role is built in.' : undefined),
  more: ({ permissions }) => (
    <Section title="What it allows">
      <RoleMatrix chosen={permissions} />
    </Section>
  ),
});
