import { checkNow } from '../../store/certificates/stored-fields';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { Position } from '../../store/database/keyset-scan';
import type { ValidationStore } from '../../store/validation/validations';
import { selectionOfCondition, type CertificateDirectory, type SearchEngines } from '../certificates/selection';

/** Certificates by condition, or one by one. */
export interface ValidationSelection {
  readonly filter?: unknown;
  readonly certificates?: readonly string[] | undefined;
}

export interface RequestedValidations {
  readonly requested: number;
  /** There are more that match. */
  readonly more: boolean;
}

export interface ValidationRequestDeps extends SearchEngines {
  readonly validations: Pick<ValidationStore, 'postpone'>;
  readonly inventory: Pick<CertificateInventory, 'search'>;
  readonly directory: () => Promise<CertificateDirectory>;
  readonly startWalk: (cause: string) => Promise<void>;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** Certificates of one request: as many as can be looked up while somebody waits. */
export const mostRequested = 10_000;
const pageSize = 500;

/** Makes certificates due for a check and starts the run that makes it. Throws `invalid_condition`. */
export function createValidationRequests(deps: ValidationRequestDeps) {
  async function requestMatching(filter: unknown): Promise<RequestedValidations> {
    const selection = selectionOfCondition(filter, 'createdAt', 1, await deps.directory(), deps, deps.now());
    let requested = 0;
    let after: Position | undefined;
    do {
      const limit = Math.min(pageSize, mostRequested - requested);
      const { items, next } = await deps.inventory.search({ ...selection, after, limit });
      const uuids = items.map(({ uuid }) => uuid);
      await deps.validations.postpone(uuids, checkNow);
      requested += uuids.length;
      after = next;
    } while (after !== undefined && requested < mostRequested);
    return { requested, more: after !== undefined };
  }

  return async function request({ filter, certificates }: ValidationSelection): Promise<RequestedValidations> {
    if (certificates !== undefined) await deps.validations.postpone(certificates, checkNow);
    const done =
      certificates === undefined ? await requestMatching(filter) : { requested: certificates.length, more: false };
    if (done.requested > 0) await deps.startWalk(deps.newId());
    return done;
  };
}
