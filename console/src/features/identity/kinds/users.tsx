import { Section } from '../../../shared/shell/page';
import { PathLink } from '../../../shared/shell/path-link';
import { CertText } from '../../../shared/text/cert-text';
import { Badge } from '../../../shared/ui/states';
import { objectKind, type ObjectOf } from '../../objects/object-kind';
import { referencesField } from '../../objects/reference-fields';
import { Named } from '../../objects/value-view';
import { PasswordActions } from '../password-actions';
import { MayBecause } from '../may-because';

type User = ObjectOf<'User'>;

export const users = objectKind<User>({
  collection: 'users',
  noun: 'user',
  nouns: 'users',
  about: 'People and programs that use Certloom, own certificates and are told of them.',
  read: 'users:read',
  write: 'users:write',
  topic: 'users',
  nameOf: ({ username }) => username,
  schema: 'User',
  creation: 'NewUserRequest',
  change: 'UserRequest',
  special: { '/roles': referencesField('roles') },
  isUsed: true,
  columns: [
    { id: 'displayName', header: 'Called', cell: ({ displayName }) => <CertText isCut>{displayName}</CertText> },
    { id: 'email', header: 'E-mail', cell: ({ email }) => <CertText isCut>{email}</CertText> },
    {
      id: 'roles',
      header: 'Roles',
      cell: ({ roles, roleNames }) => <Named collection="roles" uuids={roles} names={roleNames} />,
    },
    {
      id: 'enabled',
      header: 'State',
      width: '7rem',
      cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'enabled' : 'disabled'}</Badge>,
    },
    {
      id: 'groups',
      header: 'Groups',
      isOptional: true,
      cell: ({ groups, groupNames }) => <Named collection="groups" uuids={groups} names={groupNames} />,
    },
  ],
  empty: 'Make a user for each person, or let an identity provider make them at their first sign-in.',
  deletion: 'The API keys go, too; groups lose the user, and certificates are left without an owner.',
  actions: (user) => <PasswordActions user={user} />,
  more: (user) => (
    <>
      <Section title="What the user may do, and why">
        <MayBecause roles={user.roles} />
      </Section>
      <Section title="Keys and sessions">
        <p className="flex gap-4 text-sm">
          <PathLink to={`/api-keys?user=${user.uuid}`} className="underline">
            API keys of this user
          </PathLink>
          <PathLink to={`/sessions?user=${user.uuid}`} className="underline">
            Sessions of this user
          </PathLink>
        </p>
      </Section>
    </>
  ),
});
