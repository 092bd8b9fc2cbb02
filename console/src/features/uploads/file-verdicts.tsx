import { Link } from '@tanstack/react-router';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { Badge, type Tone } from '../../shared/ui/states';
import type { UploadedItem } from './queries';
import { isWorthAnotherTry, verdictWords, type FileState } from './upload-file';

const tones: Readonly<Record<UploadedItem['status'] | FileState['state'], Tone>> = {
  ...{ waiting: 'neutral', sending: 'accent', processing: 'accent', done: 'good', refused: 'bad' },
  ...{ stored: 'good', ignored: 'warn', failed: 'bad', finished: 'good' },
};

/** One file, and beneath it each certificate in it with what became of it and why. */
export function FileVerdicts({ file, onRetry }: { readonly file: FileState; readonly onRetry: () => void }) {
  const { name, state, items, total, reason } = file;
  const notStored = items.filter(({ status }) => status === 'ignored' || status === 'failed').length;
  return (
    <li className="rounded-md border border-line p-3 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0 font-medium">
          <CertText>{name}</CertText>
        </span>
        <span className="flex items-center gap-2">
          {total > 1 && <span className="text-muted">{total.toLocaleString('en')} certificates</span>}
          <Badge tone={notStored > 0 && state === 'done' ? 'warn' : tones[state]}>
            {state === 'done' && notStored > 0 ? `${notStored.toLocaleString('en')} not stored` : state}
          </Badge>
          {isWorthAnotherTry(file) && <Button onPress={onRetry}>Try again</Button>}
        </span>
      </div>
      {reason !== undefined && <p className="mt-1 text-danger">{reason}</p>}
      {items.length > 0 && (
        <ul className="mt-2 flex max-h-96 flex-col gap-1 overflow-y-auto" tabIndex={items.length > 10 ? 0 : undefined}>
          {items.map((item) => (
            <Verdict key={item.index} item={item} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Verdict({ item }: { readonly item: UploadedItem }) {
  const { index, status, fingerprint, certificateUuid, code, matchedTriggers = [], warnings, firingId } = item;
  const { actionErrors } = item;
  const isHere = code === 'certificate_duplicate';
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t border-line pt-1">
      <span className="w-8 text-right text-muted tabular-nums">{index + 1}</span>
      <Badge tone={isHere ? 'neutral' : tones[status]}>{verdictWords(item)}</Badge>
      {certificateUuid !== undefined && (
        <Link to="/certificates/$uuid" params={{ uuid: certificateUuid }} className="underline">
          {isHere ? 'The same certificate is in the inventory: open it' : 'Open the certificate'}
        </Link>
      )}
      {isHere && certificateUuid === undefined && fingerprint !== undefined && (
        <PathLink to={`/certificates?fingerprint=${fingerprint}`} className="underline">
          The same certificate is in the inventory: find it
        </PathLink>
      )}
      {code !== undefined && !isHere && <span>{sentences[code] ?? code.replaceAll('_', ' ')}</span>}
      {matchedTriggers.map(({ uuid, name, message }) => (
        <span key={uuid}>
          <PathLink to={`/triggers/${uuid}`} className="underline">
            <CertText>{name}</CertText>
          </PathLink>
          {message !== undefined && (
            <>
              : <CertText>{message}</CertText>
            </>
          )}
        </span>
      ))}
      {firingId !== undefined && (
        <PathLink to={`/event-history/${firingId}`} className="underline">
          Why
        </PathLink>
      )}
      {actionErrors > 0 && <span className="text-warn">{actionErrors} actions failed</span>}
      {warnings.map(({ code: of, detail }) => (
        <span key={of} className="text-warn">
          {detail}
        </span>
      ))}
    </li>
  );
}

/** What became of it, where the API gives a code only. */
const sentences: Readonly<Record<string, string>> = {
  certificate_ignored: 'It was not stored, because of the trigger',
  not_a_certificate: 'This is no certificate that can be read',
  private_key_refused: 'There is a private key beside it, and keys are not taken here',
  upload_interrupted: 'It was interrupted: try it again',
  upload_in_progress: 'Another upload of the same certificate is under way',
};
