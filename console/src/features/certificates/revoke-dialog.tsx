import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey } from '../../shared/api/new-key';
import { FaultSummary } from '../../shared/forms/faults';
import { CertText } from '../../shared/text/cert-text';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { tell } from '../../shared/ui/toasts';
import { nameOf } from './columns';
import type { Certificate } from './queries';
import { revocationReasons, revoke, type AskedReason, type RevocationReason } from './revocation';
import { typedName } from './typed-name';

export interface RevokeDialogProps {
  readonly certificate: Certificate;
  /** It is on hold: it can be released, and revoked for good. */
  readonly isOnHold: boolean;
  readonly isRelease: boolean;
  readonly onClose: () => void;
}

/** Asks for the reason and for the name, since a revocation cannot be taken back. A hold, and its release, can. */
export function RevokeDialog({ certificate, isOnHold, isRelease, onClose }: RevokeDialogProps) {
  const { uuid } = certificate;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<RevocationReason>('unspecified');
  const [comment, setComment] = useState('');
  const [key] = useState(newKey);
  const reason: AskedReason = isRelease ? 'removeFromCRL' : chosen;
  const act = useMutation({
    mutationFn: () => revoke(certificate, { reason, comment: comment.trim() === '' ? null : comment.trim() }, key),
    async onSuccess(operation) {
      tell(isRelease ? 'The release is requested.' : 'The revocation is requested.');
      onClose();
      await client.invalidateQueries({ queryKey: ['certificate', uuid] });
      await navigate({ to: '/operations/$uuid', params: { uuid: operation.uuid } });
    },
  });
  const isHold = !isRelease && chosen === 'certificateHold';
  const reasons = isOnHold ? revocationReasons.filter(({ value }) => value !== 'certificateHold') : revocationReasons;
  return (
    <ConfirmDanger
      isOpen
      onClose={onClose}
      action={isRelease ? 'Release 1 certificate' : isHold ? 'Hold 1 certificate' : 'Revoke 1 certificate'}
      {...(isRelease || isHold ? {} : { typed: typedName(certificate) })}
      isBusy={act.isPending}
      onConfirm={() => act.mutate()}
    >
      <p>
        {isRelease ? (
          <>
            Its authority trusts <CertText>{nameOf(certificate)}</CertText> again, from its next list on.
          </>
        ) : (
          <>
            Its authority revokes <CertText>{nameOf(certificate)}</CertText>. What still uses it stops being trusted.{' '}
            {isHold ? 'It can be released again.' : 'It cannot be taken back.'}
          </>
        )}
      </p>
      {!isRelease && <Select label="Reason" value={chosen} choices={reasons} onChange={setChosen} />}
      <TextField label="Comment" value={comment} onChange={setComment} />
      <FaultSummary error={act.error} shown={() => false} />
    </ConfirmDanger>
  );
}
