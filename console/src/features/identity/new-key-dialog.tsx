import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { useMe } from '../../shared/session/me';
import { CopyButton } from '../../shared/text/copy-button';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';

const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: 'never', label: 'for ever' },
];

/** Makes a key and shows it once. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [user, setUser] = useState<string | undefined>(me.uuid);
  const [days, setDays] = useState('90');
  const make = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/api-keys', {
          body: {
            name: name.trim(),
            ...(user === undefined ? {} : { user }),
            expiresAt: days === 'never' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
          },
        }),
      ),
    async onSuccess() {
      await client.resetQueries({ queryKey: ['list', 'api-keys'] });
      await client.resetQueries({ queryKey: ['list', 'own-api-keys'] });
    },
  });
  if (make.data !== undefined) {
    const { key } = make.data;
    return (
      <Dialog
        title="The key, shown this once"
        isOpen
        onClose={onClose}
        isDismissable={false}
        actions={
          <>
            <CopyButton text={key} what="API key" kind="plain" />
            <Button kind="primary" onPress={onClose}>
              I have kept it
            </Button>
          </>
        }
      >
        <p className="text-sm">
          It is stored nowhere and cannot be shown again. Copy it to where the program reads it.
        </p>
        <code className="rounded-md border border-line bg-sunken p-3 font-mono text-sm break-all" data-testid="new-key">
          {key}
        </code>
      </Dialog>
    );
  }
  const off = make.isPending ? 'It is being made.' : name.trim() === '' ? 'Give it a name first.' : undefined;
  return (
    <Dialog
      title="New API key"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" disabledReason={off} onPress={() => make.mutate()}>
            Make the key
          </Button>
        </>
      }
    >
      <FaultsOf error={make.error}>
        <FaultSummary error={make.error} shown={(pointer) => ['/name', '/user', '/expiresAt'].includes(pointer)} />
        <Fields {...{ name, setName, user, setUser, days, setDays }} />
      </FaultsOf>
    </Dialog>
  );
}

interface FieldsProps {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly user: string | undefined;
  readonly setUser: (user: string | undefined) => void;
  readonly days: string;
  readonly setDays: (days: string) => void;
}

function Fields({ name, setName, user, setUser, days, setDays }: FieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        errors={useFaults('/name')}
        isRequired
        autoFocus
        description="For what it is: deploy pipeline of the web shop."
      />
      <ObjectPicker
        kind="users"
        label="Of user"
        value={user ?? null}
        onChange={(picked) => setUser(picked?.uuid)}
        errors={useFaults('/user')}
        description="The key may do what this user may do."
      />
      <Select label="Works for" value={days} choices={lives} onChange={setDays} errors={useFaults('/expiresAt')} />
    </>
  );
}
