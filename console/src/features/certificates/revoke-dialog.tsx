import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { FaultSummary } from '../../shared/forms/faults';
import { CertText } from '../../shared/text/cert-text';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { tell } from '../../shared/ui/toasts';
import { nameOf } from './columns';
import type { Certificate } from './queries';
import { revocationReasons, type RevocationReason } from './revocation';

export interface RevokeDialogProps {
  readonly certificate: Certificate;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks for the reason and for the name, since a revocation cannot be taken back. */
export function RevokeDialog({ certificate, isOpen, onClose }: RevokeDialogProps) {
  const { uuid } = certificate;
  const client = useQueryClient();
  const [reason, setReason] = useState<RevocationReason>('unspecified');
  const [comment, setComment] = useState('');
  const revoke = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/certificates/{uuid}/revoke', {
          params: { path: { uuid } },
          body: { reason, comment: comment === '' ? null : comment },
        }),
      ),
    async onSuccess() {
      tell('The revocation is requested.');
      onClose();
      await client.invalidateQueries({ queryKey: ['certificate', uuid] });
    },
  });
  const { commonName } = certificate;
  // A name that nobody can type as it is asks for the end of the fingerprint.
  const typed =
    commonName !== null && /^[\x21-\x7e]{1,64}$/.test(commonName) ? commonName : certificate.fingerprint.slice(-8);
  return (
    <ConfirmDanger
      isOpen={isOpen}
      onClose={onClose}
      action="Revoke 1 certificate"
      typed={typed}
      isBusy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
    >
      <p>
        Its authority revokes <CertText>{nameOf(certificate)}</CertText>. What still uses it stops being trusted. Except
        for a hold it cannot be taken back.
      </p>
      <Select label="Reason" value={reason} choices={revocationReasons} onChange={setReason} />
      <TextField label="Comment" value={comment} onChange={setComment} />
      <FaultSummary error={revoke.error} shown={() => false} />
    </ConfirmDanger>
  );
}
