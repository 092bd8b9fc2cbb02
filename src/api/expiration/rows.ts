import { certificateName } from '../../domain/certificates/pending';
import type { Coverage } from '../../domain/expiration/coverage';
import { timeLeft } from '../../domain/expiration/time-left';
import { stepWarnings } from '../../domain/expiration/step-warnings';
import type { RenewalSettings } from '../../domain/authorities/renewal-settings';
import { isRenewable, renewalMoment } from '../../domain/operations/renewal';
import { earliest, streamOutlook, type NoticeMoment } from '../../domain/expiration/outlook';
import type { Permission } from '../../domain/identity/permissions';
import type { NotificationProfile } from '../../domain/notifications/profile';
import type { Named, RecipientFacts } from '../../services/expiration/recipient-facts';
import type { ShownNames } from '../../store/certificates/shown-names';
import type { LookedAt, SubjectFacts } from '../../services/expiration/view';

export interface ViewDirectory {
  readonly users: ReadonlyMap<string, { readonly username: string }>;
  readonly groups: ReadonlyMap<string, { readonly name: string }>;
  readonly raProfiles: ReadonlyMap<string, { readonly name: string; readonly renewal: RenewalSettings }>;
}

/** Whose eyes it is for: without the permission to read the objects of a kind their names stay away. */
export interface Viewer {
  readonly permissions: ReadonlySet<Permission>;
  readonly directory: ViewDirectory;
  readonly now: Date;
}

/** Of a certificate that was deleted meanwhile. */
const noNames: ShownNames = { shownNames: [], nameCount: 0 };

/** One row of the list. */
export function toExpiringRow(subject: SubjectFacts, viewer: Viewer, names: ShownNames = noNames) {
  const { certificate, watch, state, dueFrom, coverage } = subject;
  const streams = streamsOf(subject, viewer);
  const told = streams.flatMap(({ profile, last }) => (last === null ? [] : [{ profile, ...last }]));
  const coming = streams.flatMap(({ profile, next }) => (next === null ? [] : [{ profile, ...next }]));
  return {
    certificate: toSubject(subject, viewer.now, names),
    state,
    owner: certificate.owner === null ? null : named('user', certificate.owner, viewer),
    groups: certificate.groups.map((uuid) => named('group', uuid, viewer)),
    raProfile: certificate.raProfile === null ? null : named('raProfile', certificate.raProfile, viewer),
    dueSince: state === 'upcoming' ? null : dueFrom,
    dueFrom,
    ...toCoverage(coverage),
    willBeRenewedAt: state === 'replaced' || state === 'expired' ? null : renewedAt(subject, viewer),
    acknowledged: watch?.acknowledged ?? null,
    lastNotice: told.reduce<(typeof told)[number] | null>(
      (latest, one) => (latest === null || one.at > latest.at ? one : latest),
      null,
    ),
    nextNotice: earliest(coming) ?? null,
    reachesNobody: subject.reachesNobody,
    firingId: watch?.firingId ?? null,
    lastFiredAt: watch?.firingId ? watch.lastFiredAt : null,
    repeatCount: watch?.firingId ? watch.repeatCount : 0,
  };
}

/** When the product renews it by itself. */
function renewedAt({ certificate, renewalWindow }: SubjectFacts, { directory }: Viewer): Date | null {
  const profile = certificate.raProfile === null ? undefined : directory.raProfiles.get(certificate.raProfile);
  if (profile === undefined || !isRenewable(certificate)) return null;
  return renewalMoment(certificate, profile.renewal, renewalWindow);
}

/** Of very many names some: a page of rows has to stay readable. */
const namesShown = 20;

function toCoverage({ replacedBy, partlyReplacedBy, remaining, remainingCount, lost }: Coverage) {
  return {
    replacedBy: [...replacedBy],
    partlyReplacedBy: [...partlyReplacedBy],
    remainingNames: remaining.slice(0, namesShown),
    remainingNameCount: remainingCount,
    lostPurposes: [...lost],
  };
}

/** The row with every stream. */
export function toExpiringDetail(subject: SubjectFacts, viewer: Viewer, names?: ShownNames) {
  return {
    ...toExpiringRow(subject, viewer, names),
    cycle: subject.watch?.cycle ?? 1,
    streams: streamsOf(subject, viewer),
  };
}

