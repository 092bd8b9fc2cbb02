import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../../shared/api/client';
import { Section } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { durationWords } from '../../../shared/text/durations';
import { Badge, ErrorState, Loading } from '../../../shared/ui/states';
import { objectKind, type ObjectOf } from '../object-kind';
import { referenceField } from '../reference-fields';
import { ValueView } from '../value-view';

type ApprovalProfile = ObjectOf<'ApprovalProfile'>;

export const approvalProfiles = objectKind<ApprovalProfile>({
  collection: 'approval-profiles',
  noun: 'approval profile',
  nouns: 'approval profiles',
  about: 'Who has to allow an operation, one step after the other. RA profiles say which operations need it.',
  read: 'approval-profiles:read',
  write: 'approval-profiles:write',
  topic: 'approval-profiles',
  nameOf: ({ name }) => name,
  schema: 'ApprovalProfile',
  creation: 'ApprovalProfileRequest',
  parts: [
    { title: 'Approval profile', members: ['name', 'description', 'enabled', 'expiry'] },
    { title: 'Steps: one user, one role or one group each', members: ['steps'] },
  ],
  first: { steps: [{ requiredApprovals: 1 }] },
  special: {
    '/steps/*/userUuid': referenceField('users'),
    '/steps/*/roleUuid': referenceField('roles'),
    '/steps/*/groupUuid': referenceField('groups'),
  },
  facts: { warnings: undefined },
  isUsed: true,
  columns: [
    {
      id: 'enabled',
      header: 'State',
      width: '7rem',
      cell: ({ enabled }) => <Badge tone={enabled ? 'good' : 'neutral'}>{enabled ? 'enabled' : 'disabled'}</Badge>,
    },
    { id: 'steps', header: 'Steps', width: '6rem', align: 'right', cell: ({ steps }) => steps.length },
    { id: 'expiry', header: 'Runs out after', width: '9rem', cell: ({ expiry }) => durationWords(expiry) ?? expiry },
    { id: 'version', header: 'Version', width: '6rem', align: 'right', cell: ({ version }) => version },
    {
      id: 'warnings',
      header: 'Can be approved',
      width: '10rem',
      cell: ({ warnings }) =>
        warnings.length === 0 ? <Badge tone="good">yes</Badge> : <Badge tone="bad">not as it is</Badge>,
    },
  ],
  empty: 'Make one where a second person should look before something is issued, renewed or revoked.',
  deletion: 'RA profiles cannot name it any more.',
  more: (profile) => (
    <>
      <Warnings warnings={profile.warnings} />
      <Versions uuid={profile.uuid} />
    </>
  ),
});

function Warnings({ warnings }: Pick<ApprovalProfile, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <Section title="Nobody could approve it as it is">
      <ul className="list-disc pl-5 text-sm text-danger">
        {warnings.map(({ pointer, detail }) => (
          <li key={pointer + detail}>
            <CertText>{detail}</CertText>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Versions({ uuid }: { readonly uuid: string }) {
  const query = useQuery({
    queryKey: ['approval-profiles', uuid, 'versions'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/approval-profiles/{uuid}/versions', { params: { path: { uuid } }, signal })),
  });
  return (
    <Section title="Versions">
      {query.isPending ? (
        <Loading what="the versions" />
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ol className="flex flex-col gap-3 text-sm">
          {query.data.items.map(({ version, steps, expiry }, index) => (
            <li key={version} className="rounded-md border border-line p-3">
              <p className="mb-2 font-semibold">
                Version {version} {index === 0 && <Badge tone="accent">in force</Badge>}
              </p>
              <ValueView member="version" value={{ expiry, steps }} beside={{}} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
