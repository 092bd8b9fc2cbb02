import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { FaultsOf, FaultSummary } from '../../shared/forms/faults';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { tell } from '../../shared/ui/toasts';
import { saveKeyFile } from '../operations/key-file';
import { KeyFileFields } from '../operations/key-file-fields';
import { emptyKeyFile, passwordFault } from '../operations/order';
import { nameOf } from './columns';
import type { Certificate } from './queries';

export interface ExportKeyDialogProps {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}

/** Gives out the private key that is kept for a certificate, after saying what that means. */
export function ExportKeyDialog({ certificate, onClose }: ExportKeyDialogProps) {
  const { uuid } = certificate;
  const name = nameOf(certificate);
  const [file, setFile] = useState(emptyKeyFile);
  const act = useMutation({
    mutationFn() {
      const { format, password } = file;
      const params = { path: { uuid } };
      return dataOf(api.POST('/api/v1/certificates/{uuid}/private-key', { params, body: { format, password } }));
    },
    // Nothing of the key stays in what the browser remembers of requests.
    gcTime: 0,
    onSuccess(delivered) {
      saveKeyFile(name, delivered);
      tell('The private key is in the file. Keep the file and its password apart.');
      onClose();
    },
  });
  return (
    <Dialog
      title="Export the private key"
      isOpen
      onClose={onClose}
      isDismissable={false}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="danger"
            onPress={() => act.mutate()}
            disabledReason={act.isPending ? 'It is being made.' : passwordFault(file)}
          >
            Export the private key
          </Button>
        </>
      }
    >
      <FaultsOf error={act.error}>
        <FaultSummary error={act.error} shown={(pointer) => pointer === '/password'} />
        <p role="note" className="rounded-md border border-warn/40 bg-warn-tint p-3 text-sm">
          Whoever has this file and its password can pass for <CertText>{name}</CertText>. The file is not under the
          protection of Certloom any more, and cannot be called back: if it is lost, the certificate has to be revoked.
          That you export it is written to the audit log.
        </p>
        <KeyFileFields
          value={file}
          onChange={(part) => setFile((before) => ({ ...before, ...part }))}
          pointer="/password"
        />
      </FaultsOf>
    </Dialog>
  );
}
