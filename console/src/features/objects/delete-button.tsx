import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, sentenceOf } from '../../shared/api/problem';
import { useMay } from '../../shared/session/me';
import { targetOf } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import type { AnyObject, ObjectKind } from './object-kind';
import { deleteObject } from './object-queries';
import { UsedBy } from '../../shared/shell/used-by';

/** Deletes an object once its name was typed; a refusal says what uses it. */
export function DeleteButton({ kind, object }: { readonly kind: ObjectKind; readonly object: AnyObject }) {
  const { collection, noun, nouns, write, fixedBecause, deletion, nameOf } = kind;
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const name = nameOf(object);
  const act = useMutation({
    mutationFn: () => deleteObject(collection, object),
    async onSuccess() {
      tell(`The ${noun} “${name}” is deleted.`);
      client.removeQueries({ queryKey: [collection, object.uuid] });
      await client.resetQueries({ queryKey: ['list', collection] });
      await navigate(targetOf(`/${collection}`));
    },
  });
  const close = () => {
    setOpen(false);
    setTyped('');
    act.reset();
  };
  const users = act.error instanceof ApiError ? (act.error.problem.usedBy ?? []) : [];
  const reason = act.isPending ? 'It is being done.' : typed.trim() === name ? undefined : 'Type its name first.';
  const off = fixedBecause?.(object) ?? (may(write) ? undefined : `You need the permission ${write}.`);
  return (
    <>
      <Button disabledReason={off} onPress={() => setOpen(true)}>
        Delete …
      </Button>
      <Dialog
        title={`Delete this ${noun}?`}
        isOpen={isOpen}
        onClose={close}
        actions={
          <>
            <Button onPress={close}>Cancel</Button>
            <Button kind="danger" disabledReason={reason} onPress={() => act.mutate()}>
              Delete it
            </Button>
          </>
        }
      >
        <p className="text-sm">
          <CertText>{name}</CertText>: {deletion} It cannot be taken back.
        </p>
        {act.isError && (
          <div role="alert" className="flex flex-col gap-2 rounded-md border border-danger bg-danger-tint p-3 text-sm">
            <p className="text-danger">{sentenceOf(act.error)}</p>
            <UsedBy users={users} />
          </div>
        )}
        <TextField
          label={`Type the name of the ${noun} to go on`}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          description={
            <>
              Of all {nouns}, this one goes: <CertText>{name}</CertText>
            </>
          }
        />
      </Dialog>
    </>
  );
}
