import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, sentenceOf } from '../../shared/api/problem';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { ApprovalFacts } from './facts';
import { approvalQuery, decide, type Approval, type Decision } from './queries';
import { askedText, standingText } from './words';

export interface Deciding {
  readonly approval: Approval;
  readonly decision: Decision['decision'];
  /** Past all steps, by who may. */
  readonly override?: boolean;
}

/** Shows once more what exactly is asked, takes a comment, and decides. A refusal is shown with how it stands now. */
export function DecideDialog({ of, onClose }: { readonly of: Deciding; readonly onClose: () => void }) {
  const { approval, decision, override = false } = of;
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const [now, setNow] = useState<Approval>();
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: ['approval', approval.uuid] });
    await client.invalidateQueries({ queryKey: ['approvals'] });
    await client.resetQueries({ queryKey: ['list', 'approvals'] });
  };
  const act = useMutation({
    mutationFn: () =>
      decide(approval.uuid, { decision, override, comment: comment.trim() === '' ? null : comment.trim() }),
    async onSuccess(after) {
      tell(`${decision === 'approve' ? 'Approved' : 'Rejected'}. It stands at: ${standingText(after)}.`);
      onClose();
      await refresh();
    },
    // Somebody else was faster, or it ran out meanwhile: what the person looks at is old, so it is read again.
    async onError(error) {
      if (!(error instanceof ApiError) || error.isUnreachable) return;
      setNow(await client.fetchQuery({ ...approvalQuery(approval.uuid), staleTime: 0 }).catch(() => undefined));
    },
  });
  const verb = decision === 'approve' ? 'Approve' : 'Reject';
  const isOver = now !== undefined && (override ? !now.mayOverride : !now.mayDecide);
  const close = () => {
    onClose();
    if (now !== undefined) void refresh();
  };
  return (
    <Dialog
      title={`${verb}: ${askedText(approval)}${override ? ', past its steps' : ''}`}
      isOpen
      onClose={close}
      size="large"
      actions={
        <>
          <Button onPress={close}>{isOver ? 'Close' : 'Cancel'}</Button>
          {!isOver && (
            <Button
              kind={decision === 'approve' ? 'primary' : 'danger'}
              onPress={() => act.mutate()}
              disabledReason={act.isPending ? 'It is being done.' : undefined}
            >
              {verb}
            </Button>
          )}
        </>
      }
    >
      {act.isError && (
        <p role="alert" className="rounded-md border border-danger bg-danger-tint p-3 text-sm text-danger">
          Your decision does not count: {sentenceOf(act.error)}
          {now !== undefined && ` It stands now at: ${standingText(now)}.`}
        </p>
      )}
      <ApprovalFacts approval={now ?? approval} />
      {!isOver && (
        <TextField
          label="Comment"
          value={comment}
          onChange={setComment}
          rows={2}
          description="Kept with the decision; whoever may see the approval reads it."
        />
      )}
    </Dialog>
  );
}
