import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { Decision } from '../../domain/firings/decide';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { noticeSubject, validityOf } from '../../domain/notifications/notice-subject';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { planRecipients } from '../../domain/notifications/recipient-plan';
import { currentStep } from '../../domain/notifications/streams';
import { createTurns } from '../../store/database/turns';
import type { SeenCertificate } from '../../store/expiration/seen';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { decideBySystem } from '../firings/decide-subject';
import type { FiringRules } from '../firings/rules';
import type { Whole, Wholes } from './whole';

/** A certificate, and the two moments between which people are told of it. */
export interface Ending {
  readonly certificate: SeenCertificate;
  readonly dueFrom: Date;
  readonly notAfter: Date;
}

/** What the triggers would do about a certificate: the profiles they name, and how it is then. */
export interface Telling {
  readonly profiles: readonly string[];
  readonly after: CertificateRecord;
}

const event = 'certificate_expiring';

/** @param certificate with all that conditions look at, see `Wholes` */
export function tellingOf(rules: FiringRules, certificate: CertificateRecord, at: Date): Telling {
  const subject = certificateFiringSubject(certificate);
  const decision = decideBySystem(rules, subject, rules.setsOf(certificate), at);
  return { profiles: profilesNamed(decision), after: afterDeciding(certificate, decision) };
}

function profilesNamed({ effects }: Decision): string[] {
  return [...new Set(effects.flatMap(({ profiles }) => profiles))];
}

function afterDeciding(certificate: CertificateRecord, { outcome, categories }: Decision): CertificateRecord {
  return outcome === 'ignored' ? certificate : { ...certificate, ...categories };
}

/** The notice that would be sent now has no payload yet, and nobody caused it. */
export function expiringSubject(certificate: SeenCertificate) {
  const { owner, groups, attributes } = certificate;
  const nobody = { data: {}, rejected: false, actorUuid: null };
  return noticeSubject({
    ...{ event, ...nobody, ownerUuid: owner, groupUuids: groups, attributes },
    ...validityOf(certificate),
  });
}

/**
 * Uuids of those that nobody would be told about, as triggers, profiles and the directory stand: no trigger names a
 * profile that reaches anybody, at any step. Asked for the first moment at which people are told from now on, and for
 * the end: a condition may hold only near to it.
 */
export type UnreachedAmong = (rules: FiringRules, endings: readonly Ending[], at: Date) => Promise<ReadonlySet<string>>;

export function createUnreachedAmong(
  profiles: Pick<NotificationProfileStore, 'findMany'>,
  wholes: Wholes,
): UnreachedAmong {
  async function among(
    rules: FiringRules,
    endings: readonly Whole<Ending>[],
    momentOf: (ending: Ending) => Date,
  ): Promise<Whole<Ending>[]> {
    const turns = createTurns();
    const told: (Telling & { readonly ending: Whole<Ending> })[] = [];
    for (const ending of endings) {
      told.push({ ending, ...tellingOf(rules, ending.certificate, momentOf(ending.seen)) });
      await turns.give();
    }
    const uuids = new Set(told.flatMap(({ profiles: named }) => named));
    const found = uuids.size === 0 ? [] : await profiles.findMany([...uuids]);
    const known = new Map(found.map((profile) => [profile.uuid, profile]));
    return told
      .filter(({ profiles: named, after }) =>
        named.every((uuid) => {
          const profile = known.get(uuid);
          return profile === undefined || !reachesSomebody(profile, after, rules);
        }),
      )
      .map(({ ending }) => ending);
  }

  return async (rules, endings, at) => {
    const unreached = new Set<string>();
    for await (const piece of wholes(rules, endings)) {
      const first = await among(rules, piece, ({ dueFrom }) => (dueFrom > at ? dueFrom : at));
      const both = await among(
        rules,
        first.filter(({ seen }) => seen.notAfter > at),
        ({ notAfter }) => notAfter,
      );
      const ended = first.filter(({ seen }) => seen.notAfter <= at);
      for (const { certificate } of [...both, ...ended]) unreached.add(certificate.uuid);
    }
    return unreached;
  };
}

/** The last step tells all whom an earlier one tells. */
function reachesSomebody(
  profile: NotificationProfile,
  certificate: SeenCertificate,
  { directory }: Pick<FiringRules, 'directory'>,
): boolean {
  const subject = expiringSubject(certificate);
  const { escalationSteps: steps } = profile;
  // Which of shares and durations comes last depends on the certificate.
  const last = subject.validity && currentStep(steps, subject.validity, subject.validity.notAfter);
  return planRecipients(profile, (last ?? steps.at(-1))?.before ?? null, subject, directory).plan.deliveries.length > 0;
}
