import type { Schema } from '../../shared/api/types';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Badge } from '../../shared/ui/states';
import { toneOfValidation, wordsOf } from './states';

/** The chain from the certificate to the root, where it broke, and the result of each check. */
export function Chain({ validation }: { readonly validation: Schema<'CertificateValidation'> }) {
  const { status, checkedAt, checks, path, fault, notes, evidence, refusedPaths } = validation;
  return (
    <div className="flex flex-col gap-5 text-sm">
      <p>
        <Badge tone={toneOfValidation(status)}>{wordsOf(status)}</Badge> checked <Time at={checkedAt} form="both" />
      </p>
      {fault !== null && (
        <p className="rounded-md border border-danger/40 bg-danger-tint p-2 text-danger">
          <CertText>{fault.message}</CertText>
        </p>
      )}
      <section>
        <h3 className="mb-2 font-semibold">Chain</h3>
        {path.length === 0 && <p className="text-muted">No chain was found.</p>}
        <ol aria-label="Chain, the certificate first" className="flex flex-col">
          {path.map(({ fingerprint, subjectDn, notAfter }, index) => (
            <li key={fingerprint} className="flex flex-col">
              {index > 0 && <span aria-hidden="true" className="ml-6 h-5 border-l-2 border-edge" />}
              <span
                className={`rounded-md border p-2 ${fault?.fingerprint === fingerprint ? 'border-danger bg-danger-tint' : 'border-line bg-sunken'}`}
              >
                <span className="block font-medium">
                  <CertText>{subjectDn}</CertText>
                </span>
                <span className="text-xs text-muted">
                  {index === 0 ? 'this certificate' : index === path.length - 1 ? 'root' : 'issuer'}, ends{' '}
                  <Time at={notAfter} form="both" />
                </span>
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h3 className="mb-2 font-semibold">Checks</h3>
        <ul className="flex flex-col">
          {checks.map(({ check, status: of, message }) => (
            <li key={check} className="grid gap-x-3 border-b border-line py-1 sm:grid-cols-[13rem_8rem_1fr]">
              <span>{wordsOf(check)}</span>
              <span>
                <Badge tone={toneOfValidation(of)}>{wordsOf(of)}</Badge>
              </span>
              <CertText>{message}</CertText>
            </li>
          ))}
        </ul>
      </section>
      {evidence.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">What was read about revocation</h3>
          <ul className="flex flex-col gap-1">
            {evidence.map(({ kind, source, subject, verdict, message, thisUpdate }) => (
              <li key={kind + source + subject}>
                <Badge tone={verdict === 'good' ? 'good' : verdict === 'revoked' ? 'bad' : 'warn'}>{verdict}</Badge>{' '}
                {kind === 'list' ? 'CRL' : 'OCSP'} <CertText>{source}</CertText> of <Time at={thisUpdate} />:{' '}
                <CertText>{message}</CertText>
              </li>
            ))}
          </ul>
        </section>
      )}
      {notes.length > 0 && (
        <ul className="list-disc pl-5">
          {notes.map(({ code, message }) => (
            <li key={code + message}>
              <CertText>{message}</CertText>
            </li>
          ))}
        </ul>
      )}
      {refusedPaths.length > 0 && (
        <details>
          <summary className="cursor-pointer">Other chains that were tried ({refusedPaths.length})</summary>
          <ul className="list-disc pl-5">
            {refusedPaths.map(({ fingerprints, fault: of }) => (
              <li key={fingerprints.join()}>
                {fingerprints.length} certificates: <CertText>{of.message}</CertText>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
