import { CertloomError } from '../../domain/problem';
import type { ApprovalDecisions } from '../../services/approvals/decisions';
import type { DirectorySnapshot } from '../../store/identity/directory';
import type { Caller } from '../http/route';
import { deciderOf } from './deciding';
import { decisionBody } from './schemas';

export interface PageDecisionDeps {
  readonly decisions: Pick<ApprovalDecisions, 'decide'>;
  readonly directory: () => Promise<Pick<DirectorySnapshot, 'users'>>;
}

/** What the form on the page of an approval does, for the owner of the key. */
export function decidingOnPage({ decisions, directory }: PageDecisionDeps) {
  return async (
    caller: Caller,
    approvalUuid: string,
    { decision, comment }: { readonly decision: string; readonly comment: string },
  ): Promise<void> => {
    const given = decisionBody.safeParse({ decision, comment: comment === '' ? null : comment });
    if (!given.success) {
      throw new CertloomError('validation_failed', 'The comment is too long, or has characters that are not allowed.');
    }
    const by = deciderOf(caller, await directory());
    await decisions.decide(approvalUuid, { ...given.data, by, key: undefined });
  };
}
