import { createCertificateCountsRoute } from '../../api/certificates/counts';
import { createCertificateFieldsRoute } from '../../api/certificates/fields';
import { createCertificateRelationRoutes } from '../../api/certificates/relations';
import { createCertificateRoutes } from '../../api/certificates/routes';
import { createCertificateStateRoutes } from '../../api/certificates/state';
import { changeOfTrust } from '../../domain/certificates/issuer-change';
import { certificateSource } from '../../services/certificates/subject-source';
import { createInventoryCounts } from '../../services/certificates/counts';
import { factFill } from '../../services/certificates/fact-fill';
import { issuerIdOf } from '../../services/validation/rechecks';
import { createPatientPace } from '../../services/work/gentle-pace';
import { createValidationRuns } from '../../temporal/runs/validation';
import { afterDeletion, bulkChangesOf } from './certificate-bulk';
import type { Part, PartContext } from './part';
import { revokingOf } from './revoking';

const startTimeoutMs = 5_000;

export function certificatesPart(context: PartContext): Part {
  const { foundation, expiration, patterns, thread } = context;
  const { stores, now, logger, sealValue, client, queueName } = foundation;
  const bulk = bulkChangesOf(context);
  return {
    name: 'certificates',
    workflows: ['certificateBulk'],
    routes: () => [
      ...createCertificateRoutes({
        inventory: stores.inventory,
        issuers: stores.issuers,
        history: stores.certificateHistory,
        directory: stores.directory,
        patterns,
        view: expiration.view,
        seal: sealValue,
        thread,
        onDeleted: afterDeletion(stores),
        losing: expiration.losing,
        onTrust: async (certificate) => {
          const { uuid, revision, subjectDerSha256 } = certificate;
          const change = changeOfTrust(certificate, issuerIdOf(certificate.fingerprint));
          await stores.validations.recheckIssuedBy(subjectDerSha256, change);
          // The certificates are due: without a run now the hourly one checks them.
          await createValidationRuns(client, queueName)
            .startWalk(`${uuid}.${revision}`, startTimeoutMs)
            .catch((error: unknown) =>
              logger.warn({ err: error }, 'no validation was started after a change of trust'),
            );
        },
        now,
      }),
      createCertificateFieldsRoute({ directory: stores.directory }),
      createCertificateCountsRoute({
        counts: createInventoryCounts({
          certificates: stores.countedCertificates,
          inventory: stores.inventory,
          pace: createPatientPace,
          now,
          steadyClock: () => performance.now(),
        }),
      }),
      ...createCertificateRelationRoutes({
        relations: stores.relations,
        certificates: stores.replacementCandidates,
        presentRelations: expiration.presentRelations,
        losing: expiration.losing,
        // The relation is stored: what follows from it is made up for by the next scan.
        onReplaced: (predecessors) =>
          expiration.replaced
            .onReplaced(predecessors)
            .catch((error: unknown) => logger.error({ err: error }, 'notices of a replaced certificate are not ended')),
        now,
      }),
      ...createCertificateStateRoutes({
        inventory: { find: stores.inventory.find, revoke: revokingOf(foundation).revoke },
        history: stores.certificateHistory,
        losing: expiration.losing,
        now,
      }),
      ...bulk.routes(),
    ],
    subjects: () => [
      certificateSource({
        inventory: stores.inventory,
        addHistory: (entries) => stores.certificateHistory.add(entries),
        historyDue: stores.historyDue,
      }),
    ],
    activities: () => ({ certloom: bulk.activities() }),
    backFills: () => [factFill({ gaps: stores.factGaps, users: stores.users })],
    tidy: bulk.tidy,
  };
}
