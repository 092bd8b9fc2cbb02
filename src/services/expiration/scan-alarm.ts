import { alarmsOf, isOver } from '../../domain/expiration/scan-alarm';
import { scanAlarmMessage } from '../../delivery/operators/scan-alarm';
import type { TellAdministrators } from '../../delivery/operators/tell-administrators';
import type { ExpirationScanStore } from '../../store/expiration/scans';
import type { ScanAlarm, ScanAlarmStore } from '../../store/expiration/scan-alarms';
import type { ScheduleState } from '../../temporal/schedules/expiration-schedule';

export interface ScanAlarmDeps {
  readonly alarms: ScanAlarmStore;
  readonly scans: Pick<ExpirationScanStore, 'latestGood' | 'latestFailed'>;
  readonly schedule: () => Promise<ScheduleState | null>;
  readonly tellAdministrators: TellAdministrators;
  /** Where people look at the scan. */
  readonly scanUrl: string;
  readonly now: () => Date;
  /** Of this process, or of its worker. */
  readonly startedAt: Date;
  readonly onFault: (error: unknown) => void;
}

export interface ScanAlarmWatch {
  /** Looks once; returns when everything that was to be told is told or has failed. */
  look(): Promise<void>;
  start(): void;
  /** Waits for a look that is on its way. */
  stop(): Promise<void>;
}

const everyMs = 60_000;
const leaseMs = 2 * 60_000;
/** Mails that fail for the time being are given up after about half an hour; message and entry are there. */
const mostTries = 15;

/**
 * Watches over the scan from outside of it: every minute, in each worker process. Which process tells is decided by
 * the incident's row.
 */
export function createScanAlarm(deps: ScanAlarmDeps): ScanAlarmWatch {
  const { alarms, now } = deps;

  async function tellOf(alarm: ScanAlarm, stage: 'opened' | 'over'): Promise<void> {
    const told = await deps.tellAdministrators(scanAlarmMessage(alarm, deps.scanUrl), {
      mailed: alarm.mailed,
      onMailed: (user) => alarms.noteMailed(alarm.key, stage, user),
    });
    if (told || alarm.tries + 1 >= mostTries) await alarms.markTold(alarm.key, stage);
    else await alarms.noteTry(alarm.key, stage);
  }

  async function look(): Promise<void> {
    // Read before the facts: what another process opens meanwhile is not closed by facts that are older.
    const open = await alarms.open();
    const [lastGood, lastFailed, schedule, endedPauses] = await Promise.all([
      deps.scans.latestGood(),
      deps.scans.latestFailed(),
      // Temporal may be away, which is when a scan is missed: all but the pause can be told without it.
      deps.schedule().catch(() => null),
      alarms.countEnded('scan_paused'),
    ]);
    const at = now();
    const leaseUntil = new Date(at.getTime() + leaseMs);
    const facts = { now: at, startedAt: deps.startedAt, lastGood, lastFailed, schedule, endedPauses };
    for (const alarm of open) {
      if (alarm.overAt === null && isOver(alarm, facts)) {
        if (!(await alarms.close(alarm.key, at, leaseUntil))) continue;
        await tellOf({ ...alarm, overAt: at, mailed: [], tries: 0 }, 'over');
      } else if (alarm.toTell !== null && (await alarms.lease(alarm.key, at, leaseUntil))) {
        await tellOf(alarm, alarm.toTell);
      }
    }
    const known = new Set(open.map(({ key }) => key));
    for (const alarm of alarmsOf(facts)) {
      if (known.has(alarm.key) || !(await alarms.insert(alarm, at, leaseUntil))) continue;
      const row = { ...alarm, openedAt: at, overAt: null, leaseUntil, toTell: 'opened' as const, mailed: [], tries: 0 };
      await tellOf(row, 'opened');
    }
  }

  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const lookOnce = () =>
    (running ??= look()
      .catch(deps.onFault)
      .finally(() => (running = undefined)));
  return {
    look,
    start() {
      timer ??= setInterval(() => void lookOnce(), everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
