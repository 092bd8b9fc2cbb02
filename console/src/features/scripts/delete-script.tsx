import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../shared/session/me';
import { Button } from '../../shared/ui/button';
import { ConfirmDanger } from '../../shared/ui/confirm-danger';
import { tell, tellError } from '../../shared/ui/toasts';
import { deleteScript, type ScriptDetail } from './queries';

/** Deletes a script with all its versions, once its name was typed. */
export function DeleteScript({ script }: { readonly script: ScriptDetail }) {
  const { name, currentVersion, usedBy } = script;
  const may = useMay()('scripts:write');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteScript(script),
    onError: tellError,
    async onSuccess() {
      tell(`“${name}” is deleted.`);
      await client.resetQueries({ queryKey: ['list', 'scripts'] });
      await navigate({ to: '/scripts' });
    },
  });
  const reason = !may
    ? 'You need the right scripts:write.'
    : usedBy.length > 0
      ? 'It is in use. Take it out of what uses it first.'
      : undefined;
  return (
    <>
      <Button disabledReason={reason} onPress={() => setOpen(true)}>
        Delete …
      </Button>
      <ConfirmDanger
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action="Delete the script"
        typed={name}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>
          {currentVersion === 1 ? 'Its text goes' : `Its ${currentVersion.toLocaleString('en')} versions go`} for good.
          Its runs stay in the list of runs.
        </p>
      </ConfirmDanger>
    </>
  );
}
