import { CertText } from '../../../shared/text/cert-text';
import { CopyButton } from '../../../shared/text/copy-button';
import { Badge } from '../../../shared/ui/states';
import { objectKind, type ObjectOf } from '../../objects/object-kind';
import { referencesField } from '../../objects/reference-fields';

type IdentityProvider = ObjectOf<'IdentityProvider'>;

export const identityProviders = objectKind<IdentityProvider>({
  collection: 'identity-providers',
  noun: 'identity provider',
  nouns: 'identity providers',
  about: 'Where people sign in by OpenID Connect, and which roles their groups have.',
  read: 'identity-providers:read',
  write: 'identity-providers:write',
  topic: undefined,
  nameOf: ({ name }) => name,
  schema: 'IdentityProvider',
  creation: 'IdentityProviderRequest',
  parts: [
    { title: 'Identity provider', members: ['name', 'displayName', 'enabled', 'issuer'] },
    {
      title: 'The client that Certloom is there',
      members: ['clientId', 'secretRef', 'tokenEndpointAuth', 'scopes', 'tls'],
    },
    { title: 'Who people are here', members: ['usernameClaim', 'match', 'signsOutThere'] },
    { title: 'Roles', members: ['groupsClaim', 'roles', 'roleMappings'] },
  ],
  special: { '/roles': referencesField('roles'), '/roleMappings/*/roles': referencesField('roles') },
  facts: {
    callbackUrl: ({ callbackUrl }) => (
      <span className="flex flex-wrap items-center gap-2">
        <code className="font-mono text-xs break-all">{callbackUrl}</code>
        <CopyButton text={callbackUrl} what="redirect URI" />
      </span>
    ),
  },
  columns: [
    { id: 'displayName', header: 'On the button', cell: ({ displayName }) => <CertText isCut>{displayName}</CertText> },
    {
      id: 'enabled',
      header: 'State',
      width: '7rem',
      cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'enabled' : 'disabled'}</Badge>,
    },
    { id: 'issuer', header: 'Issuer', cell: ({ issuer }) => <CertText isCut>{issuer}</CertText> },
    {
      id: 'groupsClaim',
      header: 'Roles from',
      width: '10rem',
      cell: ({ groupsClaim }) => (groupsClaim === null ? 'Certloom' : <CertText isCut>{groupsClaim}</CertText>),
    },
  ],
  empty: 'Without one, people sign in by user name and password, or by an API key of their own.',
  deletion: 'Nobody signs in by it any more; users and sessions stay.',
});
