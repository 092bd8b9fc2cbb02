import { events } from '../../domain/events/catalogue';
import { validationFailed } from '../../domain/problem';
import { earliestInstant } from '../../domain/values/scalars';
import { openDryRun, type DryRunDeps } from '../../services/triggers/dry-run';
import { compareWithHistory, matchesByTrigger, type ComparedFiring } from '../../services/triggers/history-run';
import type { SubjectSources } from '../../services/firings/subject-sources';
import type { Position } from '../../store/database/keyset-scan';
import type { EventHistory } from '../../store/firings/history';
import { defineRoute, type Route } from '../http/route';
import { readChosen, type ChosenDeps } from './chosen';
import { historyRunInput, historyRunView } from './match-schemas';
import { refuseMissing } from './routes';

export interface HistoryRunRouteDeps extends ChosenDeps, DryRunDeps {
  readonly sources: SubjectSources;
  readonly history: Pick<EventHistory, 'list'>;
}

const usualMs = 30 * 86_400_000;

/** Which triggers would have matched past firings: a dry run over the history, page by page. */
export function createHistoryRunRoute(deps: HistoryRunRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/triggers/dry-run/history',
    operationId: 'testTriggersOnHistory',
    tag: 'Triggers',
    summary: 'Test triggers on what past firings were about',
    description:
      'Newest first, one page of firings a call: `progress` says how far it is, `cursor` goes on, and who has seen enough stops asking. Each subject is taken as it is now, by the clock of its firing. Nothing is stored, counted, sent or started. Needs `event-history:read`, and to read the subjects.',
    permission: 'triggers:read',
    budget: 'search',
    body: historyRunInput,
    responses: { 200: { description: 'A page of comparisons', schema: historyRunView } },
    async handle({ body, caller, cursors, operation }) {
      const source = deps.sources.of(events[body.event].resource);
      refuseMissing(caller, ['event-history:read', ...(source === undefined ? [] : [source.permission])]);
      const { cursor, limit, ...asked } = body;
      const binding = `${operation} ${JSON.stringify(asked)}`;
      const resumed = cursor === undefined ? undefined : cursors.open(cursor, binding);
      if (cursor !== undefined && resumed === undefined) throw wrongCursor();
      const at = resumed as { readonly value: Position['value']; readonly id: string; readonly to: Date } | undefined;
      const to = at?.to ?? body.to ?? deps.now();
      const from = body.from ?? new Date(Math.max(to.getTime() - usualMs, earliestInstant));
      if (from >= to) throw wrongRange();
      const dryRun = await openDryRun(deps, body.event, await readChosen(deps, body, caller));
      const page = await deps.history.list({ events: [body.event], from, to }, -1, at, limit, 'patient');
      const nothing = { findMany: async () => new Map<string, never>() };
      const { compared, gone } = await compareWithHistory(dryRun, source ?? nothing, page.items);
      const reached = page.next?.value instanceof Date ? page.next.value : from;
      const changed = compared.filter(({ isChanged }) => isChanged);
      const shown =
        body.only === 'changed'
          ? changed
          : compared.filter(({ matchedTriggers }) => body.only === 'all' || matchedTriggers.length > 0);
      return {
        status: 200,
        body: {
          items: shown.map(toRow),
          counts: { looked: page.items.length, evaluated: compared.length, changed: changed.length, gone },
          triggers: matchesByTrigger(compared),
          progress: { from, to, reached, share: shareOf(from, to, reached) },
          nextCursor: page.next === undefined ? null : cursors.seal({ ...page.next, to }, binding),
        },
      };
    },
  });
}

function toRow({ firing, name, outcome, matchedTriggers, explain, isChanged }: ComparedFiring) {
  const { firingId, occurredAt, resource, objectUuid } = firing;
  return {
    ...{ firingId, occurredAt, isChanged },
    subject: { resource, uuid: objectUuid ?? '', name },
    was: { outcome: firing.outcome, matchedTriggers: firing.matchedTriggers },
    would: { outcome, matchedTriggers, explain },
  };
}

/** To the thousandth. */
function shareOf(from: Date, to: Date, reached: Date): number {
  const share = (to.getTime() - reached.getTime()) / (to.getTime() - from.getTime());
  return Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 1_000;
}

function wrongCursor() {
  const detail = 'the cursor does not belong to this request; start again without it';
  return validationFailed([{ pointer: '/cursor', code: 'wrong_cursor', detail }]);
}

function wrongRange() {
  return validationFailed([{ pointer: '/from', code: 'wrong_value', detail: 'from must be earlier than to' }]);
}
