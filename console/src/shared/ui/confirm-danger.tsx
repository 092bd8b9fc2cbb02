import { type ReactNode, useState } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { TextField } from './field';

export interface ConfirmDangerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What will be done: `Revoke 12 certificates`. Also the label of the button. */
  readonly action: string;
  /** What it touches and whether it can be taken back. */
  readonly children: ReactNode;
  /** Has to be typed before the button works; for what touches much or cannot be taken back. */
  readonly typed?: string;
  readonly onConfirm: () => void;
  readonly isBusy?: boolean;
}

/** Asks once more before something that cannot be taken back, and says what it will touch. */
export function ConfirmDanger({ isOpen, onClose, action, children, typed, onConfirm, isBusy }: ConfirmDangerProps) {
  const [text, setText] = useState('');
  const isTyped = typed === undefined || text.trim() === typed;
  const reason = isBusy === true ? 'It is being done.' : isTyped ? undefined : `Type ${typed} first.`;
  const close = () => {
    setText('');
    onClose();
  };
  const confirm = () => {
    setText('');
    onConfirm();
  };
  return (
    <Dialog
      title={`${action}?`}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button kind="danger" disabledReason={reason} onPress={confirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">{children}</div>
      {typed !== undefined && (
        <TextField label={`Type “${typed}” to go on`} value={text} onChange={setText} autoComplete="off" />
      )}
    </Dialog>
  );
}
