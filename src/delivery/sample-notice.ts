import type { CertificateRecord } from '../domain/certificates/certificate';
import { events, type EventCode } from '../domain/events/catalogue';
import { envelopeOf, type PayloadFacts } from '../domain/events/payloads';
import { coverageFacts, noCoverage } from '../domain/expiration/coverage';
import type { NoticeContext } from '../domain/notifications/notice';
import { stepBegin } from '../domain/notifications/step';

const day = 86_400_000;

/** What a preview and a test send tell of. */
export interface SampleSource {
  readonly event: EventCode;
  /** Null: made-up facts. */
  readonly certificate: CertificateRecord | null;
  /** Told as if this escalation step had just begun, so that the time left is that of the step. */
  readonly step?: string | null;
  /** Of the made-up firing; nothing is stored under it. */
  readonly firingId: string;
  readonly firingUrl: string;
  readonly pageUrl: string;
  readonly actor: { readonly uuid: string | null; readonly name: string };
  readonly now: Date;
}

/** A notice with every field of the event's payload filled: from a stored certificate where one is given, else made up. */
export function sampleNotice(source: SampleSource): NoticeContext {
  const { event, certificate, step = null, firingId, firingUrl, pageUrl, actor, now } = source;
  const isAboutCertificate = events[event].resource === 'certificates';
  const facts: PayloadFacts = {
    ...madeUp(now),
    ...(certificate === null || !isAboutCertificate ? {} : factsOf(certificate)),
  };
  const objectUuid = isAboutCertificate ? String(facts['certificateUuid']) : sampleUuid;
  return {
    envelope: envelopeOf({ event, firingId, occurredAt: beginOf(step, facts, now), objectUuid }, facts),
    rejected: false,
    actor,
    certificate: isAboutCertificate ? certificate : null,
    ownerUuid: null,
    groupUuids: [],
    firingUrl,
    pageUrl,
    runUrl: null,
  };
}

/** Now, where no step is told of, or nobody knows when it begins. */
function beginOf(step: string | null, { notBefore, expiresAt }: PayloadFacts, now: Date): Date {
  if (step === null || !(expiresAt instanceof Date)) return now;
  const begin = stepBegin(step, { notBefore: notBefore instanceof Date ? notBefore : null, notAfter: expiresAt });
  return begin === 0 ? now : new Date(begin);
}

function factsOf(certificate: CertificateRecord): PayloadFacts {
  const { uuid, fingerprint, serialNumber, subjectDn, issuerDn, notBefore, notAfter, raProfile } = certificate;
  const facts = {
    certificateUuid: uuid,
    fingerprint,
    serialNumber,
    subjectDn,
    issuerDn,
    notBefore,
    expiresAt: notAfter,
  };
  const coverage = coverageFacts(noCoverage);
  return { ...facts, ...coverage, raProfileUuid: raProfile, raProfileName: null };
}

const sampleUuid = '00000000-0000-4000-8000-000000000000';

function madeUp(now: Date): PayloadFacts {
  return {
    certificateUuid: sampleUuid,
    fingerprint: '00'.repeat(32),
    serialNumber: '1a2b3c',
    subjectDn: 'CN=sample.example',
    issuerDn: 'CN=Sample CA,O=Example',
    raProfileName: 'Sample RA profile',
    notBefore: new Date(now.getTime() - 60 * day),
    expiresAt: new Date(now.getTime() + 30 * day + 1),
    partlyReplacedBy: [sampleUuid],
    remainingNames: ['dNSName:www.sample.example'],
    remainingNameCount: 1,
    lostPurposes: ['clientAuth'],
    oldStatus: 'valid',
    newStatus: 'expiring',
    action: 'renew',
    state: 'issued',
    discoveryUuid: sampleUuid,
    discoveryName: 'Sample discovery',
    discoveryConnectorName: 'Sample connector',
    discoveryStatus: 'completed',
    totalCertificateDiscovered: 3,
    approvalUuid: sampleUuid,
    approvalProfileName: 'Sample approval profile',
    version: 1,
    status: 'succeeded',
    expiryAt: new Date(now.getTime() + day),
    resource: 'certificates',
    resourceAction: 'issue',
    objectUuid: sampleUuid,
    objectName: 'www.sample.example',
    objectNames: ['dNSName:www.sample.example'],
    creatorUsername: 'sample.user',
    jobName: 'Sample job',
    jobType: 'discovery',
  };
}
