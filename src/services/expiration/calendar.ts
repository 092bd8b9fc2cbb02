import type { ExpiringView } from './view';
import { toICalendar, type CalendarEvent } from '../../domain/expiration/icalendar';
import { certificateName } from '../../domain/certificates/pending';
import { isAcknowledgedAfter } from '../../domain/expiration/ends';
import { cutText } from '../../domain/notifications/visible-text';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { ExpiringCertificates, PersonalCertificate } from '../../store/expiration/expiring-certificates';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { ShownNames } from '../../store/certificates/shown-names';
import type { CalendarFeedStore } from '../../store/expiration/calendar-feeds';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { DirectoryStore } from '../../store/identity/directory';

/** A calendar with more is of no use to a person; the earliest are shown. */
const mostEvents = 1_000;
/** Of what has ended; older ends are found in the list. */
const mostEnded = 200;
/** Looked at for them: some have a replacement already. */
const mostRead = 2_000;
/** Characters. The names of a thousand events are one text. */
const longestNames = 1_000;
const leastMs = 90 * 86_400_000;

export interface CalendarDeps {
  readonly stores: {
    readonly calendarFeeds: Pick<CalendarFeedStore, 'userOf'>;
    readonly directory: Pick<DirectoryStore, 'snapshot' | 'permissionsOf'>;
    readonly expiringCertificates: Pick<ExpiringCertificates, 'ofPerson' | 'endedOfPerson'>;
    readonly inventory: Pick<CertificateInventory, 'shownNames'>;
    readonly expirationWatches: Pick<ExpirationWatchStore, 'findMany'>;
  };
  readonly now: () => Date;
  /** A page that people can open; its link counts from this moment. */
  readonly certificateUrl: (uuid: string, from: Date) => string;
}

/**
 * The calendar behind a secret: one event for each certificate that the user owns or has through a group, that has no
 * valid replacement, and that ends inside the widest window or within 90 days, or has ended and is not dealt with. Null for an unknown secret, and when the
 * user is gone, disabled, or may not look at expiring certificates any more.
 */
export function createCalendarReader(
  { stores, now, certificateUrl }: CalendarDeps,
  view: Pick<ExpiringView, 'widestMs' | 'replacedAmong'>,
): (secret: string) => Promise<string | null> {
  return async (secret) => {
    const uuid = await stores.calendarFeeds.userOf(secret);
    if (uuid === null) return null;
    const rights = await stores.directory.permissionsOf(uuid);
    const user = (await stores.directory.snapshot()).users.get(uuid);
    if (user === undefined || rights?.has('expiring:read') !== true) return null;
    const at = now();
    const until = new Date(at.getTime() + Math.max(leastMs, await view.widestMs(at)));
    const [ended, ahead] = await Promise.all([
      stores.expiringCertificates.endedOfPerson(user, at, mostEnded),
      stores.expiringCertificates.ofPerson(user, at, until, mostRead),
    ]);
    const found = [...ended, ...ahead];
    const replaced = await view.replacedAmong(
      found.filter(({ hasSuccessor }) => hasSuccessor),
      at,
    );
    const open = found.filter((certificate) => !replaced.has(certificate.uuid));
    const watches = await stores.expirationWatches.findMany(open.map(({ uuid }) => uuid));
    const isDealtWith = ({ uuid: of, notAfter }: PersonalCertificate) => {
      const watch = watches.get(of);
      return notAfter <= at && watch !== undefined && isAcknowledgedAfter(watch, notAfter, at);
    };
    const shown = open.filter((certificate) => !isDealtWith(certificate)).slice(0, mostEvents);
    const names = await stores.inventory.shownNames(shown.map((certificate) => certificate.uuid));
    return toICalendar({
      name: `Certificates of ${user.username}`,
      events: shown.map((certificate) =>
        toEvent(certificate, names.get(certificate.uuid), watches.get(certificate.uuid), at, certificateUrl),
      ),
    });
  };
}

function toEvent(
  certificate: PersonalCertificate,
  { shownNames, nameCount }: ShownNames = { shownNames: [], nameCount: 0 },
  watch: ExpirationWatch | undefined,
  now: Date,
  certificateUrl: CalendarDeps['certificateUrl'],
): CalendarEvent {
  const { uuid, notAfter, updatedAt, serialNumber, subjectDn, issuerDn } = certificate;
  const name = certificateName({ ...certificate, subjectAlternativeNames: shownNames });
  const more = nameCount - shownNames.length;
  const isOver = notAfter <= now;
  return {
    // A replacement that comes and goes makes another event of it.
    uid: `${uuid}.${watch?.cycle ?? 1}@certloom`,
    at: notAfter,
    // At its end the event says something else, although nobody has changed the certificate.
    changedAt: isOver && notAfter > updatedAt ? notAfter : updatedAt,
    summary: `${isOver ? 'Certificate expired, not replaced' : 'Certificate expires'}: ${name}`,
    description: [
      `Subject: ${subjectDn}`,
      `Issuer: ${issuerDn}`,
      `Serial number: ${serialNumber}`,
      ...(shownNames.length === 0
        ? []
        : [`Names: ${cutText(shownNames.join(', '), longestNames)}${more > 0 ? ` and ${more} more` : ''}`]),
    ].join('\n'),
    // From the end on: the same at every reading, and open as long as somebody should still act.
    url: certificateUrl(uuid, notAfter),
  };
}
