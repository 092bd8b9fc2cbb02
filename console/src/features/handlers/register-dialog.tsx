import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sentenceOf } from '../../shared/api/problem';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { registerModule } from './queries';

export interface RegisterDialogProps {
  /** The path that stands there at first. */
  readonly module: string;
  readonly onClose: () => void;
}

/** Registers a module of the plug-in folder; a worker reads what it says of itself. */
export function RegisterDialog({ module, onClose }: RegisterDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [path, setPath] = useState(module);
  const register = useMutation({
    mutationFn: () => registerModule(path.trim()),
    async onSuccess(handler) {
      tell(`“${handler.title}” is registered.`);
      onClose();
      await client.invalidateQueries({ queryKey: ['handler', handler.name] });
      await client.invalidateQueries({ queryKey: ['names', 'handlers'] });
      await client.resetQueries({ queryKey: ['list', 'handlers'] });
      await navigate({ to: '/handlers/$name', params: { name: handler.name } });
    },
  });
  const reason = register.isPending
    ? 'A worker is reading it.'
    : path.trim() === ''
      ? 'Say which module first.'
      : undefined;
  return (
    <Dialog
      title={module === '' ? 'Register a module' : 'Register it anew'}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" disabledReason={reason} onPress={() => register.mutate()}>
            Register
          </Button>
        </>
      }
    >
      <p className="text-sm">
        A worker reads what the module says of itself, and its SHA-256, in a process of its own. From then on it runs
        only as long as the file is the same.
      </p>
      <TextField
        label="Path below the plug-in folder"
        value={path}
        onChange={setPath}
        placeholder="ticket/index.mjs"
        isMono
      />
      {register.isError && (
        <p role="alert" className="text-sm text-danger">
          <CertText>{sentenceOf(register.error)}</CertText>
        </p>
      )}
    </Dialog>
  );
}
