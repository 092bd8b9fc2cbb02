import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { useMe } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Fact, Facts } from '../../shared/ui/facts';
import { Tabs } from '../../shared/ui/tabs';
import { tell } from '../../shared/ui/toasts';
import { Named } from '../objects/value-view';
import { Keys, NewKeyButton } from './api-keys';
import { PasswordField } from './password-actions';
import { RoleMatrix } from './role-matrix';
import { Sessions } from './sessions';

/** What concerns whoever is signed in: the own password, keys, sessions and permissions. */
export function Account() {
  const { tab = 'about' }: Readonly<Record<string, string | undefined>> = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <Page title="My account" actions={<NewKeyButton />}>
      <Tabs
        name="Parts of my account"
        selected={tab}
        onSelect={(id) =>
          void navigate({ to: '.', search: (id === 'about' ? {} : { tab: id }) as never, replace: true })
        }
        tabs={[
          { id: 'about', label: 'About me', content: <About /> },
          { id: 'password', label: 'Password', content: <OwnPassword /> },
          { id: 'keys', label: 'API keys', content: <Keys isOwn /> },
          { id: 'sessions', label: 'Sessions', content: <Sessions isOwn /> },
        ]}
      />
    </Page>
  );
}

function About() {
  const me = useMe();
  return (
    <div className="flex flex-col gap-4">
      <Section title="Who I am">
        <Facts>
          <Fact name="User name">
            <CertText>{me.username}</CertText>
          </Fact>
          <Fact name="Called">
            <CertText>{me.displayName}</CertText>
          </Fact>
          <Fact name="Mail">
            <CertText>{me.email}</CertText>
          </Fact>
          <Fact name="Roles">
            <Named collection="roles" uuids={me.roles} names={me.roleNames} />
          </Fact>
          <Fact name="Groups">
            <Named collection="groups" uuids={me.groups} names={me.groupNames} />
          </Fact>
        </Facts>
      </Section>
      <Section title="What I may do">
        <RoleMatrix chosen={me.permissions} />
      </Section>
    </div>
  );
}

function OwnPassword() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: () =>
      api.PUT('/api/v1/me/password', {
        body: { password, ...(current === '' ? {} : { currentPassword: current }) },
      }),
    onSuccess() {
      tell('The password is set. Your other sessions are over.');
      setCurrent('');
      setPassword('');
    },
  });
  const off = set.isPending ? 'It is being done.' : password === '' ? 'Type the new one first.' : undefined;
  return (
    <Section title="Set my password">
      <FaultsOf error={set.error}>
        <form
          className="flex max-w-md flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (off === undefined) set.mutate();
          }}
        >
          <FaultSummary error={set.error} shown={(pointer) => ['/currentPassword', '/password'].includes(pointer)} />
          <PasswordField
            label="Present password, if you have one"
            pointer="/currentPassword"
            value={current}
            onChange={setCurrent}
            isCurrent
          />
          <PasswordField label="New password" pointer="/password" value={password} onChange={setPassword} />
          <div>
            <Button type="submit" kind="primary" disabledReason={off}>
              Set it
            </Button>
          </div>
        </form>
      </FaultsOf>
    </Section>
  );
}
