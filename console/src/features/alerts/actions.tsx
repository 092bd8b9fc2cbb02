import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { Menu } from '../../shared/ui/menu';
import { tell, tellError } from '../../shared/ui/toasts';
import { ConvertDialog } from './convert-dialog';
import { copyAlert, deleteAlert, enableAlert, runAlert, type Alert } from './queries';
import { TestDialog } from './test-dialog';

type Asked = 'run' | 'delete' | 'test' | 'convert';

/** What can be done with an alert, as far as the person may. */
export function AlertActions({ alert }: { readonly alert: Alert }) {
  const { uuid, name, enabled, semantics } = alert;
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  // One key for each time that it is asked: pressed twice, it is one run.
  const key = useRef('');
  const refresh = () => client.invalidateQueries({ queryKey: ['alert', uuid] });
  const run = useMutation({
    mutationFn: () => runAlert(uuid, key.current),
    onError: tellError,
    async onSuccess() {
      tell('It runs. What comes of it stands below.');
      await navigate({ to: '/alerts/$uuid', params: { uuid }, search: { tab: 'runs' } });
      await client.resetQueries({ queryKey: ['list', 'runs-of-alert'] });
      await refresh();
    },
    onSettled: close,
  });
  const toggle = useMutation({
    mutationFn: () => enableAlert(alert, !enabled),
    onError: tellError,
    async onSuccess() {
      tell(enabled ? 'It is off: it does not look any more.' : 'It is on.');
      await refresh();
    },
  });
  const copy = useMutation({
    mutationFn: () => copyAlert(uuid),
    onError: tellError,
    async onSuccess(made) {
      tell(`“${made.name}” is made. It is off.`);
      await navigate({ to: '/alerts/$uuid', params: { uuid: made.uuid } });
    },
  });
  const remove = useMutation({
    mutationFn: () => deleteAlert(alert),
    onError: tellError,
    async onSuccess() {
      tell(`“${name}” is deleted.`);
      await client.resetQueries({ queryKey: ['list', 'alerts'] });
      await navigate({ to: '/alerts' });
    },
    onSettled: close,
  });
  const needs = (permission: 'alerts:write' | 'alerts:execute' | 'alerts:test') =>
    may(permission) ? undefined : `You need the right ${permission}.`;
  const write = needs('alerts:write');
  return (
    <>
      <Button
        kind="primary"
        disabledReason={write}
        onPress={() => void navigate({ to: '/alerts/$uuid/edit', params: { uuid } })}
      >
        Edit
      </Button>
      <Button
        disabledReason={needs('alerts:execute')}
        onPress={() => {
          key.current = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
          setAsked('run');
        }}
      >
        Run now …
      </Button>
      <Menu
        label="More"
        entries={[
          {
            id: 'test',
            label: 'Test for real …',
            onAction: () => setAsked('test'),
            disabledReason: needs('alerts:test') ?? needs('alerts:execute'),
          },
          {
            id: 'toggle',
            label: enabled ? 'Turn it off' : 'Turn it on',
            onAction: () => toggle.mutate(),
            disabledReason: write,
          },
          { id: 'copy', label: 'Copy', onAction: () => copy.mutate(), disabledReason: write },
          {
            id: 'convert',
            label: 'Convert to native …',
            onAction: () => setAsked('convert'),
            disabledReason: semantics === 'native' ? 'It is native already.' : write,
          },
          {
            id: 'delete',
            label: 'Delete …',
            onAction: () => setAsked('delete'),
            disabledReason: write,
            isDangerous: true,
          },
        ]}
      />
      <ConfirmDanger
        isOpen={asked === 'run'}
        onClose={close}
        action="Run it now"
        isBusy={run.isPending}
        onConfirm={() => run.mutate()}
      >
        <p>
          It looks now, tells its recipients and runs its handlers for what is due, and what it reports counts as
          reported.
        </p>
      </ConfirmDanger>
      <ConfirmDanger
        isOpen={asked === 'delete'}
        onClose={close}
        action="Delete the alert"
        typed={name}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>It goes with the record of what it has reported. Its runs and events stay.</p>
      </ConfirmDanger>
      {asked === 'test' && <TestDialog alert={alert} onClose={close} />}
      {asked === 'convert' && <ConvertDialog alert={alert} onClose={close} />}
    </>
  );
}
