import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { Menu, type MenuEntry } from '../../shared/ui/menu';
import { tell, tellError } from '../../shared/ui/toasts';
import { AcknowledgeDialog } from '../expiration/acknowledge-dialog';
import { withdrawAcknowledgement } from '../expiration/queries';
import { RekeyDialog, RenewDialog } from '../operations/order-dialogs';
import { nameOf } from './columns';
import { DeleteDialog } from './delete-dialog';
import { expiryQuery } from './detail-queries';
import { DownloadMenu } from './download';
import { EditDialog } from './edit-dialog';
import { ExportKeyDialog } from './export-key-dialog';
import type { Certificate } from './queries';
import { RecordRevocationDialog } from './record-revocation-dialog';
import { ReplaceDialog } from './replace-dialog';
import { recordFault } from './revocation';
import { RevokeDialog } from './revoke-dialog';

type Open =
  'edit' | 'renew' | 'rekey' | 'revoke' | 'release' | 'record' | 'acknowledge' | 'replace' | 'exportKey' | 'delete';

/** What can be done with a certificate, as far as the person may. */
export function CertificateActions({ certificate }: { readonly certificate: Certificate }) {
  const { uuid, state, revocation, raProfile } = certificate;
  const may = useMay();
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: ['certificate', uuid] });
  const validate = useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/certificates/{uuid}/validate', { params: { path: { uuid } } })),
    onError: tellError,
    onSuccess: () => tell('It is validated again.'),
    onSettled: refresh,
  });
  const isIssued = state === 'issued';
  const expiry = useQuery({ ...expiryQuery(uuid), enabled: isIssued && may('expiring:read') });
  const withdraw = useMutation({
    mutationFn: () => withdrawAcknowledgement(expiry.data!),
    onError: tellError,
    onSuccess: () => tell('The acknowledgement is withdrawn: people are told again.'),
    onSettled: refresh,
  });
  const isOnHold = state === 'revoked' && revocation?.reason === 'certificateHold';
  const onlyIssued = isIssued ? undefined : `Only an issued certificate; this is ${state.replaceAll('_', ' ')}.`;
  const to = (id: Open, label: string, more: Partial<MenuEntry> = {}): MenuEntry => ({
    id,
    label,
    onAction: () => setOpen(id),
    ...more,
  });
  const entries: readonly MenuEntry[] = [
    ...(may('certificates:renew')
      ? [
          to('renew', 'Renew with the same key …', { disabledReason: onlyIssued }),
          to('rekey', 'Renew with another key …', { disabledReason: onlyIssued }),
        ]
      : []),
    ...(may('certificates:upload') && may('certificates:write') ? [to('replace', 'Replace by an upload …')] : []),
    ...(may('certificates:write')
      ? [{ id: 'validate', label: 'Validate again', onAction: () => validate.mutate() }]
      : []),
    ...(may('expiring:write')
      ? expiry.data !== undefined && expiry.data.acknowledged !== null
        ? [{ id: 'withdraw', label: 'Withdraw the acknowledgement', onAction: () => withdraw.mutate() }]
        : [to('acknowledge', 'Acknowledge its end …', { disabledReason: onlyIssued })]
      : []),
    ...(may('certificates:revoke')
      ? [
          ...(isOnHold ? [to('release', 'Release from the hold …')] : []),
          to('revoke', isOnHold ? 'Revoke for good …' : 'Revoke or hold …', {
            isDangerous: true,
            disabledReason: isOnHold ? undefined : onlyIssued,
          }),
          to('record', 'Record a revocation made elsewhere …', {
            isDangerous: true,
            disabledReason: recordFault(certificate),
          }),
        ]
      : []),
    ...(may('certificates:export-keys') && certificate.privateKey
      ? [to('exportKey', 'Export the private key …', { isDangerous: true })]
      : []),
    ...(may('certificates:write') ? [to('delete', 'Delete …', { isDangerous: true })] : []),
    { id: 'refresh', label: 'Refresh', onAction: () => void refresh() },
  ];
  const named = { uuid, name: nameOf(certificate), raProfile };
  return (
    <>
      <DownloadMenu uuid={uuid} name={named.name} />
      {may('certificates:write') && <Button onPress={() => setOpen('edit')}>Edit …</Button>}
      <Menu label="Actions" kind="primary" entries={entries} />
      {open === 'edit' && <EditDialog certificate={certificate} onClose={close} />}
      {open === 'renew' && <RenewDialog certificate={named} onClose={close} />}
      {open === 'rekey' && <RekeyDialog certificate={named} onClose={close} />}
      {open === 'replace' && <ReplaceDialog certificate={certificate} onClose={close} />}
      {(open === 'revoke' || open === 'release') && (
        <RevokeDialog certificate={certificate} isOnHold={isOnHold} isRelease={open === 'release'} onClose={close} />
      )}
      {open === 'record' && <RecordRevocationDialog certificate={certificate} onClose={close} />}
      {open === 'exportKey' && <ExportKeyDialog certificate={certificate} onClose={close} />}
      {open === 'delete' && <DeleteDialog certificate={certificate} onClose={close} />}
      {open === 'acknowledge' && (
        <AcknowledgeDialog
          rows={[{ certificate: { uuid, name: named.name } }]}
          onClose={close}
          onDone={() => void refresh()}
        />
      )}
    </>
  );
}
