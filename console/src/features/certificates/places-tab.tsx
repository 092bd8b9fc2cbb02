import { useQuery } from '@tanstack/react-query';
import { datumText } from '../../shared/attributes/values';
import { pickedQuery } from '../../shared/pick/sources';
import { useMay } from '../../shared/session/me';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge, EmptyState } from '../../shared/ui/states';
import { otherMetadata, sightingsOf } from './places';
import type { Certificate } from './queries';
import { wordsOf } from './states';

/** Where discoveries saw it, and what other sources said of it. */
export function Places({ certificate }: { readonly certificate: Certificate }) {
  const { places, discoveries, firstSeenAt, lastSeenAt, findings } = sightingsOf(certificate);
  const others = otherMetadata(certificate);
  if (discoveries.length === 0 && others.length === 0) {
    return (
      <EmptyState
        title="No discovery has seen it"
        actions={
          <PathLink to="/discoveries" className="underline">
            See the discoveries
          </PathLink>
        }
      >
        A discovery that scans networks, folders or lists says here where a certificate is in use.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Facts>
        <Fact name="First seen">
          <Time at={firstSeenAt} form="both" />
        </Fact>
        <Fact name="Last seen">
          <Time at={lastSeenAt} form="both" />
        </Fact>
        <Fact name="By">
          <ul>
            {discoveries.map((uuid) => (
              <li key={uuid}>
                <DiscoveryLink uuid={uuid} />
              </li>
            ))}
          </ul>
        </Fact>
        {findings.length > 0 && (
          <Fact name="Remarkable">
            <span className="flex flex-wrap gap-1">
              {findings.map((finding) => (
                <Badge key={finding} tone="warn">
                  {wordsOf(finding)}
                </Badge>
              ))}
            </span>
          </Fact>
        )}
        {others.map(({ name, data }) => (
          <Fact key={name} name={name}>
            <CertText>{data.map(datumText).join(', ')}</CertText>
          </Fact>
        ))}
      </Facts>
      {places.length > 0 && (
        <section>
          <h3 className="mb-1 text-sm font-semibold">Places ({places.length.toLocaleString('en')})</h3>
          <ul className="text-sm">
            {places.map((place) => (
              <li key={place} className="border-b border-line py-1">
                <CertText isMono>{place}</CertText>
              </li>
            ))}
          </ul>
          {places.length === 100 && <p className="mt-1 text-xs text-muted">Only the latest 100 are kept.</p>}
        </section>
      )}
    </div>
  );
}

function DiscoveryLink({ uuid }: { readonly uuid: string }) {
  const mayRead = useMay()('discoveries:read');
  const { data } = useQuery({ ...pickedQuery('discoveries', uuid), enabled: mayRead });
  const text = <CertText>{data?.name ?? 'a discovery'}</CertText>;
  return mayRead ? (
    <PathLink to={`/discoveries/${uuid}`} className="underline">
      {text}
    </PathLink>
  ) : (
    text
  );
}
