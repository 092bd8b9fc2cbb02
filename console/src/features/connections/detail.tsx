import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { ObjectPage } from '../../shared/shell/object-page';
import { Section } from '../../shared/shell/page';
import { PathLink } from '../../shared/shell/path-link';
import { UsedBy } from '../../shared/shell/used-by';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { DeleteNamed } from '../../shared/ui/delete-named';
import { Fact, Facts } from '../../shared/ui/facts';
import { connectionQuery, deleteConnection, type ConnectionDetail } from './queries';
import { authNames } from './words';

/** A connection: where it leads, what lets it in, and what uses it. */
export function ConnectionScreen() {
  const { uuid = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay()('connections:write');
  return (
    <ObjectPage
      noun="Connection"
      list="/connections"
      query={useQuery(connectionQuery(uuid))}
      nameOf={({ name }) => name}
      actions={(connection) => (
        <>
          <Button
            kind="primary"
            disabledReason={mayWrite ? undefined : 'You need the right connections:write.'}
            onPress={() => void navigate({ to: '/connections/$uuid/edit', params: { uuid } })}
          >
            Edit
          </Button>
          <DeleteNamed
            noun="connection"
            name={connection.name}
            needs="connections:write"
            users={connection.usedBy.length}
            list="connections"
            remove={() => deleteConnection(connection)}
          >
            <p>Its secrets stay.</p>
          </DeleteNamed>
        </>
      )}
    >
      {(connection) => (
        <Section title="About this connection">
          <ConnectionFacts connection={connection} />
        </Section>
      )}
    </ObjectPage>
  );
}

function ConnectionFacts({ connection }: { readonly connection: ConnectionDetail }) {
  const { baseUrl, auth, secretRef, signingSecretRef, tls, allowedContexts, description, usedBy } = connection;
  return (
    <Facts>
      <Fact name="Address">
        <CertText>{baseUrl}</CertText>
      </Fact>
      <Fact name="Lets in by">
        {authNames[auth.type]}
        {auth.type === 'basic' && (
          <>
            , <CertText>{auth.username}</CertText>
          </>
        )}
      </Fact>
      {auth.type === 'oauth_client_credentials' && (
        <>
          <Fact name="Tokens from">
            <CertText>{auth.tokenUrl}</CertText>
          </Fact>
          <Fact name="Client">
            <CertText>{auth.clientId}</CertText>
          </Fact>
          <Fact name="Scope">
            <CertText>{auth.scope}</CertText>
          </Fact>
        </>
      )}
      <Fact name="Secret">
        <SecretName name={secretRef} />
      </Fact>
      <Fact name="Signs webhooks with">
        <SecretName name={signingSecretRef} />
      </Fact>
      <Fact name="Trusts">{tls.ca === null ? 'what the installation trusts' : 'certificates of its own as well'}</Fact>
      <Fact name="For runs">{allowedContexts.map((one) => (one === 'api' ? 'by hand' : 'by itself')).join(', ')}</Fact>
      <Fact name="Description">
        <CertText>{description}</CertText>
      </Fact>
      <Fact name="Used by">
        <UsedBy users={usedBy} none="Nothing uses it." />
      </Fact>
      <Fact name="Changed">
        <Time at={connection.changedAt} form="both" />
      </Fact>
    </Facts>
  );
}

function SecretName({ name }: { readonly name: string | null }) {
  if (name === null) return <span className="text-muted">none</span>;
  return (
    <PathLink to={`/secrets/${name}`} className="underline">
      {name}
    </PathLink>
  );
}
