import { Section } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { Badge } from '../../../shared/ui/states';
import { AuthorityActions } from '../authority-actions';
import { objectKind, type ObjectOf } from '../object-kind';

type Authority = ObjectOf<'Authority'>;

const kinds: Readonly<Record<string, string>> = { acme: 'ACME', builtin: 'built in', 'step-ca': 'step-ca' };

export const authorities = objectKind<Authority>({
  collection: 'authorities',
  noun: 'authority',
  nouns: 'authorities',
  about: 'Whom certificates are ordered from: by ACME, from step-ca, or from the one that is built in.',
  read: 'authorities:read',
  write: 'authorities:write',
  topic: 'authorities',
  nameOf: ({ name }) => name,
  schema: 'Authority',
  creation: 'AuthorityRequest',
  parts: [
    { title: 'Authority', members: ['name', 'description', 'enabled'] },
    { title: 'How it is reached', members: ['settings'] },
  ],
  first: { settings: { kind: 'acme' } },
  storedSecrets: ({ secrets }) => secrets.map((name) => `/settings/${name}`),
  facts: { warnings: undefined },
  isUsed: true,
  columns: [
    { id: 'kind', header: 'Kind', width: '8rem', cell: ({ settings }) => kinds[settings.kind] ?? settings.kind },
    {
      id: 'enabled',
      header: 'State',
      width: '7rem',
      cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'enabled' : 'disabled'}</Badge>,
    },
    {
      id: 'warnings',
      header: 'To be known',
      cell: ({ warnings }) => <CertText isCut>{warnings.map(({ detail }) => detail).join(' ')}</CertText>,
    },
    {
      id: 'description',
      header: 'Description',
      cell: ({ description }) => <CertText isCut>{description}</CertText>,
    },
  ],
  empty: 'Make one to order certificates from. The built-in one needs nothing else and is good for trying things out.',
  deletion: 'Nothing can be ordered from it or revoked there any more.',
  actions: (authority) => <AuthorityActions uuid={authority.uuid} name={authority.name} />,
  more: ({ warnings }) =>
    warnings.length === 0 ? null : (
      <Section title="To be known">
        <ul className="list-disc pl-5 text-sm">
          {warnings.map(({ code, detail }) => (
            <li key={code}>
              <CertText>{detail}</CertText>
            </li>
          ))}
        </ul>
      </Section>
    ),
});
