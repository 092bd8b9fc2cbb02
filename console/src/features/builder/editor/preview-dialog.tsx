import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../shared/api/problem';
import { FaultSummary } from '../../../shared/forms/faults';
import { JsonField } from '../../../shared/forms/json-field';
import { CertText } from '../../../shared/text/cert-text';
import { Button } from '../../../shared/ui/button';
import { Dialog } from '../../../shared/ui/dialog';
import { Badge } from '../../../shared/ui/states';
import { ItemField } from '../item-field';
import { preview } from '../queries';

export interface PreviewDialogProps {
  readonly uuid: string;
  readonly item: string;
  readonly onClose: () => void;
  readonly onOpen: (step: string) => void;
}

/** Every step with its settings filled for a real item. Nothing runs. */
export function PreviewDialog({ uuid, item, onClose, onOpen }: PreviewDialogProps) {
  const [itemId, setItem] = useState('');
  const [data, setData] = useState<unknown>({});
  const look = useMutation({
    mutationFn: () => preview(uuid, { itemId, data: (data ?? {}) as Record<string, unknown> }),
  });
  const faults = look.error instanceof ApiError ? (look.error.faultsByPointer().get('/itemId') ?? []) : [];
  return (
    <Dialog
      title="Preview on a real item"
      isOpen
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            kind="primary"
            onPress={() => look.mutate()}
            disabledReason={
              look.isPending ? 'It is being filled.' : itemId === '' ? 'Choose an item first.' : undefined
            }
          >
            Fill every step
          </Button>
        </>
      }
    >
      <p className="text-sm text-muted">The saved draft is filled. Nothing runs, and nothing is sent.</p>
      <ItemField item={item} value={itemId} onChange={setItem} errors={faults.map(({ detail }) => detail)} />
      <JsonField
        label="What the start would tell"
        description='For example {"alert": {"threshold": 30}}.'
        errors={[]}
        value={data}
        onChange={setData}
      />
      {look.error !== null && faults.length === 0 && <FaultSummary error={look.error} shown={() => false} />}
      {look.data !== undefined && (
        <section aria-label="Filled steps" className="flex flex-col gap-2">
          <h3 className="text-sm font-semibold">
            For <CertText>{look.data.item.name ?? look.data.item.uuid}</CertText>
          </h3>
          <ol className="flex flex-col gap-2">
            {look.data.steps.map(({ uniqueName, displayName, enabled, settings, atRunTime, missing }) => (
              <li key={uniqueName} className="rounded-md border border-line p-2 text-sm">
                <span className="flex flex-wrap items-center gap-2">
                  <button
                    type="button"
                    className="min-h-6 cursor-pointer font-medium text-accent underline"
                    onClick={() => onOpen(uniqueName)}
                  >
                    {displayName}
                  </button>
                  {!enabled && <Badge>disabled</Badge>}
                  {missing.map((name) => (
                    <Badge key={name} tone="bad">
                      {name} has no value
                    </Badge>
                  ))}
                  {atRunTime.map((name) => (
                    <Badge key={name} tone="accent">
                      {name} at run time
                    </Badge>
                  ))}
                </span>
                <Settings settings={settings} />
              </li>
            ))}
          </ol>
        </section>
      )}
    </Dialog>
  );
}

/** Names and values; text of others is shown as such. */
export function Settings({ settings }: { readonly settings: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(settings);
  if (entries.length === 0) return null;
  return (
    <dl className="mt-1 grid grid-cols-1 gap-x-3 text-xs sm:grid-cols-[9rem_1fr]">
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 font-mono break-words whitespace-pre-wrap">
            <CertText>{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</CertText>
          </dd>
        </div>
      ))}
    </dl>
  );
}
