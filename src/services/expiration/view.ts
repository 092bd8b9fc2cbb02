import type { ExpirationEnds } from '../../store/expiration/ends';
import { dueFrom } from '../../domain/expiration/due';
import { noCoverage, type Coverage } from '../../domain/expiration/coverage';
import { expiringStateOf, type ExpiringState } from '../../domain/expiration/outlook';
import type { ExpiringTally } from '../../domain/expiration/tally';
import type { ExpirationWatch } from '../../domain/expiration/watch';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { createTurns } from '../../store/database/turns';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import type { ExpiringCertificates } from '../../store/expiration/expiring-certificates';
import type { SeenCertificate } from '../../store/expiration/seen';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import type { DirectoryStore } from '../../store/identity/directory';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import type { KnownWindow, RenewalWindowStore } from '../../store/operations/renewal-windows';
import type { FiringRules } from '../firings/rules';
import { createPatientPace } from '../work/gentle-pace';
import { createUnreachedAmong, expiringSubject, tellingOf } from './reach';
import { createReachTally, type ReachTally } from './reach-tally';
import { recipientFactsOf, type RecipientFacts } from './recipient-facts';
import { expirationRuleOf, replacementsBy, type CoverageOf, type Predecessor } from './replacements';
import { createExpiringTally } from './tally';
import { createWidestWindow } from './widest-window';
import { createWholes } from './whole';

/** A certificate on its way to notAfter, and where it stands. */
export interface LookedAt<C extends SeenCertificate = SeenCertificate> {
  readonly certificate: C;
  readonly notAfter: Date;
  /** Begin of the window in which people are told. */
  readonly dueFrom: Date;
  readonly watch: ExpirationWatch | undefined;
  readonly coverage: Coverage;
  readonly state: ExpiringState;
}

/** With what the triggers would do now. */
export interface SubjectFacts extends LookedAt {
  /** Profiles that the triggers name, in their order. */
  readonly profiles: readonly NotificationProfile[];
  /** Of these, and of the streams. */
  readonly profileNames: ReadonlyMap<string, string>;
  readonly recipientsOf: (profile: NotificationProfile, step: string | null) => RecipientFacts;
  /** When the authority wants it renewed; null where it does not say. */
  readonly renewalWindow: KnownWindow['window'];
  /** Nobody would be told of it, now or later. */
  readonly reachesNobody: boolean;
}

/** What the pages of expiring certificates are made of; decided with the functions of the scan. */
export interface ExpiringView {
  /** Those with a readable notAfter, in their order. */
  lookAt<C extends SeenCertificate>(certificates: readonly C[], at: Date): Promise<LookedAt<C>[]>;
  subjectsOf(seen: readonly LookedAt[], at: Date): Promise<SubjectFacts[]>;
  /** Uuids of those that have a valid replacement. */
  replacedAmong(certificates: readonly Predecessor[], at: Date): Promise<ReadonlySet<string>>;
  /** Milliseconds before notAfter at which the earliest window begins. */
  widestMs(at: Date): Promise<number>;
  tally(maxAgeMs: number): Promise<ExpiringTally>;
  /** Uuids of those that nobody would be told of; never of one that is replaced or acknowledged. */
  unreachedAmong(seen: readonly LookedAt[], at: Date): Promise<ReadonlySet<string>>;
  /** How many there are of them. */
  reach(maxAgeMs: number): Promise<ReachTally>;
}

export interface ExpiringViewDeps {
  readonly stores: {
    readonly expirationCandidates: Pick<ExpirationCandidates, 'page' | 'findMany'>;
    readonly expirationWatches: Pick<ExpirationWatchStore, 'findMany'>;
    readonly expiringCertificates: Pick<ExpiringCertificates, 'walk'>;
    readonly expirationEnds: Pick<ExpirationEnds, 'walk'>;
    readonly profiles: Pick<NotificationProfileStore, 'findMany'>;
    readonly directory: Pick<DirectoryStore, 'snapshot'>;
    readonly renewalWindows: Pick<RenewalWindowStore, 'findMany' | 'furthestEnd'>;
  };
  /** Those of `certificate_expiring`. */
  readonly rules: () => Promise<FiringRules>;
  readonly coverageOf: CoverageOf;
  readonly now: () => Date;
}

