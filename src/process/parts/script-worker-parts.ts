import { createScriptRunActivities } from '../../activities/scripts';
import { createEventLogWriter } from '../../event-log/writer';
import { createLastingLog } from '../../event-log/lasting-log';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { withPublicAuthorities } from '../../outbound/trust';
import type { KeylessFoundation } from '../keyless-foundation';
import { createEventLogSinks } from './event-log-sinks';
import type { Parts } from './parts';
import { scriptRunning } from './script-running';
import { createScriptServices } from './script-services';

/**
 * What a worker that serves scripts only has, out of what needs no master key. Activities of other queues have no
 * place here: nothing polls them.
 */
export function createScriptWorkerParts(foundation: KeylessFoundation): Parts {
  const { config, stores, now, logger } = foundation;
  const authorities = config.outboundCa === undefined ? undefined : withPublicAuthorities(config.outboundCa);
  const sinks = createEventLogSinks(config, authorities);
  const writer = createEventLogWriter(stores.eventLog, sinks);
  const scripts = createScriptServices(foundation, {
    guard: createOutboundGuard(config.outboundAllow),
    lastingLog: createLastingLog(stores.eventLog, sinks, now),
  });
  const running = createScriptRunActivities(scripts.execute);
  return {
    list: [
      {
        name: 'scripts',
        activities: () => ({ 'scripts-api': running, 'scripts-service': running }),
        ...scriptRunning(scripts, logger),
      },
    ],
    async close() {
      await scripts.close();
      await writer.close();
    },
  };
}
