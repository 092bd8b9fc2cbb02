import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, useMe } from '../../shared/session/me';
import { Page, Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { TextField } from '../../shared/ui/field';
import { ErrorState, Loading } from '../../shared/ui/states';
import { tell, tellError } from '../../shared/ui/toasts';
import { DecideDialog, type Deciding } from './decide-dialog';
import { ApprovalFacts } from './facts';
import { approvalQuery, comment, withdraw, type Approval } from './queries';
import { askedText, whyNot } from './words';

/** One approval with its steps, decisions and comments. */
export function ApprovalDetail() {
  const { uuid = '' } = useParams({ strict: false });
  const query = useQuery(approvalQuery(uuid));
  const [deciding, setDeciding] = useState<Deciding>();
  if (query.isPending) return <Loading what="the approval" />;
  if (query.isError) {
    return (
      <Page title="Approval">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const approval = query.data;
  return (
    <Page title={askedText(approval)} actions={<Acts approval={approval} onDecide={setDeciding} />}>
      <Section title="About this approval">
        <ApprovalFacts approval={approval} />
      </Section>
      <AddComment approval={approval} />
      {deciding !== undefined && <DecideDialog of={deciding} onClose={() => setDeciding(undefined)} />}
    </Page>
  );
}

function Acts({ approval, onDecide }: { readonly approval: Approval; readonly onDecide: (of: Deciding) => void }) {
  const mayWrite = useMay()('approvals:write');
  const me = useMe();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const takeBack = useMutation({
    mutationFn: () => withdraw(approval.uuid),
    onError: tellError,
    onSuccess: () => tell('It is withdrawn: nothing of it is done.'),
    async onSettled() {
      setAsked(false);
      await client.invalidateQueries({ queryKey: ['approval', approval.uuid] });
      await client.resetQueries({ queryKey: ['list', 'approvals'] });
    },
  });
  if (approval.status !== 'pending') return null;
  const disabledReason = whyNot(approval, mayWrite);
  return (
    <>
      <Button
        kind="primary"
        disabledReason={disabledReason}
        onPress={() => onDecide({ approval, decision: 'approve' })}
      >
        Approve …
      </Button>
      <Button disabledReason={disabledReason} onPress={() => onDecide({ approval, decision: 'reject' })}>
        Reject …
      </Button>
      {approval.mayOverride && !approval.mayDecide && (
        <>
          <Button kind="danger" onPress={() => onDecide({ approval, decision: 'approve', override: true })}>
            Approve past its steps …
          </Button>
          <Button kind="danger" onPress={() => onDecide({ approval, decision: 'reject', override: true })}>
            Reject past its steps …
          </Button>
        </>
      )}
      {approval.creator.uuid === me.uuid && mayWrite && <Button onPress={() => setAsked(true)}>Withdraw …</Button>}
      <ConfirmDanger
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        action="Withdraw it"
        isBusy={takeBack.isPending}
        onConfirm={() => takeBack.mutate()}
      >
        Nothing of it is done, and it counts as rejected. It can be asked for again.
      </ConfirmDanger>
    </>
  );
}

function AddComment({ approval: { uuid, status } }: { readonly approval: Approval }) {
  const mayWrite = useMay()('approvals:write');
  const client = useQueryClient();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => comment(uuid, text.trim()),
    onError: tellError,
    async onSuccess() {
      setText('');
      await client.invalidateQueries({ queryKey: ['approval', uuid] });
    },
  });
  if (!mayWrite || status !== 'pending') return null;
  const reason = add.isPending ? 'It is being done.' : text.trim() === '' ? 'Write something first.' : undefined;
  return (
    <Section title="Say something without deciding">
      <div className="flex max-w-prose flex-col items-start gap-2">
        <TextField label="Comment" value={text} onChange={setText} rows={2} className="w-full" />
        <Button disabledReason={reason} onPress={() => add.mutate()}>
          Add the comment
        </Button>
      </div>
    </Section>
  );
}
