import type { Authority } from '../../domain/authorities/authority';
import type { RaProfile } from '../../domain/authorities/ra-profile';
import { systemActor } from '../../domain/identity/actor';
import type { Operation } from '../../domain/operations/operation';
import { isRenewable, nextRenewalTry, renewalMoment } from '../../domain/operations/renewal';
import { isCertloomError } from '../../domain/problem';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { OperationStore } from '../../store/operations/operations';
import type { RenewableCertificate, RenewableCertificates } from '../../store/operations/renewable';
import type { KnownWindow, RenewalWindowStore } from '../../store/operations/renewal-windows';
import type { RenewalSummary } from '../../temporal/messages/operations';
import type { ServiceLogger } from '../logger';
import type { Work } from '../work/work';
import type { OperationStart } from './start';

/** Whether an authority may say when it wants a certificate renewed. */
export type SaysWhenToRenew = (authority: string) => Promise<boolean>;

export interface RenewalDeps {
  readonly raProfiles: () => Promise<Iterable<RaProfile>>;
  readonly certificates: RenewableCertificates;
  readonly windows: Pick<RenewalWindowStore, 'findMany' | 'save'>;
  readonly operations: Pick<OperationStore, 'list'>;
  readonly inventory: Pick<CertificateInventory, 'find' | 'content' | 'noteRenewBy'>;
  readonly authorityOf: (uuid: string) => Promise<Pick<Authority, 'renewalWindow'>>;
  readonly saysWhenToRenew: SaysWhenToRenew;
  /** Uuids of those that have a valid replacement. */
  readonly replacedAmong: (certificates: readonly RenewableCertificate[], at: Date) => Promise<ReadonlySet<string>>;
  readonly start: OperationStart['start'];
  readonly logger: ServiceLogger;
  readonly now: () => Date;
}

const pageSize = 200;
/** Earlier operations that are looked at: the wait between tries does not grow any more after five. */
const mostEarlier = 20;
/** Of an authority that says nothing, or could not be asked. */
const lookAgainMs = 6 * 3_600_000;

/**
 * Starts the renewals that are due by the settings of RA profiles. What is under way, or has failed a short while ago, is
 * left alone; whatever stands in the way of one makes an operation that fails, so that its end fires like any other.
 */
