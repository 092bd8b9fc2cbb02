import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { ObjectPage } from '../../shared/shell/object-page';
import { Section } from '../../shared/shell/page';
import { UsedBy } from '../../shared/shell/used-by';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { DeleteNamed } from '../../shared/ui/delete-named';
import { Fact, Facts } from '../../shared/ui/facts';
import { deleteSecret, secretQuery } from './queries';

/** A secret without what is secret: when it was set, whose runs may have it, and what uses it. */
export function SecretScreen() {
  const { name = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay()('secrets:write');
  return (
    <ObjectPage
      noun="Secret"
      list="/secrets"
      query={useQuery(secretQuery(name))}
      nameOf={(secret) => secret.name}
      actions={(secret) => (
        <>
          <Button
            kind="primary"
            disabledReason={mayWrite ? undefined : 'You need the right secrets:write.'}
            onPress={() => void navigate({ to: '/secrets/$name/edit', params: { name } })}
          >
            Replace or change
          </Button>
          <DeleteNamed
            noun="secret"
            name={secret.name}
            needs="secrets:write"
            users={secret.usedBy.length}
            list="secrets"
            remove={() => deleteSecret(secret)}
          >
            <p>It is gone for good, and can be had from nowhere.</p>
          </DeleteNamed>
        </>
      )}
    >
      {({ description, contexts, createdAt, setAt, usedBy }) => (
        <Section title="About this secret">
          <Facts>
            <Fact name="Set">
              <Time at={setAt} form="both" />
            </Fact>
            <Fact name="Made">
              <Time at={createdAt} form="both" />
            </Fact>
            <Fact name="For runs">{contexts.map((one) => (one === 'api' ? 'by hand' : 'by itself')).join(', ')}</Fact>
            <Fact name="Description">
              <CertText>{description}</CertText>
            </Fact>
            <Fact name="Used by">
              <UsedBy users={usedBy} none="Nothing uses it." />
            </Fact>
          </Facts>
        </Section>
      )}
    </ObjectPage>
  );
}
