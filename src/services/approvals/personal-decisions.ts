import type { Approval } from '../../domain/approvals/approval';
import { decide, type Decider } from '../../domain/approvals/decide';
import { rightToDecide } from '../../domain/approvals/finish';
import { permissionsGranted } from '../../domain/identity/roles';
import type { User } from '../../domain/identity/user';
import type { DecisionTarget } from '../../domain/notifications/page-link';
import { CertloomError } from '../../domain/problem';
import type { ApprovalStore } from '../../store/approvals/approvals';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import { refusalText } from './decisions';

export interface PersonalDecisionDeps {
  /** Whether links decide at all, see the setting `approvals.decideByLink`. */
  readonly isOn: () => Promise<boolean>;
  readonly users: Pick<UserStore, 'find'>;
  readonly roles: Pick<RoleStore, 'byIds'>;
  readonly approvals: Pick<ApprovalStore, 'find'>;
  readonly now: () => Date;
}

/** What a personal link can do at this moment. */
export type PersonalStanding =
  /** It decides, in this name. */
  | { readonly kind: 'decides'; readonly name: string }
  /** It shows the page; `why` says why it does no more, unless the page itself does. */
  | { readonly kind: 'shows'; readonly why: string | null }
  /** As any link of a notice: links decide nothing here. */
  | { readonly kind: 'off' }
  /** The account is disabled or deleted. */
  | { readonly kind: 'refused' };

export const accountGone = 'The account that this link was made for is disabled or has been deleted.';
const noRight = 'This account has no right any more to decide on approvals.';

/**
 * Deciding by a personal link, as the user whom the link names: with the roles and groups of this moment, never past
 * the steps. What the link was made for long ago gives no right.
 */
export function createPersonalDecisions({ isOn, users, roles, approvals, now }: PersonalDecisionDeps) {
  async function enabled(uuid: string): Promise<User | undefined> {
    const user = await users.find(uuid);
    return user?.enabled === true ? user : undefined;
  }

  const mayDecide = async (user: User) => permissionsGranted(user, await roles.byIds(user.roles)).has(rightToDecide);

  return {
    /** What the page behind the link offers. */
    async standing({ id, user: uuid }: DecisionTarget): Promise<PersonalStanding> {
      const user = await enabled(uuid);
      if (user === undefined) return { kind: 'refused' };
      if (!(await isOn())) return { kind: 'off' };
      if (!(await mayDecide(user))) return { kind: 'shows', why: noRight };
      const approval = await approvals.find(id);
      if (approval === null) return { kind: 'shows', why: null };
      const asIf = { by: deciderFrom(user), decision: 'reject', comment: null, override: false, key: null } as const;
      const decided = decide(approval, asIf, now());
      if (decided.kind !== 'refused') return { kind: 'decides', name: shownName(user) };
      return { kind: 'shows', why: whyNot(decided.because, approval, uuid) };
    },

    /** Who decides by the link. Throws `unauthenticated` where links decide nothing, and `forbidden`. */
    async decider({ user: uuid }: DecisionTarget): Promise<Decider> {
      if (!(await isOn())) {
        throw new CertloomError(
          'unauthenticated',
          'Deciding by a link is switched off. Sign in to the console to decide.',
        );
      }
      const user = await enabled(uuid);
      if (user === undefined) throw new CertloomError('forbidden', accountGone);
      if (!(await mayDecide(user))) throw new CertloomError('forbidden', noRight);
      return deciderFrom(user);
    },
  };
}

export type PersonalDecisions = ReturnType<typeof createPersonalDecisions>;

function deciderFrom({ uuid, username: name, roles, groups }: User): Decider {
  return { uuid, name, roles, groups, mayOverride: false };
}

function shownName({ displayName, username }: User): string {
  return displayName === '' || displayName === username ? username : `${displayName} (${username})`;
}

function whyNot(because: Parameters<typeof refusalText>[0], { decisions }: Approval, user: string): string | null {
  // How an approval ended, and that it expired, stands on its page anyway.
  if (because === 'closed' || because === 'expired') return null;
  const own = decisions.find((decision) => decision.user.uuid === user);
  if (because !== 'already_decided' || own === undefined) return refusalText(because);
  return `You have ${own.decision === 'approve' ? 'approved' : 'rejected'} this.`;
}