export function createRenewals(deps: RenewalDeps) {
  async function windowsOf(
    authority: string | null,
    certificates: readonly RenewableCertificate[],
    at: Date,
    { heartbeat }: Pick<Work, 'heartbeat'>,
  ): Promise<ReadonlyMap<string, KnownWindow>> {
    if (authority === null) return new Map();
    const known = await deps.windows.findMany(certificates.map(({ uuid }) => uuid));
    for (const certificate of certificates) {
      const { uuid } = certificate;
      const earlier = known.get(uuid);
      if (earlier !== undefined && earlier.nextLookAt > at) continue;
      known.set(uuid, await askFor(certificate, authority, earlier, at));
      heartbeat();
    }
    return known;
  }

  async function askFor(
    { uuid: certificate, notAfter }: RenewableCertificate,
    authority: string,
    earlier: KnownWindow | undefined,
    at: Date,
  ): Promise<KnownWindow> {
    const later = new Date(at.getTime() + lookAgainMs);
    let found: KnownWindow = { certificate, window: earlier?.window ?? null, nextLookAt: later, notAfter };
    try {
      const der = await deps.inventory.content(certificate);
      const said = der === null ? null : await (await deps.authorityOf(authority)).renewalWindow(der);
      const window = said === null ? null : { start: said.start, end: said.end, explanationUrl: said.explanationUrl };
      found = { certificate, window, nextLookAt: said?.nextLookAt ?? later, notAfter };
    } catch (error) {
      deps.logger.warn({ err: error, certificate }, 'an authority could not be asked when it wants a renewal');
    }
    const [before, now] = [earlier?.window?.end, found.window?.end];
    if (before?.getTime() !== now?.getTime()) await deps.inventory.noteRenewBy(certificate, now ?? null);
    await deps.windows.save(found);
    return found;
  }

  /** What came of the last renewal is in force, though it has not all names: another one would bring the same. */
  async function isRenewed(earlier: readonly Operation[]): Promise<boolean> {
    const last = earlier.find(({ origin, state }) => origin === 'renewal' && state === 'issued')?.issuedCertificate;
    if (last === undefined || last === null) return false;
    const successor = await deps.inventory.find(last);
    return successor !== null && isRenewable(successor) && (successor.notAfter ?? deps.now()) > deps.now();
  }

  /** Null: it is not its turn. */
  async function renew(certificate: string, scanId: string, at: Date): Promise<'started' | 'failed' | null> {
    const earlier = await deps.operations.list({ certificate }, undefined, mostEarlier);
    const own = earlier.filter((operation) => operation.certificate === certificate);
    const again = nextRenewalTry(own);
    if (again !== null && again > at) return null;
    if (await isRenewed(own)) return null;
    try {
      const wanted = { action: 'renew', certificate, raProfile: null, request: null } as const;
      const key = `renewal:${certificate}:${scanId}`;
      const { errorCode } = await deps.start(wanted, { requester: systemActor, origin: 'renewal', key });
      return errorCode === null ? 'started' : 'failed';
    } catch (error) {
      // Under way already, or changed since it was read.
      if (isCertloomError(error) && settled.has(error.code)) return null;
      throw error;
    }
  }

  return {
    /**
     * Asks authorities when they want renewals, also where renewing is left to people: they are told then. May be called
     * again after a crash: what is started under a scan is started once.
     */
    async startDue(scanId: string, work: Pick<Work, 'heartbeat' | 'signal'>): Promise<RenewalSummary> {
      const at = deps.now();
      const counts = { started: 0, failed: 0 };
      for (const profile of await deps.raProfiles()) {
        if (!(await areRenewalsNeeded([profile], deps.saysWhenToRenew))) continue;
        const asked = await authorityToAsk(profile, deps.saysWhenToRenew);
        let behind: RenewableCertificate | undefined;
        do {
          work.signal.throwIfAborted();
          const page = await deps.certificates.page(profile.uuid, at, behind, pageSize);
          const windows = await windowsOf(asked, page, at, work);
          const due = (profile.renewal.enabled ? page : []).filter((certificate) => {
            const moment = renewalMoment(certificate, profile.renewal, windows.get(certificate.uuid)?.window ?? null);
            return moment !== null && moment <= at;
          });
          const replaced = await deps.replacedAmong(due, at);
          for (const { uuid } of due.filter((certificate) => !replaced.has(certificate.uuid))) {
            const outcome = await renew(uuid, scanId, at);
            if (outcome !== null) counts[outcome] += 1;
            work.heartbeat();
          }
          behind = page.length < pageSize ? undefined : page.at(-1);
        } while (behind !== undefined);
      }
      return counts;
    },
  };
}

/** The authority that is asked when it wants certificates of the profile renewed; null: none is. */
async function authorityToAsk(
  { authorityInstanceUuid: authority, renewal }: RaProfile,
  saysWhenToRenew: SaysWhenToRenew,
): Promise<string | null> {
  return renewal.byAuthority && authority !== null && (await saysWhenToRenew(authority)) ? authority : null;
}

/** Whether there is something to do after a scan: to renew by ourselves, or to ask an authority when it wants it done. */
export async function areRenewalsNeeded(
  raProfiles: Iterable<RaProfile>,
  saysWhenToRenew: SaysWhenToRenew,
): Promise<boolean> {
  for (const profile of raProfiles) {
    if (!profile.enabled) continue;
    if (profile.renewal.enabled || (await authorityToAsk(profile, saysWhenToRenew)) !== null) return true;
  }
  return false;
}

export type Renewals = ReturnType<typeof createRenewals>;

const settled: ReadonlySet<string> = new Set(['operation_under_way', 'not_found', 'invalid_state']);