/** What people see of expiring certificates, decided by the same functions that the scan uses. */
export function createExpiringView({ stores, rules, coverageOf, now }: ExpiringViewDeps): ExpiringView {
  const replacementsOf = replacementsBy(coverageOf);
  const widestWindow = createWidestWindow(stores.renewalWindows);

  const wholes = createWholes(stores.expirationCandidates);
  const amongEndings = createUnreachedAmong(stores.profiles, wholes);

  async function lookAt<C extends SeenCertificate>(certificates: readonly C[], at: Date): Promise<LookedAt<C>[]> {
    if (certificates.length === 0) return [];
    const [known, watches] = await Promise.all([
      rules(),
      stores.expirationWatches.findMany(certificates.map(({ uuid }) => uuid)),
    ]);
    const succeeded = certificates.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0);
    const coverages = await coverageOf(known, succeeded, at);
    return certificates.flatMap((certificate) => {
      const from = dueFrom(certificate, expirationRuleOf(known, certificate.raProfile));
      if (from === null || certificate.notAfter === null) return [];
      const watch = watches.get(certificate.uuid);
      const coverage = coverages.get(certificate.uuid) ?? noCoverage;
      const isReplaced = coverage.replacedBy.length > 0;
      const state = expiringStateOf({ dueFrom: from, notAfter: certificate.notAfter, isReplaced, watch }, at);
      return [{ certificate, notAfter: certificate.notAfter, dueFrom: from, watch, coverage, state }];
    });
  }

  async function subjectsOf(seen: readonly LookedAt[], at: Date): Promise<SubjectFacts[]> {
    const known = await rules();
    const unreached = await unreachedAmong(seen, at);
    const told: { one: LookedAt; named: readonly string[]; subject: ReturnType<typeof expiringSubject> }[] = [];
    const turns = createTurns();
    for await (const piece of wholes(known, seen)) {
      for (const { seen: one, certificate } of piece) {
        const { profiles: named, after } = tellingOf(known, certificate, at);
        told.push({ one, named, subject: expiringSubject(after) });
        await turns.give();
      }
    }
    const uuids = new Set(told.flatMap(({ named, one: { watch } }) => [...named, ...streamsOf(watch)]));
    const found = uuids.size === 0 ? [] : await stores.profiles.findMany([...uuids]);
    const profiles = new Map(found.map((profile) => [profile.uuid, profile]));
    const directory = await stores.directory.snapshot();
    const windows = await stores.renewalWindows.findMany(told.map(({ one }) => one.certificate.uuid));
    return told.map(({ one, named, subject }) => ({
      ...one,
      profiles: named.flatMap((uuid) => profiles.get(uuid) ?? []),
      profileNames: new Map(found.map(({ uuid, name }) => [uuid, name])),
      recipientsOf: (profile: NotificationProfile, step: string | null) =>
        recipientFactsOf(profile, step, subject, directory),
      renewalWindow: windows.get(one.certificate.uuid)?.window ?? null,
      reachesNobody: unreached.has(one.certificate.uuid),
    }));
  }

  async function unreachedAmong(seen: readonly LookedAt[], at: Date): Promise<ReadonlySet<string>> {
    const open = seen.filter(({ state }) => state !== 'replaced' && state !== 'acknowledged');
    return open.length === 0 ? new Set() : amongEndings(await rules(), open, at);
  }

  return {
    lookAt,
    subjectsOf,
    unreachedAmong,

    async replacedAmong(certificates, at) {
      if (certificates.length === 0) return new Set();
      return new Set((await replacementsOf(await rules(), certificates, at)).keys());
    },

    widestMs: async (at) => widestWindow(await rules(), at),

    tally: createExpiringTally({
      certificates: stores.expiringCertificates,
      ends: stores.expirationEnds,
      watches: stores.expirationWatches,
      rules,
      widestWindow,
      replacementsOf,
      now,
      steadyClock,
    }),

    reach: createReachTally({
      candidates: stores.expirationCandidates,
      ends: stores.expirationEnds,
      watches: stores.expirationWatches,
      rules,
      widestWindow,
      replacementsOf,
      unreachedAmong: amongEndings,
      pace: createPatientPace,
      now,
      steadyClock,
    }),
  };
}

function steadyClock(): number {
  return performance.now();
}

function streamsOf(watch: ExpirationWatch | undefined): string[] {
  return Object.keys(watch?.streams ?? {});
}
