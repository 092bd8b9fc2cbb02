import type { Alert, AlertFields } from '../../domain/alerts/alert';
import { addsChannels, alertFaults } from '../../domain/alerts/check';
import { leavingFaults, toNative } from '../../domain/alerts/compat';
import { normalAlert } from '../../domain/alerts/normal';
import { pastFaults, planOfAlert, type AlertSchedule } from '../../domain/alerts/schedule';
import { CertloomError, validationFailed, type Fault } from '../../domain/problem';
import { refuseStale, type SeenRevision } from '../../domain/revision';
import type { AlertLedgerStore } from '../../store/alerts/ledger';
import type { AlertStore } from '../../store/alerts/alerts';
import type { AlertVersionStore } from '../../store/alerts/versions';
import type { AlertSchedules } from '../../temporal/schedules/alert-schedules';
import type { ServiceLogger } from '../logger';
import type { ComingObjects } from './checks';
import type { FirstRun } from './first-run';

export interface AlertControlDeps {
  readonly alerts: Pick<
    AlertStore,
    'create' | 'get' | 'update' | 'bumpRevision' | 'remove' | 'markScheduled' | 'byName' | 'byIds'
  >;
  readonly versions: Pick<AlertVersionStore, 'keep' | 'removeOf'>;
  readonly ledger: Pick<AlertLedgerStore, 'removeOf'>;
  readonly schedules: AlertSchedules;
  readonly firstRun: FirstRun;
  /** Faults of what an alert names: collection, scripts, RA profiles, and of its conditions, which come back normalised. */
  readonly checkNamed: (
    alert: AlertFields,
    coming?: ComingObjects,
  ) => Promise<{ readonly faults: readonly Fault[]; readonly alert: AlertFields }>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** What is to become of an alert, checked. */
export interface AlertChange {
  readonly before: Alert | null;
  readonly fields: AlertFields;
  /** What becomes of items that were due before; null where nothing is to be said of them. */
  readonly firstRun: 'fire' | 'baseline' | null;
}

/** What people do with alerts. The row is what counts; the engine's schedule follows it. */
export function createAlertControls(deps: AlertControlDeps) {
  const { alerts, versions, schedules, now } = deps;

  async function schedule(alert: Alert): Promise<void> {
    if (alert.schedule === null) {
      await schedules.remove(alert.uuid);
      return alerts.markScheduled(alert, null);
    }
    const plan = planOfAlert(alert.schedule, alert.timeZone, now());
    // A moment that is over makes no schedule any more.
    if (plan.kind === 'times' && plan.times.every((at) => at <= now())) await schedules.remove(alert.uuid);
    else await schedules.ensure(alert.uuid, plan, alert.enabled);
    await alerts.markScheduled(alert, plan.kind === 'times' && alert.enabled ? plan.refreshAt : null);
  }

  /** At once where the engine is there; the housekeeping does what is left. */
  async function scheduled(alert: Alert): Promise<Alert> {
    await versions.keep(alert);
    await schedule(alert).catch((error: unknown) =>
      deps.logger.warn({ err: error, alert: alert.uuid }, 'the schedule of an alert is made later'),
    );
    return alert;
  }

  /** Throws what is wrong. A moment that is over may stay, and stand in an alert that is disabled. */
  async function checked(given: AlertFields, before: Alert | null, coming?: ComingObjects): Promise<AlertFields> {
    const fields = normalAlert(given);
    const named = await deps.checkNamed(fields, coming);
    const isAsBefore = before?.enabled === true && JSON.stringify(before.schedule) === JSON.stringify(fields.schedule);
    const past = isAsBefore || !fields.enabled ? [] : pastFaults(fields.schedule, now());
    const faults = [...alertFaults(fields), ...past, ...named.faults];
    const single = faults.find(({ code }) => code === 'single_handler');
    if (single !== undefined) {
      const detail =
        'An alert in compatibility semantics has one handler; make a second alert, or convert it to native semantics.';
      throw new CertloomError('single_handler', detail, { errors: faults });
    }
    if (faults.length > 0) throw validationFailed(faults);
    return named.alert;
  }

  async function confirmed(change: AlertChange, uuid: string): Promise<AlertChange> {
    if (change.firstRun === null && addsChannels(change.before, change.fields)) {
      const { before, fields } = change;
      await deps.firstRun.refuseUnconfirmed({ ...toAlert(uuid, before?.version ?? 0), ...fields }, before);
    }
    return change;
  }

  /** What was due before is marked as reported, before anything can run. */
  async function begin(alert: Alert, { firstRun }: AlertChange): Promise<void> {
    if (firstRun === 'baseline') await deps.firstRun.markReported(alert);
  }

  function toAlert(uuid: string, version: number): Pick<Alert, 'uuid' | 'version' | 'createdAt' | 'changedAt'> {
    return { uuid, version, createdAt: now(), changedAt: now() };
  }

  return {
    schedule,

    /** Throws `validation_failed`, `single_handler`, `first_run_unconfirmed`. */
    async checkNew(
      given: AlertFields,
      firstRun: AlertChange['firstRun'],
      coming?: ComingObjects,
    ): Promise<AlertChange> {
      return confirmed({ before: null, fields: await checked(given, null, coming), firstRun }, deps.newId());
    },

    /** The alert that this would be, with all that `checkNew` refuses but what is due already; nothing is changed. */
    async checkDraft(given: AlertFields, before: Alert | null): Promise<Alert> {
      const fields = await checked(given, before);
      return { ...toAlert(before?.uuid ?? deps.newId(), before?.version ?? 0), ...fields };
    },

    /** The same, and `revision_mismatch`. */
    async checkChange(
      uuid: string,
      seen: SeenRevision,
      given: AlertFields,
      firstRun: AlertChange['firstRun'],
      coming?: ComingObjects,
    ): Promise<AlertChange> {
      const before = await alerts.get(uuid);
      refuseStale({ revision: before.version }, seen);
      const fields = await checked(given, before, coming);
      if (before.kind !== fields.kind) {
        throw validationFailed([{ pointer: '/kind', code: 'wrong_value', detail: 'this cannot be changed' }]);
      }
      const leaving = leavingFaults(before, fields);
      if (leaving.length > 0) throw validationFailed(leaving);
      return confirmed({ before, fields, firstRun }, uuid);
    },

    /** @param change as `checkNew` gives it */
    async create(change: AlertChange): Promise<Alert> {
      const uuid = deps.newId();
      await begin({ ...toAlert(uuid, 0), ...change.fields }, change);
      return scheduled(await alerts.create(uuid, change.fields, now()));
    },

    /** @param change as `checkChange` gives it */
    async update(change: AlertChange & { readonly before: Alert }): Promise<Alert> {
      const { before, fields } = change;
      await deps.firstRun.carryOver(before, fields);
      await begin({ ...before, ...fields }, change);
      return scheduled(await alerts.update(before.uuid, before.version, fields, now()));
    },

    /** Disabled, under a name that is free. */
    async copy(uuid: string): Promise<Alert> {
      const { uuid: _u, version: _v, createdAt: _c, changedAt: _h, ...fields } = await alerts.get(uuid);
      const name = await freeName(fields);
      return scheduled(await alerts.create(deps.newId(), { ...fields, name, enabled: false }, now()));
    },

    /** One schedule on several alerts. Throws `validation_failed` where one is missing, before any is changed. */
    async reschedule(uuids: readonly string[], given: AlertSchedule, timeZone: string): Promise<Alert[]> {
      const wanted = [...new Set(uuids)];
      const found = await alerts.byIds(wanted);
      const missing = uuids.flatMap((uuid, index) =>
        found.some((alert) => alert.uuid === uuid)
          ? []
          : [{ pointer: `/alerts/${index}`, code: 'target_missing', detail: 'this alert does not exist' }],
      );
      if (missing.length > 0) throw validationFailed(missing);
      const changes = await Promise.all(
        found.map((alert) => checked({ ...fieldsOf(alert), schedule: given, timeZone }, alert)),
      );
      const after: Alert[] = [];
      for (const [index, alert] of found.entries()) {
        after.push(await scheduled(await alerts.update(alert.uuid, alert.version, changes[index]!, now())));
      }
      return after;
    },

    /** To native semantics. Handlers that ran for each recipient have run already where their row says so. */
    async convert(alert: Alert): Promise<Alert> {
      if (alert.semantics === 'native') return alert;
      const fields = await checked(toNative(fieldsOf(alert)), alert);
      await deps.firstRun.carryOver(alert, fields);
      return scheduled(await alerts.update(alert.uuid, alert.version, fields, now()));
    },

    /** What the conversion would make of it; nothing is changed. */
    async converted(alert: Alert): Promise<AlertFields> {
      return checked(toNative(fieldsOf(alert)), alert);
    },

    /** Schedule first: an alert without one is given one again, a schedule without an alert is nobody's. */
    async remove({ uuid, version }: Pick<Alert, 'uuid' | 'version'>): Promise<void> {
      const taken = await alerts.bumpRevision(uuid, version);
      await schedules.remove(uuid);
      await deps.ledger.removeOf(uuid);
      await alerts.remove(uuid, taken);
    },
  };

  async function freeName({ kind, name }: AlertFields): Promise<string> {
    for (let number = 1; ; number += 1) {
      const wanted = `${name.slice(0, 180)} (copy${number === 1 ? '' : ` ${number}`})`;
      if ((await alerts.byName(kind, wanted)) === undefined) return wanted;
    }
  }
}

export type AlertControls = ReturnType<typeof createAlertControls>;

export function fieldsOf({ uuid: _u, version: _v, createdAt: _c, changedAt: _h, ...fields }: Alert): AlertFields {
  return fields;
}
