import { CertloomError } from '../../domain/problem';
import { rightToDecide } from '../../domain/approvals/finish';
import type { DecisionTarget } from '../../domain/notifications/page-link';
import type { ApprovalDecisions } from '../../services/approvals/decisions';
import type { PersonalDecisions } from '../../services/approvals/personal-decisions';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { Audit, Audited } from '../http/audit';
import type { Caller } from '../http/route';
import { deciderOf, deciding } from './deciding';
import { decisionBody } from './schemas';

export interface PageDecisionDeps {
  readonly decisions: Pick<ApprovalDecisions, 'decide'>;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'users'>>;
  readonly personal: PersonalDecisions;
}

/** What was sent by the form on the page of an approval. */
export interface SentDecision {
  readonly decision: string;
  readonly comment: string;
  /** Of the page as it was shown: the same form sent twice is one decision. */
  readonly form: string;
}

/** What the form on the page of an approval does, for the owner of the key or of the personal link. */
export function decidingOnPage({ decisions, directory, personal }: PageDecisionDeps) {
  return async (
    caller: Caller,
    approvalUuid: string,
    { decision, comment, form }: SentDecision,
    link?: DecisionTarget,
  ): Promise<void> => {
    const given = decisionBody.safeParse({ decision, comment: comment === '' ? null : comment });
    if (!given.success) {
      throw new CertloomError('validation_failed', 'The comment is too long, or has characters that are not allowed.');
    }
    const by = link === undefined ? deciderOf(caller, await directory()) : await personal.decider(link);
    const byLink = link === undefined ? {} : { byLink: true as const };
    await decisions.decide(approvalUuid, { ...given.data, ...byLink, by, key: `form ${form}` });
  };
}

/** Who comes by a personal link: as its user, for deciding and nothing else. A refusal is recorded under that user. */
export async function linkCaller(
  personal: PersonalDecisions,
  audit: Pick<Audit, 'refusal'>,
  of: Pick<Audited, 'req' | 'requestId'>,
  link: DecisionTarget,
): Promise<Caller> {
  const by = (name: string): Caller => ({
    actor: { type: 'user', uuid: link.user, name },
    permissions: new Set([rightToDecide]),
    authMethod: 'signedLink',
  });
  try {
    return by((await personal.decider(link)).name);
  } catch (error) {
    if (error instanceof CertloomError && error.code === 'forbidden') {
      const refused = { kind: link.user, message: error.code };
      await audit.refusal({ ...of, caller: by('signed link') }, deciding.audit, refused);
    }
    throw error;
  }
}
