import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { OutputText } from '../../shared/text/output-text';
import { Button } from '../../shared/ui/button';
import { Badge, EmptyState } from '../../shared/ui/states';
import { Warnings } from './warnings';
import type { AlertKind, AlertTest, ItemPreview } from './queries';
import { kindTraits, textOfHtml } from './words';

export interface PreviewsProps {
  readonly result: AlertTest;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly kind: AlertKind;
}

/** What an alert would do, item by item, with the exact number of what is not shown. */
export function Previews({ result, page, onPage, kind }: PreviewsProps) {
  const { total, shown, cut, limit, previews } = result;
  if (total === 0) {
    return (
      <EmptyState title="Nothing is due">
        A run now would tell nobody and run nothing. What was reported already does not count again.
      </EmptyState>
    );
  }
  const n = (count: number) => count.toLocaleString('en');
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="text-sm">
        {n(total)} {total === 1 ? 'is' : 'are'} due. {n(shown)} shown, {n(cut)} not.
      </p>
      <ul className="flex flex-col gap-2" aria-label="What is due">
        {previews.map((preview) => (
          <li key={`${preview.alertUuid} ${preview.item.itemId} ${preview.threshold}`}>
            <Preview preview={preview} isOpen={previews.length === 1} kind={kind} />
          </li>
        ))}
      </ul>
      {cut > 0 && (
        <div className="flex items-center gap-2 text-sm">
          <Button disabledReason={page === 1 ? 'These are the first.' : undefined} onPress={() => onPage(page - 1)}>
            Before
          </Button>
          Page {n(page)} of {n(Math.ceil(total / limit))}
          <Button
            disabledReason={page * limit >= total ? 'These are the last.' : undefined}
            onPress={() => onPage(page + 1)}
          >
            Next
          </Button>
        </div>
      )}
    </div>
  );
}

interface PreviewProps {
  readonly preview: ItemPreview;
  readonly isOpen: boolean;
  readonly kind: AlertKind;
}

function Preview({ preview, isOpen, kind }: PreviewProps) {
  const { item, threshold, subject, message, recipients, handlers, warnings } = preview;
  const isCertificate = kindTraits[kind].item === 'certificate';
  return (
    <details open={isOpen} className="rounded-md border border-line bg-surface">
      <summary className="cursor-pointer px-3 py-2 text-sm">
        <span className="font-medium">
          <CertText>{item.name}</CertText>
        </span>
        {threshold !== null && <span className="text-muted"> at {threshold.toLocaleString('en')} days</span>}{' '}
        <span className="text-muted">to </span>
        <CertText>{recipients.length === 0 ? 'nobody' : recipients.join(', ')}</CertText>
      </summary>
      <div className="flex flex-col gap-3 border-t border-line p-3 text-sm">
        <Warnings warnings={warnings} />
        {isCertificate && (
          <PathLink to={`/certificates/${item.itemId}`} className="underline">
            The certificate
          </PathLink>
        )}
        <p>
          <span className="text-muted">Subject: </span>
          <CertText>{subject}</CertText>
        </p>
        {message !== '' && (
          <>
            <OutputText name="Message as text">{textOfHtml(message)}</OutputText>
            <details>
              <summary className="cursor-pointer text-xs text-muted">The message as HTML</summary>
              <OutputText name="Message as HTML">{message}</OutputText>
            </details>
          </>
        )}
        <ol className="flex list-decimal flex-col gap-2 pl-5" aria-label="Handlers">
          {handlers.map((handler, index) => (
            <li key={index}>
              <CertText>{handler.name}</CertText> <span className="text-muted">({handler.type})</span>{' '}
              {handler.wouldRun ? (
                <Badge tone="good">
                  would run {handler.runs === 1 ? 'once' : `${handler.runs.toLocaleString('en')} times`}
                </Badge>
              ) : (
                <Badge>its conditions do not hold</Badge>
              )}
              {handler.recipients.length > 0 && (
                <>
                  {' '}
                  <CertText>{handler.recipients.join(', ')}</CertText>
                </>
              )}
              {Object.keys(handler.parameters).length > 0 && (
                <details>
                  <summary className="cursor-pointer text-xs text-muted">With what</summary>
                  <OutputText name={`What ${handler.name} gets`}>
                    {JSON.stringify(handler.parameters, null, 2)}
                  </OutputText>
                </details>
              )}
            </li>
          ))}
        </ol>
      </div>
    </details>
  );
}
