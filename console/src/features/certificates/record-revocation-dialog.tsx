import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { CertText } from '../../shared/text/cert-text';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { tell } from '../../shared/ui/toasts';
import { nameOf } from './columns';
import type { Certificate } from './queries';
import { recordOf, revocationReasons, type RevocationReason } from './revocation';
import { typedName } from './typed-name';

export interface RecordRevocationDialogProps {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}

/** Writes down that a certificate was revoked by others; its issuer is told nothing. */
export function RecordRevocationDialog({ certificate, onClose }: RecordRevocationDialogProps) {
  const { uuid, revision } = certificate;
  const client = useQueryClient();
  const [reason, setReason] = useState<RevocationReason>('unspecified');
  const [at, setAt] = useState('');
  const [comment, setComment] = useState('');
  const act = useMutation({
    mutationFn: () =>
      api.POST('/api/v1/certificates/{uuid}/revoked', {
        params: { path: { uuid }, header: { 'If-Match': `"${revision}"` } },
        body: recordOf(reason, at, comment),
      }),
    async onSuccess() {
      tell('The revocation is recorded.');
      onClose();
      await client.invalidateQueries({ queryKey: ['certificate', uuid] });
      await client.resetQueries({ queryKey: ['list', 'certificates'] });
    },
  });
  return (
    <ConfirmDanger
      isOpen
      onClose={onClose}
      action="Record 1 revocation"
      typed={typedName(certificate)}
      isBusy={act.isPending}
      onConfirm={() => act.mutate()}
    >
      <FaultsOf error={act.error}>
        <p>
          This says here that its issuer has revoked <CertText>{nameOf(certificate)}</CertText>. The issuer is not told.
          The certificate stays revoked, after a hold, too: one that was released again is deleted and uploaded anew.
        </p>
        <Select label="Reason" value={reason} choices={revocationReasons} onChange={setReason} />
        <RevokedAt value={at} onChange={setAt} />
        <TextField label="Comment" value={comment} onChange={setComment} description="Where it was revoked, and why." />
        <FaultSummary error={act.error} shown={(pointer) => pointer === '/revokedAt'} />
      </FaultsOf>
    </ConfirmDanger>
  );
}

function RevokedAt({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <TextField
      label="Revoked at (UTC)"
      type="datetime-local"
      value={value}
      onChange={onChange}
      errors={useFaults('/revokedAt')}
      description="As the issuer says it. Empty: now."
    />
  );
}
