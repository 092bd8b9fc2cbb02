import type { Alert } from '../../domain/alerts/alert';
import { asWorkflow, type AlertDefinition } from '../../domain/alerts/workflow-handler';
import { utcDay } from '../../domain/alerts/due';
import { countsOfResults } from '../../domain/alerts/progress';
import {
  addAlertCounts,
  endOfRun,
  isWholeRun,
  noAlertCounts,
  type AlertRun,
  type AlertRunNote,
} from '../../domain/alerts/run';
import type { LedgerRow } from '../../domain/alerts/ledger';
import type { AlertKindCode } from '../../domain/alerts/kind';
import type { PlatformSettings } from '../../domain/settings/platform';
import { uuidOf } from '../../store/database/derived-ids';
import type { AlertLedgerStore } from '../../store/alerts/ledger';
import type { AlertRunStore } from '../../store/alerts/runs';
import type { AlertStore } from '../../store/alerts/alerts';
import type { AlertVersionStore } from '../../store/alerts/versions';
import type { AlertRunStart, AlertRunState, AlertRunStep } from '../../temporal/messages/alerts';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import type { CarryingRun } from '../firings/occurrence';
import type { Work } from '../work/work';
import { createClaims } from './claims';
import type { AlertFirings } from './firings';
import type { AlertItem, ItemSource } from './item';
import { leftToOther, planItems, type ItemWork } from './item-work';
import { phasesOf, type Phases } from './phases';

