import type { Approval } from '../../domain/approvals/approval';
import { visibleText } from '../../domain/notifications/visible-text';
import { peopleTime } from '../../domain/values/people-time';

/** A fact for people, as plain text. */
interface Shown {
  readonly label: string;
  readonly value: string;
}

/** What the page of an approval tells: what is asked for, by whom, until when, and what was decided. */
export function approvalFacts(approval: Approval): Shown[] {
  const { resource, resourceAction, objectName, objectUuid, creator, profile, createdAt, expiryAt } = approval;
  const { objectNames, step, steps, decisions, comments } = approval;
  return [
    { label: 'Requested action', value: visibleText(`${resourceAction} (${resource})`) },
    { label: 'For', value: visibleText(objectName ?? objectUuid) },
    ...(objectNames.length > 0 ? [{ label: 'Names', value: visibleText(objectNames.join(', ')) }] : []),
    { label: 'Requested by', value: visibleText(creator.name) },
    { label: 'Requested at', value: peopleTime(createdAt.toISOString()) },
    { label: 'Open until', value: peopleTime(expiryAt.toISOString()) },
    { label: 'Approval profile', value: visibleText(`${profile.name}, version ${profile.version}`) },
    { label: 'Step', value: `${step} of ${steps.length}` },
    ...decisions.map((one) => ({
      label: `Decision in step ${one.step}`,
      value: visibleText(
        `${one.decision} by ${one.user.name}${one.override ? ', past the steps' : ''}${one.byLink === true ? ', by a link' : ''}${said(one.comment)}`,
      ),
    })),
    ...comments.map(({ user, text }) => ({ label: `Comment of ${visibleText(user.name)}`, value: visibleText(text) })),
  ];
}

/** How things stand, in a sentence. */
export function approvalRemarks({ status, closedAt, closedBecause, expiryAt }: Approval, at: Date): string[] {
  if (status === 'pending') {
    return [at < expiryAt ? 'It waits for a decision.' : 'Its time is over: it is about to be closed as expired.'];
  }
  const when = closedAt === null ? '' : ` since ${peopleTime(closedAt.toISOString())}`;
  if (closedBecause === 'withdrawal') return [`It is withdrawn${when}.`];
  if (closedBecause === 'subjectChanged') return [`It is closed${when}: what was to be approved has changed.`];
  return [`It is ${status}${when}.`];
}

function said(comment: string | null): string {
  return comment === null ? '' : `: ${comment}`;
}
