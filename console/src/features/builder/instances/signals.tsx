import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FaultSummary } from '../../../shared/forms/faults';
import { JsonField } from '../../../shared/forms/json-field';
import { Section } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { Time } from '../../../shared/text/time';
import { Button } from '../../../shared/ui/button';
import { TextField } from '../../../shared/ui/field';
import { tell } from '../../../shared/ui/toasts';
import type { InstanceDetail } from '../model/walk';
import { signal } from './queries';

/** What the instance waits for, with what may be said to it, and what was said already. */
export function Signals({ instance }: { readonly instance: InstanceDetail }) {
  const { signals, received } = instance;
  if (signals.length === 0) return null;
  return (
    <Section title="It waits for">
      <div className="flex flex-col gap-4">
        {signals.map((open) => (
          <OpenSignal key={open.signalKey} uuid={instance.uuid} open={open} />
        ))}
        {received.length > 0 && (
          <ul aria-label="Said so far" className="text-sm">
            {received.map(({ byName, at, data }) => (
              <li key={`${byName} ${at}`} className="border-b border-line py-1">
                <CertText>{byName}</CertText>, <Time at={at} />:{' '}
                {data['approved'] === true
                  ? 'approved'
                  : data['approved'] === false
                    ? 'rejected'
                    : JSON.stringify(data)}
                {typeof data['comment'] === 'string' && data['comment'] !== '' && (
                  <>
                    {' '}
                    “<CertText>{data['comment']}</CertText>”
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

interface OpenSignalProps {
  readonly uuid: string;
  readonly open: InstanceDetail['signals'][number];
}

function OpenSignal({ uuid, open: { signalKey, kind, roles, users, maySignal } }: OpenSignalProps) {
  const client = useQueryClient();
  const [comment, setComment] = useState('');
  const [data, setData] = useState<unknown>({});
  const say = useMutation({
    mutationFn: (what: Record<string, unknown>) => signal(uuid, { signalKey, data: what }),
    async onSuccess(after) {
      tell('It counts.');
      client.setQueryData(['instance', uuid], after);
      await client.resetQueries({ queryKey: ['list', 'instances.assigned'] });
    },
    // How it stands now is read again: somebody else may have been faster.
    onError: () => client.invalidateQueries({ queryKey: ['instance', uuid] }),
  });
  const asked = [...roles.map((role) => `role ${role}`), ...users];
  const reason = !maySignal ? 'It waits for others.' : say.isPending ? 'It is being done.' : undefined;
  const decide = (approved: boolean) => say.mutate({ approved, comment: comment.trim() });
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm">
        <code className="font-mono">{signalKey}</code> of{' '}
        <CertText>{asked.length === 0 ? 'whoever may signal instances' : asked.join(', ')}</CertText>
      </p>
      <FaultSummary error={say.error} shown={() => false} />
      {kind === 'approval' ? (
        <>
          <TextField label="Comment" value={comment} onChange={setComment} rows={2} className="max-w-prose" />
          <div className="flex gap-2">
            <Button kind="primary" disabledReason={reason} onPress={() => decide(true)}>
              Approve
            </Button>
            <Button disabledReason={reason} onPress={() => decide(false)}>
              Reject
            </Button>
          </div>
        </>
      ) : (
        <>
          <JsonField label="Data of the signal" errors={[]} value={data} onChange={setData} />
          <div>
            <Button
              kind="primary"
              disabledReason={reason}
              onPress={() => say.mutate((data ?? {}) as Record<string, unknown>)}
            >
              Send the signal
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
