import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { sentenceOf } from '../../shared/api/problem';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { Select } from '../../shared/ui/select';
import { tell } from '../../shared/ui/toasts';
import type { Firing } from './queries';

const triggerChoices = [
  { value: 'current', label: 'The triggers as they are now' },
  { value: 'recorded', label: 'The triggers as they were then' },
] as const;
const noticeChoices = [
  { value: 'unsent', label: 'Only to whom nothing was delivered' },
  { value: 'all', label: 'To everybody again' },
  { value: 'none', label: 'To nobody' },
] as const;

/** Does the firing again, after it was asked how and confirmed. */
export function ReplayButton({ firing }: { readonly firing: Firing }) {
  const { firingId, subject } = firing;
  const may = useMay();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const [triggers, setTriggers] = useState<'current' | 'recorded'>('current');
  const [notifications, setNotifications] = useState<'unsent' | 'all' | 'none'>('unsent');
  // One key for each time that the dialog is opened: pressed twice, it is done once.
  const key = useRef('');
  const replay = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api/v1/event-history/{firingId}/replay', {
          params: { path: { firingId }, header: { 'Idempotency-Key': key.current } },
          body: { triggers, notifications },
        }),
      ),
    onSuccess({ firingId: next }) {
      setOpen(false);
      tell('It is being done again.');
      void navigate({ to: '/event-history/$firingId', params: { firingId: next }, search: { awaited: 'true' } });
    },
  });
  const reason = !may('event-history:replay')
    ? 'You need the right event-history:replay.'
    : subject.uuid === null
      ? 'What it was about was never stored, so it cannot be done again. Try the rules on it below.'
      : undefined;
  return (
    <>
      <Button
        disabledReason={reason}
        onPress={() => {
          key.current = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
          replay.reset();
          setOpen(true);
        }}
      >
        Replay
      </Button>
      <Dialog
        title="Do it again?"
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button onPress={() => setOpen(false)}>Cancel</Button>
            <Button
              kind="primary"
              disabledReason={replay.isPending ? 'It is being started.' : undefined}
              onPress={() => replay.mutate()}
            >
              Do it again
            </Button>
          </>
        }
      >
        <p className="text-sm">
          A new event is made of the same kind, on what this one was about as it is now. Its actions change things and
          its notices are sent. Nothing is taken out of the inventory, whatever ignore triggers say.
        </p>
        <Select label="Decide by" value={triggers} choices={triggerChoices} onChange={setTriggers} />
        <Select label="Tell" value={notifications} choices={noticeChoices} onChange={setNotifications} />
        {replay.isError && (
          <p role="alert" className="text-sm text-danger">
            {sentenceOf(replay.error)}
          </p>
        )}
      </Dialog>
    </>
  );
}