export interface AlertRunDeps {
  readonly alerts: Pick<AlertStore, 'find'>;
  readonly versions: Pick<AlertVersionStore, 'keep' | 'find'>;
  readonly runs: Pick<AlertRunStore, 'begin' | 'find' | 'progress' | 'end' | 'last' | 'runningAmong'>;
  readonly ledger: Pick<
    AlertLedgerStore,
    'ofItems' | 'insert' | 'begin' | 'refuse' | 'settle' | 'takeOver' | 'removeOf'
  >;
  readonly sources: ReadonlyMap<AlertKindCode, ItemSource>;
  readonly phases: Phases;
  readonly fire: AlertFirings;
  readonly settings: () => Promise<PlatformSettings>;
  /** The published definitions that an alert in mode `workflow` starts. */
  readonly definitionsOf: (alert: Alert) => Promise<readonly AlertDefinition[]>;
  /** Reads what conditions depend on. */
  readonly prepare: () => Promise<unknown>;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** Items that are worked on together. */
const pageSize = 500;
/** Of alerts that run scripts: each is some events of the workflow's history. */
const pageOfScripts = 100;
const scriptsAtOnce = 100;
/** One stretch begins no further page after this. */
const stretchMs = 8_000;

interface Worked {
  readonly works: readonly ItemWork[];
  readonly notes: readonly AlertRunNote[];
  readonly scripts: readonly ScriptRunPlan[];
}

function hasScripts({ handlers }: Alert): boolean {
  return handlers.some(({ type }) => type === 'script' || type === 'custom');
}

/** A test that leaves the ledger of the alert alone: it has one of its own until it ends, so that it does nothing twice. */
function isTraceless({ test }: AlertRunStart): boolean {
  return test?.recordLedger === false;
}

/** The record of a run, known before it begins. */
export function alertRunIdOf(workflowId: string): string {
  return uuidOf(`alert-run:${workflowId}`);
}

/** Runs of alerts: page after page of what is due, through the handlers. */
export function createAlertRuns(deps: AlertRunDeps) {
  const { runs, ledger, now } = deps;

  /** What was looked at in whole today by the same version need only be looked at again where it has changed. */
  async function changedSince(alert: Alert, start: AlertRunStart, at: Date): Promise<Date | null> {
    // Definitions may have been published since, and all items are theirs.
    if (start.trigger !== 'schedule' || alert.repeat !== null || alert.mode === 'workflow') return null;
    const last = await runs.last(alert.uuid, start.context);
    const isSame = last !== null && isWholeRun(last.status) && last.alert.version === alert.version;
    const wasWhole = isSame && last.trigger === 'schedule' && utcDay(last.at) === utcDay(at);
    // What it left to another run may be left still.
    const hasLeft = last?.notes.some(({ code }) => code === leftToOther) === true;
    return wasWhole && !hasLeft ? last.startedAt : null;
  }

  async function loaded(state: AlertRunState): Promise<{ readonly alert: Alert; readonly run: AlertRun } | null> {
    const [alert, run] = await Promise.all([
      deps.versions.find(state.start.alertUuid, state.version),
      runs.find(state.runId),
    ]);
    if (alert === undefined || run === null || run.status !== 'running') return null;
    return { alert: alert.mode === 'workflow' ? asWorkflow(alert, await deps.definitionsOf(alert)) : alert, run };
  }

  /** Rows of the items; those that others hold whose run has ended are ours now. */
  async function rowsOf(alert: Pick<Alert, 'uuid'>, run: AlertRun, items: readonly AlertItem[]) {
    const rows = await ledger.ofItems(
      alert.uuid,
      items.map(({ id }) => id),
    );
    const others = [...rows.values()].flat().filter((row) => row.workflowId !== run.workflowId);
    const running = await runs.runningAmong(others.map(({ workflowId }) => workflowId));
    const left = others.filter(({ state, workflowId }) => state === 'claimed' && !running.has(workflowId));
    const taken = new Set<string>();
    for (const row of left) if (await ledger.takeOver(row, run.workflowId)) taken.add(row.id);
    const isOurs = (row: LedgerRow) =>
      taken.has(row.id) ||
      (row.workflowId === run.workflowId && row.state !== 'superseded' && row.state !== 'baseline');
    // Also what is done: the run that has begun a message ends it. And a claim that somebody was quicker to take over.
    const isBusy = (row: LedgerRow) =>
      row.workflowId !== run.workflowId &&
      !taken.has(row.id) &&
      (running.has(row.workflowId) || row.state === 'claimed');
    return { of: (id: string) => rows.get(id) ?? [], isOurs, isBusy };
  }

  async function workOn(
    { alert, run }: { readonly alert: Alert; readonly run: AlertRun },
    start: AlertRunStart,
    items: readonly AlertItem[],
    work: Pick<Work, 'signal' | 'heartbeat'>,
  ): Promise<Worked> {
    const owner = isTraceless(start) ? { uuid: run.id } : alert;
    const rows = await rowsOf(owner, run, items);
    const { works, notes } = planItems(items, {
      ...{ alert, at: run.at, rowsOf: rows.of, isOurs: rows.isOurs, isBusy: rows.isBusy },
      fallback: (await deps.settings()).alerts.fallbackRecipients,
      ...(start.resend === undefined ? {} : { only: start.resend.rowId }),
    });
    const claims = createClaims({ ledger, now }, owner, run);
    for (const phase of phasesOf(works)) {
      work.signal.throwIfAborted();
      const scripts = await deps.phases(phase, works, { alert, run, claims, work });
      if (scripts.length > 0) return { works, notes, scripts: scripts.slice(0, scriptsAtOnce) };
      work.heartbeat();
    }
    await deps.fire(works, alert, run, start.event?.firingId ?? null);
    return { works, notes, scripts: [] };
  }

  /** The next items of the run, filled up to a page where only few of what is read are due. */
  async function nextItems(alert: Alert, run: AlertRun, { start, cursor, changedSince: since }: AlertRunState) {
    const source = deps.sources.get(alert.kind)!;
    const only = start.resend?.itemId ?? start.test?.itemId ?? start.event?.itemId;
    if (only !== undefined) {
      const items = await source.find(alert, [only], run.at);
      return { items, evaluated: items.length, next: null };
    }
    const items: AlertItem[] = [];
    let evaluated = 0;
    let at = cursor;
    do {
      const page = await source.page(alert, run.at, at, since === null ? null : new Date(since));
      items.push(...page.items);
      evaluated += page.evaluated;
      at = page.next;
      const isFull = items.length >= (hasScripts(alert) ? pageOfScripts : pageSize);
      if (isFull) break;
    } while (at !== null && items.length < pageSize && evaluated < pageSize * 4);
    return { items, evaluated, next: at };
  }

  return {
    /** Null: there is nothing to run. A second attempt finds the record of the first. */
    async begin(start: AlertRunStart, carrying: CarryingRun): Promise<AlertRunState | null> {
      const id = alertRunIdOf(carrying.workflowId);
      const known = await runs.find(id);
      const alert = await deps.alerts.find(start.alertUuid);
      if (known !== null && known.status !== 'running') return null;
      if (alert === undefined || (start.trigger === 'schedule' && !alert.enabled)) return null;
      await deps.versions.keep(alert);
      const startedAt = now();
      const { uuid, name, kind, version } = alert;
      const { trigger, context, actor, test } = start;
      // Before this run is the last one.
      const since = known === null ? await changedSince(alert, start, startedAt) : null;
      await runs.begin({
        ...{ id, alert: { uuid, name, kind, version }, trigger, context, isTest: test !== undefined, actor },
        ...{ status: 'running', at: test?.evaluationDate === undefined ? startedAt : new Date(test.evaluationDate) },
        ...{ startedAt, endedAt: null, counts: noAlertCounts, notes: [], message: null, ...carrying },
      });
      const run = await runs.find(id);
      if (run === null) return null;
      if (alert.mode === 'workflow' && (await deps.definitionsOf(alert)).length === 0) {
        const message = 'The alert starts a workflow, and no published definition is bound to it.';
        await runs.end(id, { status: 'no_definition', message }, now());
        return null;
      }
      return {
        ...{ start, runId: id, version: run.alert.version, cursor: null, counts: noAlertCounts },
        changedSince: since?.toISOString() ?? null,
      };
    },

    /** Some seconds of work, at least a page. */
    async stretch(from: AlertRunState, work: Pick<Work, 'signal' | 'heartbeat'>): Promise<AlertRunStep> {
      const found = await loaded(from);
      if (found === null) return { state: from, isDone: true };
      const { alert, run } = found;
      const limit = from.start.test?.limit ?? Number.POSITIVE_INFINITY;
      const deadline = deps.steadyClock() + stretchMs;
      await deps.prepare();
      if (from.cursor === null) await deps.sources.get(alert.kind)?.look?.(alert, run);
      let state = from;
      for (;;) {
        work.signal.throwIfAborted();
        const { items, evaluated, next } = await nextItems(alert, run, state);
        const { works, notes, scripts } = await workOn(
          found,
          state.start,
          items.slice(0, limit - state.counts.due),
          work,
        );
        // They are run first, then the page is worked on again: what is done is known by its rows.
        if (scripts.length > 0) return { state, isDone: false, scripts };
        const sum = works.reduce((counts, one) => addAlertCounts(counts, countsOfWork(one)), noAlertCounts);
        const counts = addAlertCounts(state.counts, { ...sum, evaluated, due: works.length });
        state = { ...state, cursor: next, counts };
        await runs.progress(run.id, counts, notes);
        const isDone = next === null || counts.due >= limit;
        if (isDone || deps.steadyClock() >= deadline) return { state, isDone };
        // Only a whole page counts as done: a second attempt goes on behind it.
        work.heartbeat(state);
      }
    },

    async end({ start, runId, counts }: AlertRunState): Promise<void> {
      if (start.resend !== undefined) {
        // Its item is over, or its handler or recipient is gone.
        const message = 'There is nobody and nothing any more to send it for.';
        await ledger.settle([{ id: start.resend.rowId, state: 'failed', at: now(), error: 'not_due', message }]);
      }
      if (isTraceless(start)) await ledger.removeOf(runId);
      await runs.end(runId, { status: endOfRun(counts), message: null, counts }, now());
    },

    async fail(runId: string, message: string): Promise<void> {
      // Of a test; other runs have no ledger of their own.
      await ledger.removeOf(runId);
      await runs.end(runId, { status: 'failed', message }, now());
    },
  };
}

export type AlertRuns = ReturnType<typeof createAlertRuns>;

function countsOfWork({ progress, steps }: ItemWork) {
  const superseded = new Set(steps.flatMap(({ due }) => due.superseded)).size;
  return { ...countsOfResults(progress.results), superseded };
}
