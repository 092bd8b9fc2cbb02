import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../../shared/api/client';
import type { Schema } from '../../../shared/api/types';
import { CodeEditor } from '../../../shared/code/code-editor';
import { FaultSummary } from '../../../shared/forms/faults';
import { useMay } from '../../../shared/session/me';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Badge } from '../../../shared/ui/states';
import { tell } from '../../../shared/ui/toasts';

type Import = Schema<'ConfigurationImport'>;

/** Takes workflows from a file that an export wrote: what would become of each is shown first. */
export function ImportButton() {
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        onPress={() => setOpen(true)}
        disabledReason={may('builder:write') ? undefined : 'You need the permission builder:write.'}
      >
        Import
      </Button>
      {isOpen && <ImportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function send(text: string, dryRun: boolean): Promise<Import> {
  return dataOf(api.POST('/api/v1/imports', { params: { query: { dryRun } }, body: { text } as never }));
}

function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const look = useMutation({ mutationFn: () => send(text, true) });
  const apply = useMutation({
    mutationFn: () => send(text, false),
    async onSuccess({ objects }) {
      const failed = objects.filter(({ result }) => result === 'failed');
      if (failed.length > 0) return;
      tell(`${objects.length.toLocaleString('en')} taken over.`);
      onClose();
      await client.resetQueries({ queryKey: ['list', 'definitions'] });
    },
  });
  const change = (next: string) => {
    setText(next);
    look.reset();
    apply.reset();
  };
  const told = apply.data ?? look.data;
  const busy = look.isPending || apply.isPending ? 'It is being done.' : undefined;
  return (
    <Dialog
      title="Import workflows"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            onPress={() => look.mutate()}
            disabledReason={busy ?? (text.trim() === '' ? 'Choose a file or paste its text first.' : undefined)}
          >
            See what it would do
          </Button>
          <Button
            kind="primary"
            onPress={() => apply.mutate()}
            disabledReason={busy ?? (look.data === undefined ? 'See first what it would do.' : undefined)}
          >
            Import
          </Button>
        </>
      }
    >
      <label className="flex flex-wrap items-center gap-2 text-sm font-medium">
        File (YAML, as Export writes it)
        <input
          type="file"
          accept=".yaml,.yml"
          className="min-h-8 text-sm"
          onChange={(event) => void event.target.files?.[0]?.text().then(change)}
        />
      </label>
      <CodeEditor name="Documents to import" language="yaml" value={text} onChange={change} height="16rem" />
      <FaultSummary error={look.error ?? apply.error} shown={() => false} />
      {told !== undefined && (
        <ul aria-label="What becomes of each" className="flex flex-col text-sm">
          {told.objects.map(({ kind, name, result, changes, faults }) => (
            <li key={`${kind} ${name}`} className="border-b border-line py-1">
              <Badge tone={result === 'failed' ? 'bad' : result === 'unchanged' ? 'neutral' : 'accent'}>{result}</Badge>{' '}
              {kind} “{name}”{result === 'changed' && `: ${changes.map(({ path }) => path).join(', ')}`}
              {faults.map(({ detail }) => (
                <span key={detail} className="block text-danger">
                  {detail}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
