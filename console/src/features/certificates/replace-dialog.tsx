import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { newKey } from '../../shared/api/new-key';
import { ApiError, sentenceOf } from '../../shared/api/problem';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { nameOf } from './columns';
import type { Certificate } from './queries';
import { replaceBy, storedBy } from './replace';

export interface ReplaceDialogProps {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}

/** Uploads the certificate that takes the place of this one, and says that it does. */
export function ReplaceDialog({ certificate, onClose }: ReplaceDialogProps) {
  const { uuid } = certificate;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [file, setFile] = useState<{ readonly name: string; readonly blob: Blob }>();
  const [text, setText] = useState('');
  const content = file?.blob ?? (text.trim() === '' ? undefined : new Blob([text]));
  const act = useMutation({
    async mutationFn() {
      if (content === undefined) throw new Error('There is nothing to upload.');
      const stored = await storedBy(content, newKey());
      await replaceBy(uuid, stored.uuid).catch((error: unknown) => {
        // Found by the product itself, as its names are the same.
        if (!(error instanceof ApiError && error.status === 409)) throw error;
      });
      return stored;
    },
    async onSuccess({ isNew }) {
      tell(isNew ? 'It is uploaded, and replaces this one.' : 'It was here already, and replaces this one.');
      onClose();
      await client.invalidateQueries({ queryKey: ['certificate', uuid] });
      await navigate({ to: '/certificates/$uuid', params: { uuid }, search: { tab: 'relations' } });
    },
  });
  const firing = act.error instanceof ApiError ? act.error.problem.firingId : undefined;
  return (
    <Dialog
      title="Replace by an upload"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={
              act.isPending
                ? 'It is being uploaded.'
                : content === undefined
                  ? 'Choose a file or paste a certificate first.'
                  : undefined
            }
          >
            Upload and replace
          </Button>
        </>
      }
    >
      <p className="text-sm">
        The new certificate takes the place of <CertText>{nameOf(certificate)}</CertText>: nobody is told any more that
        this one ends, as far as the new one has its names. Triggers decide about it as about any upload.
      </p>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <FileTrigger
          onSelect={(files) => {
            const chosen = files?.[0];
            if (chosen !== undefined) setFile({ name: chosen.name, blob: chosen });
          }}
        >
          <Button>Choose a file</Button>
        </FileTrigger>
        {file !== undefined && (
          <>
            <CertText>{file.name}</CertText>
            <Button kind="quiet" aria-label="Take the file away" onPress={() => setFile(undefined)}>
              ✕
            </Button>
          </>
        )}
      </div>
      {file === undefined && <TextField label="Or paste PEM" value={text} onChange={setText} rows={5} isMono />}
      {act.isError && (
        <p role="alert" className="text-sm text-danger">
          {sentenceOf(act.error)}{' '}
          {firing !== undefined && (
            <PathLink to={`/event-history/${firing}`} className="underline">
              Why
            </PathLink>
          )}
        </p>
      )}
    </Dialog>
  );
}
