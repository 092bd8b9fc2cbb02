import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../shared/session/me';
import { Section } from '../../shared/shell/page';
import { Button } from '../../shared/ui/button';
import { Loading } from '../../shared/ui/states';
import type { AlertDraft, previewDraft } from './draft';
import { ItemPicker } from './item-picker';
import { Previews } from './previews';
import { Warnings } from './warnings';

export interface DraftPreviewProps {
  readonly draft: AlertDraft;
  readonly preview: UseMutationResult<Awaited<ReturnType<typeof previewDraft>>, Error, number>;
  readonly itemId: string;
  readonly onItem: (itemId: string) => void;
}

/** What the draft would do now, for all that is due or for one certificate; nothing is saved, sent or run. */
export function DraftPreview({ draft, preview, itemId, onItem }: DraftPreviewProps) {
  const mayTest = useMay()('alerts:test');
  const [page, setPage] = useState(1);
  const reason = !mayTest
    ? 'You need the right alerts:test.'
    : preview.isPending
      ? 'It is being looked at.'
      : undefined;
  const show = (next: number) => {
    setPage(next);
    preview.mutate(next);
  };
  return (
    <Section title="What it would do">
      <div className="flex flex-col gap-3">
        <p className="text-sm text-muted">
          The alert as it stands here is tried on what is due now, or on one{' '}
          {draft.kind === 'expiration' ? 'certificate' : 'item'} whatever was reported. Nothing is saved, sent or run.
        </p>
        <ItemPicker key={draft.kind} kind={draft.kind} value={itemId} onChange={onItem} />
        <div>
          <Button disabledReason={reason} onPress={() => show(1)}>
            Try it
          </Button>
        </div>
        {preview.isPending && <Loading what="what it would do" />}
        {preview.data !== undefined && !preview.isPending && (
          <>
            <Warnings warnings={preview.data.warnings} />
            <Previews result={preview.data.result} page={page} onPage={show} kind={draft.kind} />
          </>
        )}
      </div>
    </Section>
  );
}
