import { useState } from 'react';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { saveKeyFile } from './key-file';
import type { DeliveredKey } from './queries';

export interface DeliveredKeyDialogProps {
  readonly delivered: DeliveredKey;
  /** For the name of the file. */
  readonly name: string;
  /** Whether the certificate is in the file, or only its key. */
  readonly hasCertificate: boolean;
  readonly onClose: () => void;
}

/** Gives out a private key. It comes once, so that nothing closes this before it is saved, unless somebody says so. */
export function DeliveredKeyDialog({ delivered, name, hasCertificate, onClose }: DeliveredKeyDialogProps) {
  const [isSaved, setSaved] = useState(false);
  const save = () => {
    saveKeyFile(name, delivered);
    setSaved(true);
  };
  return (
    <Dialog
      title="Save the private key now"
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button kind={isSaved ? 'plain' : 'primary'} onPress={save}>
            Save the file
          </Button>
          <Button kind={isSaved ? 'primary' : 'quiet'} onPress={onClose}>
            {isSaved ? 'Done' : 'Go on without it'}
          </Button>
        </>
      }
    >
      <p className="text-sm">
        It is given out this once. It is protected by the password that you have chosen.{' '}
        {hasCertificate
          ? 'The certificate and its issuers are in the file, too.'
          : 'The certificate is not there yet: the file has the key alone.'}
      </p>
    </Dialog>
  );
}
