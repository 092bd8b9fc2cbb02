import type { OutboundGuard } from '../../outbound/outbound-guard';
import type { ChannelSettings, NotificationProfile, RecipientRule } from '../../domain/notifications/profile';
import type { Fault } from '../../domain/problem';
import { sortedJson } from '../../domain/values/json';
import { channelAddressFaults } from './channel-secrets';
import { validationFailed } from '../http/faults';
import { CertloomError } from '../../domain/problem';
import type { Caller } from '../http/route';
import type { Upcoming } from '../http/upcoming';
import { clearTextFaults, originFaults } from './secret-origins';
import type { ProfileInput } from './profile-schemas';
import { assertTemplates } from './templates';

export interface ProfileCheckDeps {
  readonly guard: OutboundGuard;
  /** Those of the uuids that exist. */
  readonly existing: (kind: 'user' | 'group' | 'role', uuids: readonly string[]) => Promise<readonly string[]>;
  /** Names of the custom attributes that certificates can have. */
  readonly attributeNames: () => Promise<ReadonlySet<string>>;
}

/** What decides who is told, where, and how much. */
type Told = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'include' | 'escalationSteps'
> & { readonly channels: readonly object[] };

/**
 * Throws `forbidden` when a profile is to tell others, or more, and the caller may not read certificates: what they may
 * not see they could have sent to themselves.
 */
export function refuseRedirecting(caller: Caller, before: Told | null, after: Told): void {
  if (caller.permissions.has('certificates:read')) return;
  if (before !== null && toldBy(before) === toldBy(after)) return;
  throw new CertloomError(
    'forbidden',
    'Who decides where notices about certificates go, and what they include, needs the permission certificates:read.',
  );
}

function toldBy({ recipientType, recipients, recipientAttribute, include, escalationSteps, channels }: Told): string {
  return sortedJson([recipientType, recipients, recipientAttribute, include, escalationSteps, channels]);
}

/**
 * What the schema cannot see: addresses, references and templates. All faults of one kind are told together.
 * @param before channels as they are stored; none of a new profile
 */
export async function checkProfile(
  deps: ProfileCheckDeps,
  body: ProfileInput,
  before: readonly ChannelSettings[] = [],
  upcoming?: Upcoming,
): Promise<void> {
  const stored = await deps.attributeNames();
  const added = (upcoming?.attributes([]) ?? []).filter(({ resources }) => resources.includes('certificates'));
  const attributeNames = new Set([...stored, ...added.map(({ name }) => name)]);
  const rules = [
    { rule: body, base: '' },
    ...body.escalationSteps.flatMap(({ addRecipients }, step) =>
      addRecipients.map((rule, index) => ({ rule, base: `/escalationSteps/${step}/addRecipients/${index}` })),
    ),
  ];
  const faults = [
    ...channelAddressFaults(deps.guard, body.channels),
    ...clearTextFaults(body.channels),
    ...originFaults(body.channels, before),
    ...rules.flatMap(({ rule, base }) => attributeFaults(rule, base, attributeNames)),
    ...(await recipientFaults(deps, rules, upcoming)),
  ];
  if (faults.length > 0) throw validationFailed(faults);
  assertTemplates(body.templates, '/templates', { include: body.include, attributeNames });
}

type Rule = Pick<RecipientRule, 'recipients' | 'recipientAttribute'> & { readonly recipientType: string };

function attributeFaults({ recipientAttribute }: Rule, base: string, names: ReadonlySet<string>): Fault[] {
  if (recipientAttribute === null || names.has(recipientAttribute)) return [];
  return [{ pointer: `${base}/recipientAttribute`, code: 'not_found', detail: 'there is no such custom attribute' }];
}

async function recipientFaults(
  { existing }: ProfileCheckDeps,
  rules: readonly { readonly rule: Rule; readonly base: string }[],
  upcoming: Upcoming | undefined,
): Promise<Fault[]> {
  const kinds = ['user', 'group', 'role'] as const;
  const faults = await Promise.all(
    kinds.map(async (kind) => {
      const ofKind = rules.filter(({ rule }) => rule.recipientType === kind);
      if (ofKind.length === 0) return [];
      const found = new Set(await existing(kind, [...new Set(ofKind.flatMap(({ rule }) => rule.recipients))]));
      return ofKind.flatMap(({ rule, base }) =>
        rule.recipients.flatMap((uuid, index) =>
          found.has(uuid) || upcoming?.has(kind, uuid) === true
            ? []
            : [{ pointer: `${base}/recipients/${index}`, code: 'not_found', detail: `there is no such ${kind}` }],
        ),
      );
    }),
  );
  return faults.flat();
}
