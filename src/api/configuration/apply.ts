import type { Fault } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import type { InnerCalls } from '../http/inner-calls';
import type { LabelStore } from '../../store/configuration/labels';
import type { Found, Kind } from './kind';
import { asLabels, labelsPath, objectIdOf } from './labels';
import { faultsIn } from './faults';
import { operationOf, requestFor, type Planned } from './planned';

/** Told of each object as soon as it is written, with what it is known as: see `objectIdOf`. */
type Written = (planned: Planned, id: string) => Promise<void>;

/**
 * Carries a plan out, what others refer to first. Each object is written on its own, in the revision in which it was
 * seen; one that fails keeps none of the others, but then nothing is deleted.
 */
export async function applyPlan(
  kinds: readonly Kind[],
  planned: readonly Planned[],
  calls: InnerCalls,
  labels: Pick<LabelStore, 'put'>,
  written: Written = async () => undefined,
): Promise<Map<Planned, readonly Fault[]>> {
  const outcome = new Map<Planned, readonly Fault[]>();
  const turns = createTurns();
  const order = planned.filter(({ result }) => result === 'created' || result === 'changed');
  order.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  const deletions = planned.filter(({ result }) => result === 'deleted');
  for (const one of [...order, ...deletions]) {
    await turns.give();
    if (one.result === 'deleted' && order.some((written) => (outcome.get(written) ?? []).length > 0)) {
      const detail = 'nothing is deleted, because something else could not be written';
      outcome.set(one, [{ pointer: '', code: 'not_applied', detail }]);
      continue;
    }
    try {
      await carryOut(one, calls, labels, written);
      outcome.set(one, []);
    } catch (error) {
      outcome.set(one, faultsIn(one.document, error));
    }
  }
  return outcome;
}

async function carryOut(
  planned: Planned,
  calls: InnerCalls,
  labels: Pick<LabelStore, 'put'>,
  written: Written,
): Promise<void> {
  const operation = operationOf(planned);
  if (operation === undefined) return;
  const { kind, name, before, isOnlyLabelled, result } = planned;
  const reply = isOnlyLabelled === true ? undefined : await calls.call(operation, requestFor(planned));
  const view = before?.view ?? (reply?.body as Found['view'] | undefined);
  if (view !== undefined && result !== 'deleted') await written(planned, objectIdOf(kind, view));
  const wanted = result === 'deleted' ? [] : planned.labels;
  if (view === undefined || wanted === undefined) return;
  const put = () => labels.put(kind.kind, objectIdOf(kind, view), wanted);
  // The row of a deletion tells of the object with all that it had.
  if (result === 'deleted') return put();
  const { uuid } = view;
  const object = { uuid: typeof uuid === 'string' ? uuid : null, name };
  const change = planned.changes.find(({ path }) => path === labelsPath);
  const additionalData = {
    before: { labels: change?.before ?? {} },
    after: { labels: asLabels(wanted) },
  };
  await calls.record(kind.update, object, { message: 'labels changed', additionalData }, put);
}
