import { createReplacements, expirationRuleOf } from './replacements';
import { decideBySystem } from '../firings/decide-subject';
import { createRules } from '../firings/rules';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { dueFrom, widestThresholdMs } from '../../domain/expiration/due';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { expiringStateOf, type ExpiringState } from '../../domain/expiration/outlook';
import { rulesInForce } from '../../domain/notifications/escalation';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { planNotice, recipientNeeds, type NoticeSubject } from '../../domain/notifications/recipients';
import type { DirectorySnapshot } from '../../store/identity/directory';
import { createExpiringTally } from './tally';
import type { Stores } from '../../store/stores';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { ExpiringTally } from '../../domain/expiration/tally';

/** A certificate on its way to notAfter, and where it stands. */
export interface LookedAt {
  readonly certificate: CertificateRecord;
  readonly notAfter: Date;
  /** Begin of the window in which people are told. */
  readonly dueFrom: Date;
  readonly watch: ExpirationWatch | undefined;
  /** Uuids of its valid replacements. */
  readonly replacedBy: readonly string[];
  readonly state: ExpiringState;
}

export interface Named {
  readonly uuid: string;
  readonly name: string | null;
}

export interface RecipientFacts {
  readonly users: readonly Named[];
  readonly groups: readonly Named[];
  readonly roles: readonly Named[];
  readonly addresses: readonly string[];
  readonly channels: readonly string[];
  /** Nobody of these can be told. */
  readonly reachesNobody: boolean;
}

/** With what the triggers would do now. */
export interface SubjectFacts extends LookedAt {
  /** Profiles that the triggers name, in their order. */
  readonly profiles: readonly NotificationProfile[];
  /** Of these, and of the streams. */
  readonly profileNames: ReadonlyMap<string, string>;
  readonly recipientsOf: (profile: NotificationProfile, step: string | null) => RecipientFacts;
}

/** What the pages of expiring certificates are made of; decided with the functions of the scan. */
export interface ExpiringView {
  /** Those with a readable notAfter, in their order. */
  lookAt(certificates: readonly CertificateRecord[], at: Date): Promise<LookedAt[]>;
  subjectsOf(seen: readonly LookedAt[], at: Date): Promise<SubjectFacts[]>;
  /** Uuids of those that have a valid replacement. */
  replacedAmong(
    certificates: readonly Pick<CertificateRecord, 'uuid' | 'notAfter'>[],
    at: Date,
  ): Promise<ReadonlySet<string>>;
  /** Milliseconds before notAfter at which the earliest window begins. */
  widestMs(): Promise<number>;
  tally(maxAgeMs: number): Promise<ExpiringTally>;
}

export interface ExpiringViewDeps {
  readonly stores: Stores;
  readonly now: () => Date;
}

const event = 'certificate_expiring';

/** What people see of expiring certificates, decided by the same functions that the scan uses. */
export function createExpiringView({ stores, now }: ExpiringViewDeps): ExpiringView {
  const rules = createRules(stores, event);
  const replacementsOf = createReplacements({ relations: stores.relations, candidates: stores.expirationCandidates });

  async function lookAt(certificates: readonly CertificateRecord[], at: Date): Promise<LookedAt[]> {
    if (certificates.length === 0) return [];
    const [known, watches] = await Promise.all([
      rules(),
      stores.expirationWatches.findMany(certificates.map(({ uuid }) => uuid)),
    ]);
    const replacements = await replacementsOf(
      known,
      certificates.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0),
      at,
    );
    return certificates.flatMap((certificate) => {
      const from = dueFrom(certificate, expirationRuleOf(known, certificate.raProfile));
      if (from === null || certificate.notAfter === null) return [];
      const watch = watches.get(certificate.uuid);
      const replacedBy = replacements.get(certificate.uuid) ?? [];
      const state = expiringStateOf({ dueFrom: from, isReplaced: replacedBy.length > 0, watch }, at);
      return [{ certificate, notAfter: certificate.notAfter, dueFrom: from, watch, replacedBy, state }];
    });
  }

  return {
    lookAt,

    async subjectsOf(seen: readonly LookedAt[], at: Date): Promise<SubjectFacts[]> {
      const known = await rules();
      const decided = seen.map((one) => {
        const { certificate } = one;
        const subject = certificateFiringSubject(certificate);
        const decision = decideBySystem(known, subject, known.setsOf(certificate), at);
        const named = [...new Set(decision.effects.flatMap(({ profiles }) => profiles))];
        const after = decision.outcome === 'ignored' ? certificate : { ...certificate, ...decision.categories };
        return { ...one, named, after };
      });
      const uuids = new Set(decided.flatMap(({ named, watch }) => [...named, ...Object.keys(watch?.streams ?? {})]));
      const found = uuids.size === 0 ? [] : await stores.profiles.findMany([...uuids]);
      const profiles = new Map(found.map((profile) => [profile.uuid, profile]));
      const directory = await stores.directory.snapshot();
      return decided.map(({ named, after, ...one }) => {
        const subject = subjectOf(after);
        return {
          ...one,
          profiles: named.flatMap((uuid) => profiles.get(uuid) ?? []),
          profileNames: new Map(found.map(({ uuid, name }) => [uuid, name])),
          recipientsOf: (profile: NotificationProfile, step: string | null) =>
            recipientsOf(profile, step, subject, directory),
        };
      });
    },

    async replacedAmong(certificates, at) {
      if (certificates.length === 0) return new Set();
      return new Set((await replacementsOf(await rules(), certificates, at)).keys());
    },

    async widestMs(): Promise<number> {
      const { settings, directory } = await rules();
      return widestThresholdMs(settings, directory.raProfiles.values());
    },

    tally: createExpiringTally({
      certificates: stores.expiringCertificates,
      rules,
      replacementsOf,
      now,
      tick: () => performance.now(),
    }),
  };
}

function subjectOf({ owner, groups, attributes }: CertificateRecord): NoticeSubject {
  return {
    event,
    data: {},
    rejected: false,
    actorUuid: null,
    ownerUuid: owner,
    groupUuids: groups,
    attributes: Object.fromEntries(
      Object.values(attributes)
        .filter(({ contentType }) => contentType !== 'secret')
        .map(({ name, content }) => [name, content.map(({ data }) => data)]),
    ),
  };
}

/** Whom a profile means at a step, as it would be asked for now. */
function recipientsOf(
  profile: NotificationProfile,
  step: string | null,
  subject: NoticeSubject,
  directory: DirectorySnapshot,
) {
  const inForce = rulesInForce(profile, step);
  const { users, groups, roles, addresses } = recipientNeeds(inForce, subject);
  const groupsFound = groups.flatMap((uuid) => directory.groups.get(uuid) ?? []);
  const people = [...new Set([...users, ...groupsFound.flatMap(({ members }) => members)])];
  const plan = planNotice(inForce, profile.channels, subject, {
    users: people.flatMap((uuid) => directory.users.get(uuid) ?? []),
    groups: groupsFound,
    roleMembers: Object.fromEntries(
      roles.map((role) => [role, [...directory.users.values()].filter((user) => user.roles.includes(role))]),
    ),
  });
  return {
    users: users.map((uuid) => ({ uuid, name: directory.users.get(uuid)?.username ?? null })),
    groups: groups.map((uuid) => ({ uuid, name: directory.groups.get(uuid)?.name ?? null })),
    roles: roles.map((uuid) => ({ uuid, name: directory.roles.get(uuid)?.name ?? null })),
    addresses,
    channels: profile.channels.map(({ type }) => type),
    reachesNobody: plan.reason === 'no_recipients',
  };
}
