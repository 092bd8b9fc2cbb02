import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay, type Permission } from '../session/me';
import { targetOf } from '../shell/path-link';
import { Button } from './button';
import { ConfirmDanger } from './confirm-danger';
import { tell, tellError } from './toasts';

export interface DeleteNamedProps {
  readonly noun: string;
  readonly name: string;
  readonly needs: Permission;
  /** How many things use it; while some do it stays. */
  readonly users: number;
  /** Name of the list in the cache, and its path below `/`. */
  readonly list: string;
  readonly remove: () => Promise<unknown>;
  /** What goes with it. */
  readonly children: ReactNode;
}

/** Deletes something once its name was typed, and goes back to the list. */
export function DeleteNamed({ noun, name, needs, users, list, remove, children }: DeleteNamedProps) {
  const may = useMay()(needs);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const act = useMutation({
    mutationFn: remove,
    onError: tellError,
    async onSuccess() {
      tell(`The ${noun} “${name}” is deleted.`);
      await client.resetQueries({ queryKey: ['list', list] });
      await client.invalidateQueries({ queryKey: ['names', list] });
      await navigate(targetOf(`/${list}`));
    },
    onSettled: () => setOpen(false),
  });
  const reason = !may
    ? `You need the right ${needs}.`
    : users > 0
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
        action={`Delete the ${noun}`}
        typed={name}
        isBusy={act.isPending}
        onConfirm={() => act.mutate()}
      >
        {children}
      </ConfirmDanger>
    </>
  );
}
