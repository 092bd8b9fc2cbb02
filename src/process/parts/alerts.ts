import { createAlertActivities } from '../../activities/alerts';
import { createAlertRoutes } from '../../api/alerts/alerts';
import { createEndpointCheckRoute } from '../../api/alerts/endpoint-checks';
import { createAlertRunRoutes } from '../../api/alerts/runs';
import { createAlertTestRoutes } from '../../api/alerts/tests';
import { chosenSinks } from '../../config/event-log-sinks';
import { reachedSinks } from '../../domain/event-log/warnings';
import { createSecretUsers } from '../../services/alerts/secret-users';
import { startRounds } from '../../services/work/rounds';
import { createAlertServices } from './alert-services';
import type { CreatePart } from './part';

const roundMs = 30_000;
const keptCheckMs = 365 * 86_400_000;

export const alertsPart: CreatePart = (context) => {
  const { config, stores, logger, runUrl, now } = context.foundation;
  const services = createAlertServices(context);
  const { controls, previews, followUps, startRun, runs, care } = services;

  const sinks = reachedSinks(chosenSinks(config), process.platform === 'win32');

  return {
    name: 'alerts',
    workflows: ['alertRun', 'alertEvent'],
    routes: () => [
      // Before those of one alert: their paths begin alike.
      ...createAlertTestRoutes({ alerts: stores.alerts, previews, controls, sinks, startRun, now }),
      ...createAlertRunRoutes({
        ...{ alerts: stores.alerts, runs: stores.alertRuns, ledger: stores.alertLedger, followUps, startRun, runUrl },
      }),
      createEndpointCheckRoute({ alerts: stores.alerts, checks: stores.endpointChecks, now }),
      ...createAlertRoutes({
        alerts: stores.alerts,
        versions: stores.alertVersions,
        runs: stores.alertRuns,
        runUrl,
        controls,
        secretUsers: createSecretUsers({ plugins: stores.plugins }),
        usersOf: async (uuid) =>
          (await stores.definitions.withKey({ kind: 'alert', uuid })).map((one) => ({
            ...{ kind: 'definition', uuid: one.uuid, name: one.name },
          })),
        sinks,
        now,
      }),
    ],
    activities: () => {
      const activities = createAlertActivities(runs);
      return { certloom: activities, delivery: activities };
    },
    startBackground: () => {
      const onFault = (error: unknown) => logger.warn({ err: error }, 'schedules of alerts could not be looked after');
      care.reschedule(true).catch(onFault);
      return [startRounds(roundMs, () => care.reschedule(), onFault)];
    },
    async tidy(at) {
      await care.tidy(at);
      await stores.endpointChecks.removeOlder(new Date(at.getTime() - keptCheckMs));
    },
  };
};
