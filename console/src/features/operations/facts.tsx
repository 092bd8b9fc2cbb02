import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Hex } from '../../shared/text/hex';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { reasonWords } from '../certificates/revocation';
import type { Operation } from './queries';

interface LinkedProps {
  readonly to: string;
  readonly uuid: string | null;
  readonly name?: string | null | undefined;
}

function Linked({ to, uuid, name }: LinkedProps) {
  if (uuid === null) return <span className="text-muted">–</span>;
  return (
    <PathLink to={`${to}/${uuid}`} className="underline">
      <CertText>{name ?? uuid}</CertText>
    </PathLink>
  );
}

const origins = { request: 'on request', renewal: 'renewed by Certloom itself', trigger: 'by a trigger' } as const;

/** What exactly is asked, by whom, and what it leads to. */
export function OperationFacts({ operation }: { readonly operation: Operation }) {
  const { certificate, certificateName, issuedCertificate, issuedCertificateName, action, reason } = operation;
  return (
    <Facts>
      {action !== 'issue' && (
        <Fact name="Certificate">
          <Linked to="/certificates" uuid={certificate} name={certificateName} />
        </Fact>
      )}
      <Fact name="Result">
        <Linked to="/certificates" uuid={issuedCertificate} name={issuedCertificateName} />
      </Fact>
      <Fact name="Subject">
        <CertText>{operation.subjectDn}</CertText>
      </Fact>
      <Fact name="Names">
        <CertText>{operation.names.join(', ')}</CertText>
      </Fact>
      {reason !== null && (
        <Fact name="Reason">
          {reasonWords(reason)}
          {operation.comment !== null && (
            <>
              : “<CertText>{operation.comment}</CertText>”
            </>
          )}
        </Fact>
      )}
      <Fact name="Asked by">
        <CertText>{operation.requester.name}</CertText>, {origins[operation.origin]}
      </Fact>
      <Fact name="Since">
        <Time at={operation.createdAt} form="both" />
      </Fact>
      <Fact name="Ended">
        <Time at={operation.finishedAt} form="both" />
      </Fact>
      <Fact name="RA profile">
        <Linked to="/ra-profiles" uuid={operation.raProfile} name={operation.raProfileName} />
      </Fact>
      <Fact name="Authority">
        <Linked to="/authorities" uuid={operation.authority} name={operation.authorityName} />
      </Fact>
      <Fact name="Approval">
        <Linked to="/approvals" uuid={operation.approvalUuid} name="Open the approval" />
      </Fact>
      {operation.instanceUuid !== null && (
        <Fact name="Workflow">
          <Linked to="/instances" uuid={operation.instanceUuid} name="Open the instance" />
        </Fact>
      )}
      {operation.causedBy !== null && (
        <Fact name="Led to by">
          <Linked to="/event-history" uuid={operation.causedBy} name="Open the event" />
        </Fact>
      )}
      <Fact name="Event of its end">
        <Linked to="/event-history" uuid={operation.firingId} name="Open the event" />
      </Fact>
      {action === 'issue' && (
        <>
          <Fact name="Owner">
            <CertText>{operation.ownerName ?? operation.owner ?? 'nobody'}</CertText>
          </Fact>
          <Fact name="Groups">
            <CertText>
              {(operation.groupNames ?? operation.groups).map((name) => name ?? '(hidden)').join(', ')}
            </CertText>
          </Fact>
        </>
      )}
      {operation.lifetimeSeconds !== null && (
        <Fact name="Lifetime asked for">{(operation.lifetimeSeconds / 86_400).toLocaleString('en')} days</Fact>
      )}
      {operation.keepsKey && <Fact name="Private key">made here, and kept</Fact>}
      {operation.spkiSha256 !== null && (
        <Fact name="SHA-256 of the public key">
          <Hex value={operation.spkiSha256} what="SHA-256 of the public key" />
        </Fact>
      )}
    </Facts>
  );
}
