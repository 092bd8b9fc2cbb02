import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMay } from '../../shared/session/me';
import { ObjectPage } from '../../shared/shell/object-page';
import { Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { CopyButton } from '../../shared/text/copy-button';
import { Time } from '../../shared/text/time';
import { Button } from '../../shared/ui/button';
import { DeleteNamed } from '../../shared/ui/delete-named';
import { Fact, Facts } from '../../shared/ui/facts';
import { deleteSshKey, sshKeyQuery } from './queries';

/** An SSH key: whose it is, what it opens, and when it is to be replaced. */
export function SshKeyScreen() {
  const { uuid = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay()('ssh-keys:write');
  return (
    <ObjectPage
      noun="SSH key"
      list="/ssh-keys"
      query={useQuery(sshKeyQuery(uuid))}
      nameOf={({ comment, fingerprint }) => (comment === '' ? fingerprint : comment)}
      actions={(key) => (
        <>
          <Button
            kind="primary"
            disabledReason={mayWrite ? undefined : 'You need the right ssh-keys:write.'}
            onPress={() => void navigate({ to: '/ssh-keys/$uuid/edit', params: { uuid } })}
          >
            Edit
          </Button>
          <DeleteNamed
            noun="key"
            name={key.comment === '' ? key.fingerprint : key.comment}
            needs="ssh-keys:write"
            users={0}
            list="ssh-keys"
            remove={() => deleteSshKey(key)}
          >
            <p>Only here: what it opens is not changed.</p>
          </DeleteNamed>
        </>
      )}
    >
      {(key) => (
        <Section title="About this key">
          <Facts>
            <Fact name="Fingerprint">
              <CertText isMono>{key.fingerprint}</CertText>{' '}
              <CopyButton text={key.fingerprint} what="fingerprint" kind="quiet" />
            </Fact>
            <Fact name="Type">
              <CertText>{key.keyType}</CertText>, {key.keyLength.toLocaleString('en')} bits
            </Fact>
            <Fact name="User">
              <CertText>{key.userName}</CertText>
            </Fact>
            <Fact name="Owner">
              <CertText>{key.ownerMail}</CertText>
            </Fact>
            <Fact name="Since">
              <Time at={key.createdAt} form="both" />
            </Fact>
            <Fact name="To be replaced">
              <Time at={key.rotationDueAt} form="both" />
            </Fact>
            <Fact name="Opens">
              <CertText>{key.serverLogons.join(', ')}</CertText>
            </Fact>
          </Facts>
        </Section>
      )}
    </ObjectPage>
  );
}
