import { createApprovalActivities } from '../../activities/approvals';
import { createApprovalRoutes } from '../../api/approvals/approvals';
import { createApprovalProfileRoutes } from '../../api/approvals/profiles';
import { createApprovalCare } from '../../services/approvals/care';
import { approvalSubjects } from '../../services/approvals/firings';
import { profileUsers } from '../../services/approvals/profile-users';
import { createObjectFiringsOf } from './object-firings';
import type { CreatePart } from './part';

export const approvalsPart: CreatePart = ({ foundation, approvals }) => {
  const { stores, now, logger } = foundation;
  const care = createApprovalCare({ approvals: stores.approvals, wake: approvals.wake, logger, now });
  return {
    name: 'approvals',
    workflows: ['approval', 'approvalClosed', 'approvalRequested'],
    routes: () => [
      ...createApprovalProfileRoutes({
        profiles: stores.approvalProfiles,
        directory: () => stores.directory.snapshot(),
        usersOf: profileUsers(stores),
      }),
      ...createApprovalRoutes({
        approvals: stores.approvals,
        decisions: approvals.decisions,
        directory: () => stores.directory.snapshot(),
        now,
      }),
    ],
    activities: () => {
      const firings = createObjectFiringsOf(foundation);
      const { occurrences } = approvals;
      return {
        certloom: createApprovalActivities({
          occurrences,
          following: approvals.following(firings),
          firings,
        }),
      };
    },
    subjects: () => [approvalSubjects(stores.approvals)],
    tidy: care.tidy,
  };
};
