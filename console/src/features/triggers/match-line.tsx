import { sentenceOf } from '../../shared/api/problem';
import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { totalText } from './columns';
import type { useMatchCount } from './live-check';

export interface MatchLineProps {
  readonly count: ReturnType<typeof useMatchCount>;
  readonly isReady: boolean;
}

/** `Matches 37 of 412 certificates`, with some of them. */
export function MatchLine({ count: { matching, all, isCurrent }, isReady }: MatchLineProps) {
  if (!isReady) return <p className="text-sm text-muted">Complete the condition to see what it matches.</p>;
  if (matching.isError) {
    return <p className="text-sm text-muted">It cannot be counted: {sentenceOf(matching.error)}</p>;
  }
  if (matching.data === undefined) return <p className="text-sm text-muted">Counting …</p>;
  const { total, explain, samples } = matching.data;
  return (
    <div className="text-sm" aria-live="polite">
      <p title={explain}>
        Matches <strong>{totalText(total)}</strong>
        {all.data !== undefined && <> of {totalText(all.data.total)}</>} certificates
        {!isCurrent && <span className="text-muted"> … counting anew</span>}
      </p>
      {samples.length > 0 && (
        <p className="text-muted">
          Among them:{' '}
          {samples.map(({ certificate, certificateName }, index) => (
            <span key={certificate}>
              {index > 0 && ', '}
              <PathLink to={`/certificates/${certificate}`} className="underline">
                <CertText>{certificateName ?? certificate}</CertText>
              </PathLink>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
