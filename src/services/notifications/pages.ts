import { certificateName } from '../../domain/certificates/pending';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import { isEventCode, findEvent, type EventCode } from '../../domain/events/catalogue';
import { certificateFacts, envelopeOf } from '../../domain/events/payloads';
import { digestRowFor, type DigestCertificate, type DigestRow } from '../../domain/notifications/digest';
import { becauseOf, digestEvent, digestTitle } from '../../domain/notifications/digest-delivery';
import type { NoticeNames } from '../../domain/notifications/notice';
import type { LinkTarget, PageTarget } from '../../domain/notifications/page-link';
import { eventNameOf } from '../../domain/notifications/template-data';
import { visibleText } from '../../domain/notifications/visible-text';
import { peopleTime, timeLeftText } from '../../domain/values/people-time';
import { shownFacts, type ShownFact } from '../../delivery/templates/facts';
import { canExpire } from '../expiration/acknowledgements';
import type { ExpiringView, LookedAt } from '../expiration/view';
import type { Approval } from '../../domain/approvals/approval';
import { approvalFacts, approvalRemarks } from '../approvals/page';
import type { EventHistory } from '../../store/firings/history';
import type { DigestItem } from '../../domain/notifications/digest-item';

/** What the link of a notice shows, as plain text: no more of a certificate than a mail tells. */
export interface NoticePage {
  readonly title: string;
  readonly facts: readonly ShownFact[];
  /** Sentences on how things stand now. */
  readonly remarks: readonly string[];
  /** The certificates of a digest, the next to expire first; null on other pages. */
  readonly list: { readonly rows: readonly DigestRow[]; readonly hasMore: boolean } | null;
  /** The certificate whose end can be acknowledged here, if there is anything to acknowledge; null on other pages. */
  readonly acknowledgement: { readonly certificate: string; readonly state: LookedAt['state'] } | null;
  /** The approval that can be decided here; null on other pages, and once it is closed. */
  readonly decision: { readonly approval: string } | null;
  /** Its screen in the web console, without a slash in front; null on pages about no single object. */
  readonly screen: string | null;
}

export interface NoticePageDeps {
  readonly firings: Pick<EventHistory, 'find'>;
  readonly certificate: (uuid: string) => Promise<CertificateRecord | null>;
  readonly approval: (uuid: string) => Promise<Approval | null>;
  readonly namesOf: (certificate: Pick<CertificateRecord, 'groups' | 'raProfile' | 'owner'>) => Promise<NoticeNames>;
  readonly view: Pick<ExpiringView, 'lookAt'>;
  /** Items of a digest, the next to expire first. */
  readonly digestItems: (
    deliveryId: string,
    limit: number,
  ) => Promise<readonly Pick<DigestItem, 'certificate' | 'step' | 'following'>[]>;
  readonly digestCertificates: (uuids: readonly string[]) => Promise<ReadonlyMap<string, DigestCertificate>>;
  readonly pageUrl: (target: PageTarget, from: Date) => string;
}

/** Rows of the page of a digest. */
const mostRows = 500;

