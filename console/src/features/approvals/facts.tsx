import { PathLink } from '../../shared/shell/path-link';
import { CertText } from '../../shared/text/cert-text';
import { Time } from '../../shared/text/time';
import { Fact, Facts } from '../../shared/ui/facts';
import { Badge } from '../../shared/ui/states';
import type { Approval } from './queries';
import { askedOf, askedText, besideStatus, objectText, toneOfApproval } from './words';

/** What exactly is asked, by whom, until when, of whom, and what was decided and said so far. */
export function ApprovalFacts({ approval }: { readonly approval: Approval }) {
  const { resource, objectUuid, objectNames, objectLabel, creator, createdAt, expiryAt, closedAt } = approval;
  const { approvalProfile, steps, step, decisions, comments, status, canFinish, cannotFinishBecause } = approval;
  return (
    <div className="flex flex-col gap-4">
      <Facts>
        <Fact name="What is asked">
          <strong>{askedText(approval)}</strong>
        </Fact>
        <Fact name="Of">
          {resource === 'certificates' ? (
            <PathLink to={`/certificates/${objectUuid}`} className="underline">
              <CertText>{objectText(approval)}</CertText>
            </PathLink>
          ) : (
            <CertText>{objectText(approval)}</CertText>
          )}
        </Fact>
        <Fact name="Names in it">
          <CertText>{objectNames.join(', ')}</CertText>
        </Fact>
        <Fact name="Called, when it was asked">
          <CertText>{objectLabel}</CertText>
        </Fact>
        <Fact name="Asked by">
          <CertText>{creator.name}</CertText> <Time at={createdAt} form="both" />
        </Fact>
        <Fact name={closedAt === null ? 'Until' : 'Closed'}>
          <Time at={closedAt ?? expiryAt} form="both" />
        </Fact>
        <Fact name="State">
          <Badge tone={toneOfApproval(status)}>{status}</Badge> {besideStatus(approval)}
        </Fact>
        <Fact name="By the rules of">
          <CertText>{approvalProfile.name}</CertText>, version {approvalProfile.version}
        </Fact>
      </Facts>
      {canFinish === false && (
        <p className="text-sm text-danger">
          Nobody whom it asks can approve it any more: <CertText>{cannotFinishBecause}</CertText>
        </p>
      )}
      <ol className="list-decimal pl-5 text-sm" aria-label="Steps">
        {steps.map((one, index) => (
          <li key={one.order} aria-current={status === 'pending' && index + 1 === step ? 'step' : undefined}>
            <CertText>{askedOf(one)}</CertText>: {one.requiredApprovals} needed{' '}
            {one.description !== '' && <CertText className="text-muted">{one.description}</CertText>}
          </li>
        ))}
      </ol>
      {decisions.length + comments.length > 0 && (
        <ul className="flex flex-col text-sm" aria-label="Decisions and comments">
          {decisions.map(({ user, decision, comment, override, byLink, at, step: of }) => (
            <li key={`${of} ${user.uuid} ${at}`} className="border-b border-line py-1">
              <Badge tone={decision === 'approve' ? 'good' : 'bad'}>{decision}</Badge> <CertText>{user.name}</CertText>,
              step {of}
              {override && ' and all others'}
              {byLink && ', by the link of a mail'}, <Time at={at} />
              {comment !== null && (
                <>
                  : “<CertText>{comment}</CertText>”
                </>
              )}
            </li>
          ))}
          {comments.map(({ commentId, user, text, at }) => (
            <li key={commentId} className="border-b border-line py-1">
              <CertText>{user.name}</CertText>, <Time at={at} />: “<CertText>{text}</CertText>”
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
