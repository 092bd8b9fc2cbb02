import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey } from '../../shared/api/new-key';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { DeliveredKeyDialog } from './delivered-key';
import { OrderFields } from './order-fields';
import { emptyOrder, orderBody, orderFault } from './order';
import { rekey, renew, type RequestedOperation } from './queries';

export interface OrderDialogProps {
  readonly certificate: { readonly uuid: string; readonly name: string; readonly raProfile: string | null };
  readonly onClose: () => void;
}

/** What follows an order: lists and the certificate are read again, and the operation is shown. */
function useOrdered(certificate: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async ({ uuid }: RequestedOperation, words: string) => {
    tell(words);
    await client.invalidateQueries({ queryKey: ['certificate', certificate] });
    await client.invalidateQueries({ queryKey: ['list', 'operations'] });
    await navigate({ to: '/operations/$uuid', params: { uuid } });
  };
}

/** Orders a new certificate for the same key. */
export function RenewDialog({ certificate, onClose }: OrderDialogProps) {
  const { uuid } = certificate;
  const ordered = useOrdered(uuid);
  const [raProfile, setRaProfile] = useState(certificate.raProfile);
  const [csr, setCsr] = useState('');
  const [days, setDays] = useState('');
  const [key] = useState(newKey);
  const act = useMutation({
    mutationFn: () =>
      renew(
        uuid,
        {
          ...(raProfile === null ? {} : { raProfile }),
          ...(csr.trim() === '' ? {} : { csr: csr.trim() }),
          ...(days.trim() === '' ? {} : { lifetimeSeconds: Math.round(Number(days) * 86_400) }),
        },
        key,
      ),
    async onSuccess(operation) {
      onClose();
      await ordered(operation, 'The renewal is requested.');
    },
  });
  const shown = ['/raProfile', '/csr', '/lifetimeSeconds'];
  return (
    <Dialog
      title="Renew with the same key"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={act.isPending ? 'It is being asked for.' : undefined}
          >
            Renew
          </Button>
        </>
      }
    >
      <FaultsOf error={act.error}>
        <FaultSummary error={act.error} shown={(pointer) => shown.includes(pointer)} />
        <ObjectPicker
          kind="ra-profiles"
          label="RA profile"
          value={raProfile}
          onChange={(picked) => setRaProfile(picked?.uuid ?? null)}
          description="Says which authority issues it, and whether somebody has to approve."
        />
        <details>
          <summary className="cursor-pointer text-sm">More</summary>
          <div className="mt-2 flex flex-col gap-3">
            <TextField
              label="Certification request (CSR)"
              rows={4}
              isMono
              value={csr}
              onChange={setCsr}
              description="Empty: the one that the certificate came from. It has to be for the same key."
            />
            <TextField label="Lifetime in days" type="number" value={days} onChange={setDays} />
          </div>
        </details>
      </FaultsOf>
    </Dialog>
  );
}

/** Orders a new certificate for another key, which is made elsewhere or here. */
export function RekeyDialog({ certificate, onClose }: OrderDialogProps) {
  const { uuid, name } = certificate;
  const ordered = useOrdered(uuid);
  const [raProfile, setRaProfile] = useState(certificate.raProfile);
  const [draft, setDraft] = useState(emptyOrder);
  const [key, setKey] = useState(newKey);
  const [given, setGiven] = useState<RequestedOperation>();
  const act = useMutation({
    mutationFn: () => rekey(uuid, { ...(raProfile === null ? {} : { raProfile }), ...orderBody(draft) }, key),
    async onSuccess(operation) {
      if (operation.privateKey !== null) return setGiven(operation);
      onClose();
      return ordered(operation, 'The renewal with another key is requested.');
    },
    // Another body needs another key.
    onError: () => setKey(newKey()),
  });
  if (given !== undefined && given.privateKey !== null) {
    return (
      <DeliveredKeyDialog
        delivered={given.privateKey}
        name={name}
        hasCertificate={given.issuedCertificate !== null}
        onClose={() => {
          onClose();
          void ordered(given, 'The renewal with another key is requested.');
        }}
      />
    );
  }
  return (
    <Dialog
      title="Renew with another key"
      size="large"
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={act.isPending ? 'It is being asked for.' : orderFault(draft, false)}
          >
            Renew with another key
          </Button>
        </>
      }
    >
      <FaultsOf error={act.error}>
        <FaultSummary
          error={act.error}
          shown={(pointer) => /^\/(csr|key\/(password|kind)|names|subject|lifetimeSeconds)/.test(pointer)}
        />
        <ObjectPicker
          kind="ra-profiles"
          label="RA profile"
          className="max-w-96"
          value={raProfile}
          onChange={(picked) => setRaProfile(picked?.uuid ?? null)}
        />
        <OrderFields draft={draft} onChange={setDraft} isRekey />
      </FaultsOf>
    </Dialog>
  );
}
