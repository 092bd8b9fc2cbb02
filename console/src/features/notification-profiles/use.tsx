import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../shared/session/me';
import { Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { EmptyState, ErrorState, Loading } from '../../shared/ui/states';
import { comingQuery, type Profile } from './queries';
import { comingOf } from './words';

/** Triggers that use a profile, what it tells next, and what it has told. */
export function ProfileUse({ profile }: { readonly profile: Profile }) {
  const mayExpiring = useMay()('expiring:read');
  return (
    <div className="flex flex-col gap-4">
      <Section title={`Triggers that use it (${profile.usedBy.length})`}>
        {profile.usedBy.length === 0 ? (
          <EmptyState title="Nothing uses it yet">
            Give a trigger the action “send notification” with this profile; until then nobody is told.
          </EmptyState>
        ) : (
          <ul className="list-disc pl-5 text-sm">
            {profile.usedBy.map(({ uuid, name }) => (
              <li key={uuid}>
                <PathLink to={`/triggers/${uuid}`}>
                  <CertText>{name}</CertText>
                </PathLink>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {mayExpiring && <Coming uuid={profile.uuid} />}
      <p className="text-sm">
        <PathLink to={`/deliveries?profile=${profile.uuid}`}>What it has told so far</PathLink>
      </p>
    </div>
  );
}

const mostShown = 20;

function Coming({ uuid }: { readonly uuid: string }) {
  const coming = useQuery(comingQuery);
  return (
    <Section title="What it tells next">
      {coming.isPending ? (
        <Loading what="the next notices" />
      ) : coming.isError ? (
        <ErrorState error={coming.error} onRetry={() => void coming.refetch()} />
      ) : (
        <>
          <ul className="flex flex-col gap-1 text-sm">
            {comingOf(uuid, coming.data)
              .slice(0, mostShown)
              .map(({ certificate, nextNotice }) => (
                <li key={certificate.uuid} className="flex flex-wrap gap-x-3">
                  <Time at={nextNotice?.at} form="both" />
                  <PathLink to={`/certificates/${certificate.uuid}?tab=expiry`}>
                    <CertText>{certificate.name}</CertText>
                  </PathLink>
                </li>
              ))}
          </ul>
          <p className="mt-2 text-xs text-muted">
            Of the {coming.data.length === 200 ? '200 certificates that end first' : 'certificates that end soon'};
            those whose next notice is by this profile.
          </p>
        </>
      )}
    </Section>
  );
}
