import { useState } from 'react';
import { saveFile } from '../../shared/list/save-file';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
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
    saveFile(fileName(name, delivered.format), blobOf(delivered));
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

function fileName(name: string, format: DeliveredKey['format']): string {
  const plain = name.replaceAll(/[^\w.-]+/g, '_').slice(0, 80) || 'certificate';
  return `${plain}.${format === 'pkcs12' ? 'p12' : 'pem'}`;
}

function blobOf({ format, content }: DeliveredKey): Blob {
  if (format === 'pem') return new Blob([content], { type: 'application/x-pem-file' });
  const bytes = Uint8Array.from(window.atob(content), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: 'application/x-pkcs12' });
}
