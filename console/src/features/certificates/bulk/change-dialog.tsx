import { useState } from 'react';
import { BulkDialog } from './bulk-dialog';
import { ChangeForm } from './change-form';
import { changesOf, draftFault, draftWords, emptyDraft, type BulkChanges } from './changes';
import type { BulkSelection } from './queries';

export interface ChangeDialogProps {
  readonly selection: BulkSelection;
  readonly isDeletion?: boolean;
  /** A change that is asked for again: there is nothing to fill in. */
  readonly again?: BulkChanges;
  readonly onClose: () => void;
  readonly onStarted?: () => void;
}

/** Changes or deletes many certificates. */
export function ChangeDialog({ selection, isDeletion = false, again, onClose, onStarted }: ChangeDialogProps) {
  const [draft, setDraft] = useState(emptyDraft);
  const isFixed = isDeletion || again !== undefined;
  const changes: BulkChanges = isDeletion ? { delete: true } : (again ?? changesOf(draft));
  const deletes = changes.delete === true;
  return (
    <BulkDialog
      title={isDeletion ? 'Delete certificates' : 'Change certificates'}
      verb={deletes ? 'Delete' : 'Change'}
      selection={selection}
      changes={changes}
      words={isDeletion ? ': they are deleted.' : isFixed ? '.' : `: ${draftWords(draft).join('; ')}.`}
      isDestructive={deletes}
      hasForm={!isFixed}
      fault={isFixed ? undefined : draftFault(draft)}
      shown={(pointer) => !isFixed && pointer.startsWith('/changes/customAttributes/')}
      onClose={onClose}
      onStarted={onStarted}
    >
      {isFixed ? (
        <p className="text-sm">
          {isDeletion
            ? 'The certificates go out of the inventory, with their groups, owners and attributes. Their history stays, and the same certificates can be uploaded again. Nothing is revoked.'
            : 'The same change is asked for again, for those of which nothing came.'}
        </p>
      ) : (
        <ChangeForm draft={draft} onChange={setDraft} />
      )}
    </BulkDialog>
  );
}
