import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../shared/session/me';
import { Button } from '../../../shared/ui/button';
import { ConfirmDanger } from '../../../shared/ui/confirm-danger';
import { Menu } from '../../../shared/ui/menu';
import { tell, tellError } from '../../../shared/ui/toasts';
import type { InstanceDetail } from '../model/walk';
import { removeInstance, restart, stop } from './queries';

type Asked = 'stop' | 'beginning' | 'delete';

/** What can be done with an instance as it stands. */
export function InstanceActions({ instance }: { readonly instance: InstanceDetail }) {
  const { uuid, status, title, currentStep } = instance;
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: ['instance', uuid] });
  const done = {
    onError: tellError,
    async onSettled() {
      close();
      await refresh();
    },
  };
  const again = useMutation({
    ...done,
    mutationFn: () => restart(uuid, { from: 'failed_step' }),
    onSuccess: ({ attempt }) => tell(`It goes on at ${currentStep ?? 'the failed step'}: attempt ${attempt}.`),
  });
  const anew = useMutation({
    ...done,
    mutationFn: () => restart(uuid, { from: 'beginning' }),
    async onSuccess(other) {
      tell('Another instance began in its place.');
      await navigate({ to: '/builder/instances/$uuid', params: { uuid: other.uuid } });
    },
  });
  const halt = useMutation({ ...done, mutationFn: () => stop(uuid), onSuccess: () => tell('It is stopped.') });
  const remove = useMutation({
    mutationFn: () => removeInstance(uuid),
    onError: tellError,
    async onSuccess() {
      tell('It is deleted.');
      await client.resetQueries({ queryKey: ['list'] });
      await navigate({ to: '/builder/instances' });
    },
  });
  const isOpen = status === 'running' || status === 'suspended';
  const needs = may('builder:execute') ? undefined : 'You need the permission builder:execute.';
  return (
    <>
      {status === 'failed' && (
        <Button
          kind="primary"
          onPress={() => again.mutate()}
          disabledReason={needs ?? (again.isPending ? 'It is being done.' : undefined)}
        >
          Restart at the failed step
        </Button>
      )}
      {isOpen && (
        <Button kind="danger" onPress={() => setAsked('stop')} disabledReason={needs}>
          Stop …
        </Button>
      )}
      <Menu
        label="More"
        name="More for this instance"
        entries={[
          {
            id: 'beginning',
            label: 'Restart from the beginning …',
            onAction: () => setAsked('beginning'),
            disabledReason:
              needs ??
              (status === 'failed' || status === 'suspended'
                ? undefined
                : 'Only one that failed or waits is restarted.'),
          },
          {
            id: 'delete',
            label: 'Delete …',
            isDangerous: true,
            onAction: () => setAsked('delete'),
            disabledReason: needs ?? (isOpen ? 'It is under way: stop it first.' : undefined),
          },
        ]}
      />
      <ConfirmDanger
        isOpen={asked === 'stop'}
        onClose={close}
        action="Stop the instance"
        isBusy={halt.isPending}
        onConfirm={() => halt.mutate()}
      >
        A script that it runs is killed. What its steps have done stays done.
      </ConfirmDanger>
      <ConfirmDanger
        isOpen={asked === 'beginning'}
        onClose={close}
        action="Restart from the beginning"
        isBusy={anew.isPending}
        onConfirm={() => anew.mutate()}
      >
        Another instance of the published version begins, and every step runs again, also those that have succeeded.
      </ConfirmDanger>
      <ConfirmDanger
        isOpen={asked === 'delete'}
        onClose={close}
        action="Delete the instance"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        “{title}” and its log are gone for good.
      </ConfirmDanger>
    </>
  );
}