/** The pages that links of notices lead to; null for what is not there, or not any more. Reads only. */
export function createNoticePages(deps: NoticePageDeps) {
  const finders: Readonly<Record<PageTarget['kind'], (id: string, at: Date) => Promise<NoticePage | null>>> = {
    async firing(id, at) {
      const firing = await deps.firings.find(id);
      if (firing === null) return null;
      const { event, resource, objectUuid, objectName, outcome, occurredAt, actor } = firing;
      const occurrence = [
        { label: 'When', value: peopleTime(occurredAt.toISOString()) },
        { label: 'By', value: visibleText(actor.name) },
      ];
      const name = eventNameOf(event);
      if (outcome === 'ignored' && objectUuid === null) {
        const remarks = ['This was rejected. Its details are not kept.'];
        return { ...nothingMore, title: `${name} and rejected`, facts: occurrence, remarks };
      }
      const title = objectName === null ? name : `${name}: ${visibleText(objectName)}`;
      if (resource === 'approvals' && objectUuid !== null) return approvalPage(title, objectUuid, occurrence, at);
      if (resource !== 'certificates' || objectUuid === null) return { ...nothingMore, title, facts: occurrence };
      const certificate = await deps.certificate(objectUuid);
      if (certificate === null) {
        return {
          ...nothingMore,
          title,
          facts: occurrence,
          remarks: ['The certificate is no longer in the inventory.'],
        };
      }
      const facts = isEventCode(event) ? await factsOf(certificate, event, at) : [];
      const { acknowledgement, ...state } = await stateOf(certificate, at);
      return {
        ...nothingMore,
        title,
        facts: [...facts, ...state.facts, ...occurrence],
        remarks: state.remarks,
        screen: screenOfCertificate(certificate),
        acknowledgement: findEvent(event)?.monitoring === true ? acknowledgement : null,
      };
    },

    async certificate(id, at) {
      const certificate = await deps.certificate(id);
      if (certificate === null) return null;
      const { facts, ...state } = await stateOf(certificate, at);
      return {
        ...nothingMore,
        ...state,
        title: `Certificate: ${visibleText(certificateName(certificate))}`,
        facts: [...(await factsOf(certificate, digestEvent, at)), ...facts],
        screen: screenOfCertificate(certificate),
      };
    },

    async approval(id, at) {
      const approval = await deps.approval(id);
      if (approval === null) return null;
      const name = eventNameOf('approval_requested');
      const { objectName } = approval;
      const title = objectName === null ? name : `${name}: ${visibleText(objectName)}`;
      return approvalPage(title, id, [], at);
    },

    async digest(id, at) {
      const items = await deps.digestItems(id, mostRows + 1);
      if (items.length === 0) return null;
      const found = await deps.digestCertificates(items.map(({ certificate }) => certificate));
      const rows = await Promise.all(
        items.slice(0, mostRows).flatMap(({ certificate: uuid, step, following: statuses }) => {
          const certificate = found.get(uuid);
          if (certificate === undefined) return [];
          const link = deps.pageUrl({ kind: 'certificate', id: uuid }, at);
          const moment = { step, now: at, link, statuses };
          return [deps.namesOf(certificate).then((names) => digestRowFor(certificate, names, moment))];
        }),
      );
      const because = becauseOf(items);
      const remarks = [
        ...(because === undefined ? [] : [`${visibleText(because)}.`]),
        ...(rows.length === 0 ? ['None of these certificates is in the inventory any more.'] : []),
      ];
      return {
        ...nothingMore,
        title: digestTitle(because),
        remarks,
        list: { rows, hasMore: items.length > mostRows },
      };
    },
  };

  async function approvalPage(title: string, uuid: string, occurrence: ShownFact[], at: Date): Promise<NoticePage> {
    const approval = await deps.approval(uuid);
    if (approval === null) {
      return { ...nothingMore, title, facts: occurrence, remarks: ['This approval is no longer kept.'] };
    }
    return {
      ...nothingMore,
      title,
      facts: [...approvalFacts(approval), ...occurrence],
      remarks: approvalRemarks(approval, at),
      screen: `approvals/${uuid}`,
      decision: approval.status === 'pending' && at < approval.expiryAt ? { approval: uuid } : null,
    };
  }

  async function factsOf(certificate: CertificateRecord, event: EventCode, at: Date): Promise<ShownFact[]> {
    const { uuid } = certificate;
    const names = await deps.namesOf(certificate);
    const payload = { ...certificateFacts(certificate, uuid), raProfileName: names.raProfile };
    return shownFacts({
      envelope: envelopeOf({ event, firingId: '', occurredAt: at, objectUuid: uuid }, payload),
      ...{ rejected: false, actor: { uuid: null, name: '' }, certificate, names, ownerUuid: null, groupUuids: [] },
      ...{ firingUrl: '', pageUrl: '', runUrl: null },
    });
  }

  /** How far the certificate is from its end now, and who takes care. */
  async function stateOf(
    certificate: CertificateRecord,
    at: Date,
  ): Promise<Pick<NoticePage, 'facts' | 'remarks' | 'acknowledgement'>> {
    if (!canExpire(certificate)) {
      const now = certificate.archived ? 'archived' : certificate.state;
      return {
        facts: [],
        remarks: [`The certificate is ${now}: no notices are sent about its end.`],
        acknowledgement: null,
      };
    }
    const [looked] = await deps.view.lookAt([certificate], at);
    if (looked === undefined) return { facts: [], remarks: [], acknowledgement: null };
    return {
      facts: [{ label: 'Time left', value: timeLeftText(looked.notAfter.getTime() - at.getTime()) }],
      remarks: [remarkOf(looked)],
      acknowledgement: { certificate: certificate.uuid, state: looked.state },
    };
  }

  return {
    find: ({ kind, id }: LinkTarget, at: Date): Promise<NoticePage | null> =>
      finders[kind === 'decision' ? 'approval' : kind](id, at),
  };
}

export type NoticePages = ReturnType<typeof createNoticePages>;

const nothingMore = {
  facts: [],
  remarks: [],
  list: null,
  acknowledgement: null,
  decision: null,
  screen: null,
} as const;

function screenOfCertificate({ uuid }: Pick<CertificateRecord, 'uuid'>): string {
  return `certificates/${uuid}?tab=expiry`;
}

function remarkOf({ state, watch }: LookedAt): string {
  const given = watch?.acknowledged;
  switch (state) {
    case 'upcoming':
      return 'It is not due yet.';
    case 'due':
      return 'Nobody has acknowledged this yet.';
    case 'expired':
      return 'It has ended without a replacement, and nobody has acknowledged that since.';
    case 'replaced':
      return 'Another certificate has taken its place.';
    case 'acknowledged': {
      if (given === undefined || given === null) return 'It is acknowledged.';
      const until = given.until === null ? '' : ` Notices go on from ${peopleTime(given.until.toISOString())}.`;
      return `Acknowledged by ${visibleText(given.by.name)} at ${peopleTime(given.at.toISOString())}.${until}`;
    }
  }
}