function toSubject({ certificate, notAfter }: LookedAt, now: Date, { shownNames, nameCount }: ShownNames) {
  const { uuid, commonName, subjectDn, issuerDn, serialNumber, notBefore } = certificate;
  const left = notAfter.getTime() - now.getTime();
  const lifetime = notBefore === null ? 0 : notAfter.getTime() - notBefore.getTime();
  return {
    ...{ uuid, commonName, subjectDn, issuerDn, serialNumber, notBefore, notAfter },
    name: certificateName({ ...certificate, subjectAlternativeNames: shownNames }),
    subjectAlternativeNames: [...shownNames],
    subjectAlternativeNameCount: nameCount,
    ...timeLeft(notAfter, now),
    lifetimeLeftPercent: lifetime <= 0 ? null : Math.max(0, Math.min(100, Math.floor((left * 100) / lifetime))),
  };
}

/** Streams of the profiles that the triggers name now, then those that have an account only. */
function streamsOf(subject: SubjectFacts, viewer: Viewer) {
  const { watch, notAfter, dueFrom: from, profiles, recipientsOf } = subject;
  const { notBefore } = subject.certificate;
  const isReplaced = subject.coverage.replacedBy.length > 0;
  const moment = { now: viewer.now, from, notBefore, notAfter, isReplaced };
  const shown = (profile: NotificationProfile, next: NoticeMoment | null) =>
    next === null
      ? null
      : { ...next, recipients: visibleRecipients(recipientsOf(profile, next.step), viewer.permissions) };
  const applied = profiles.map((profile) => {
    const { next, ...stream } = streamOutlook(profile, watch, profile.uuid, moment);
    return {
      profile: profileName(profile.uuid, subject, viewer),
      applies: true,
      warnings: stepWarnings(profile.escalationSteps, from, { notBefore, notAfter }),
      ...stream,
      next: shown(profile, next),
    };
  });
  const others = Object.entries(watch?.streams ?? {})
    .filter(([uuid]) => profiles.every((profile) => profile.uuid !== uuid))
    .map(([uuid, { lastNoticeAt, step, counted, claim }]) => ({
      profile: profileName(uuid, subject, viewer),
      applies: false,
      warnings: [],
      last: lastNoticeAt === null ? null : { at: lastNoticeAt, step },
      onItsWay: claim === null ? null : { at: claim.at, step: claim.step },
      counted,
      next: null,
    }));
  return [...applied, ...others];
}

function profileName(uuid: string, { profileNames }: SubjectFacts, { permissions }: Viewer): Named {
  return { uuid, name: permissions.has('notification-profiles:read') ? (profileNames.get(uuid) ?? null) : null };
}

/** Names of what the caller may read; addresses only with the certificates in which they stand. */
export function visibleRecipients(
  { users, groups, roles, addresses, unusable, channels, reachesNobody }: RecipientFacts,
  permissions: ReadonlySet<Permission>,
) {
  const only = (permission: Permission, list: readonly Named[]) =>
    list.map(({ uuid, name }) => ({ uuid, name: permissions.has(permission) ? name : null }));
  return {
    users: only('users:read', users),
    groups: only('groups:read', groups),
    roles: only('roles:read', roles),
    // They stand in custom attributes of the certificate.
    addresses: permissions.has('certificates:read') ? [...addresses] : [],
    unusable: permissions.has('certificates:read') ? [...unusable] : [],
    channels: [...channels],
    reachesNobody,
  };
}

const kinds = { user: 'users:read', group: 'groups:read', raProfile: 'ra-profiles:read' } as const;

/** A name where the viewer may read it. */
export function named(kind: keyof typeof kinds, uuid: string, { permissions, directory }: Viewer): Named {
  if (!permissions.has(kinds[kind])) return { uuid, name: null };
  if (kind === 'user') return { uuid, name: directory.users.get(uuid)?.username ?? null };
  const names = kind === 'group' ? directory.groups : directory.raProfiles;
  return { uuid, name: names.get(uuid)?.name ?? null };
}
