import { useState } from 'react';
import { TextField } from '../../../shared/ui/field';
import { Select } from '../../../shared/ui/select';
import { reasonWords, revocationReasons, type RevocationReason } from '../revocation';
import { BulkDialog } from './bulk-dialog';
import type { BulkChanges } from './changes';
import type { OperationAct } from './operations';
import type { BulkSelection } from './queries';

export interface OperationsDialogProps {
  readonly act: OperationAct;
  readonly selection: BulkSelection;
  /** Chosen ones that cannot be asked for. */
  readonly leftOut?: number;
  /** What is asked for again: there is nothing to fill in. */
  readonly again?: BulkChanges;
  readonly onClose: () => void;
  readonly onStarted?: () => void;
}

/** Asks authorities to renew or revoke many certificates. */
export function OperationsDialog({ act, selection, leftOut = 0, again, onClose, onStarted }: OperationsDialogProps) {
  const [reason, setReason] = useState<RevocationReason>('unspecified');
  const [comment, setComment] = useState('');
  const isRenewal = act === 'renew';
  const said = comment.trim() === '' ? null : comment.trim();
  const changes: BulkChanges = again ?? (isRenewal ? { renew: true } : { revoke: { reason, comment: said } });
  const hasForm = !isRenewal && again === undefined;
  const isNone = 'uuids' in selection && selection.uuids.length === 0;
  return (
    <BulkDialog
      title={isRenewal ? 'Renew certificates' : 'Revoke certificates'}
      verb={isRenewal ? 'Renew' : 'Revoke'}
      selection={selection}
      changes={changes}
      words={isRenewal ? '.' : `: ${reasonWords(changes.revoke?.reason ?? reason)}.`}
      isDestructive={!isRenewal}
      hasForm={hasForm}
      fault={isNone ? 'None of them is issued.' : undefined}
      onClose={onClose}
      onStarted={onStarted}
    >
      <div className="flex flex-col gap-3 text-sm">
        <p>
          {isRenewal
            ? 'Each is asked for anew with the key that it has, by its RA profile; where approval is needed, it waits for that.'
            : 'Their authorities revoke them. What still uses them stops being trusted; except for a hold it cannot be taken back.'}{' '}
          {leftOut > 0 && (
            <strong>
              {leftOut.toLocaleString('en')} of those chosen {leftOut === 1 ? 'is' : 'are'} left out: only an issued
              certificate can be asked for.
            </strong>
          )}
        </p>
        {hasForm && (
          <>
            <Select label="Reason" value={reason} choices={revocationReasons} onChange={setReason} />
            <TextField label="Comment" value={comment} onChange={setComment} />
          </>
        )}
      </div>
    </BulkDialog>
  );
}
