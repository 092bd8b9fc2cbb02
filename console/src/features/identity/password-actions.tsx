import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell, tellError } from '../../shared/ui/toasts';

interface Person {
  readonly uuid: string;
  readonly username: string;
}

/** Sets or takes away the password of a user. */
export function PasswordActions({ user }: { readonly user: Person }) {
  const mayWrite = useMay()('users:write');
  const [asked, setAsked] = useState<'set' | 'delete'>();
  const remove = useMutation({
    mutationFn: () => api.DELETE('/api/v1/users/{uuid}/password', { params: { path: { uuid: user.uuid } } }),
    onError: tellError,
    onSuccess: () => tell('The password is deleted. Other ways to sign in stay.'),
    onSettled: () => setAsked(undefined),
  });
  const off = mayWrite ? undefined : 'You need the permission users:write.';
  return (
    <>
      <Button disabledReason={off} onPress={() => setAsked('set')}>
        Set password …
      </Button>
      <Button disabledReason={off} onPress={() => setAsked('delete')}>
        Delete password …
      </Button>
      {asked === 'set' && <SetPassword user={user} onClose={() => setAsked(undefined)} />}
      <ConfirmDanger
        isOpen={asked === 'delete'}
        onClose={() => setAsked(undefined)}
        action="Delete the password"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>
          <CertText>{user.username}</CertText> cannot sign in by a password until somebody sets one again.
        </p>
      </ConfirmDanger>
    </>
  );
}

function SetPassword({ user, onClose }: { readonly user: Person; readonly onClose: () => void }) {
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: () =>
      api.PUT('/api/v1/users/{uuid}/password', { params: { path: { uuid: user.uuid } }, body: { password } }),
    onSuccess() {
      tell('The password is set. The sessions of the user are over.');
      onClose();
    },
  });
  const off = set.isPending ? 'It is being done.' : password === '' ? 'Type one first.' : undefined;
  return (
    <Dialog
      title="Set the password"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" disabledReason={off} onPress={() => set.mutate()}>
            Set it
          </Button>
        </>
      }
    >
      <FaultsOf error={set.error}>
        <FaultSummary error={set.error} shown={(pointer) => pointer === '/password'} />
        <p className="text-sm">
          Of <CertText>{user.username}</CertText>. Hand it over on a safe way; it can be changed under “My account”.
        </p>
        <PasswordField label="New password" pointer="/password" value={password} onChange={setPassword} />
      </FaultsOf>
    </Dialog>
  );
}

export interface PasswordFieldProps {
  readonly label: string;
  readonly pointer: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isCurrent?: boolean;
}

export function PasswordField({ pointer, isCurrent = false, ...field }: PasswordFieldProps) {
  return (
    <TextField
      {...field}
      type="password"
      autoComplete={isCurrent ? 'current-password' : 'new-password'}
      errors={useFaults(pointer)}
      {...(isCurrent ? {} : { description: 'At least 12 characters; of which kinds is up to you.' })}
    />
  );
}
