import { startRounds } from '../../services/work/rounds';
import type { Logger } from '../../telemetry/logging';
import type { Part } from './part';
import type { ScriptServices } from './script-services';

const sweepMs = 2_000;

/** What every worker has that runs scripts, with the master key or without it. */
export function scriptRunning(
  { probes, sweep }: Pick<ScriptServices, 'probes' | 'sweep'>,
  logger: Pick<Logger, 'warn'>,
): Pick<Part, 'runtimes' | 'startBackground'> {
  return {
    runtimes: probes,
    startBackground() {
      const onFault = (error: unknown) =>
        logger.warn({ err: error }, 'what lost runs of scripts left could not be ended');
      const round = async () => void (await sweep());
      round().catch(onFault);
      return [startRounds(sweepMs, round, onFault)];
    },
  };
}
