import type { Schema } from '../../shared/api/types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge, EmptyState } from '../../shared/ui/states';
import { wordsOf } from './states';

/** What was done to the certificate, the latest first. */
export function History({ entries }: { readonly entries: readonly Schema<'CertificateHistoryEntry'>[] }) {
  if (entries.length === 0) return <EmptyState title="Nothing was done to it yet" />;
  return (
    <ol className="flex flex-col text-sm">
      {entries.map(({ entryId, created, createdBy, event, status, message, additionalInformation }) => (
        <li key={entryId} className="grid gap-x-3 border-b border-line py-1.5 sm:grid-cols-[10rem_10rem_10rem_1fr]">
          <Time at={created} />
          <span>
            {wordsOf(event.replace(/([A-Z])/g, ' $1').toLowerCase())}{' '}
            {status === 'failure' && <Badge tone="bad">failed</Badge>}
          </span>
          <CertText>{createdBy.name}</CertText>
          <span className="min-w-0">
            <CertText>{message}</CertText>
            {additionalInformation !== null && Object.keys(additionalInformation).length > 0 && (
              <details>
                <summary className="cursor-pointer text-xs text-muted">more</summary>
                <pre className="font-mono text-xs whitespace-pre-wrap">
                  <CertText>{JSON.stringify(additionalInformation, null, 2)}</CertText>
                </pre>
              </details>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
