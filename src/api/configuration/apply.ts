import type { Fault } from '../../domain/problem';
import { createTurns } from '../../store/database/turns';
import type { InnerCalls, Operation } from '../http/inner-calls';
import type { Kind } from './kind';
import { faultsIn, type Planned } from './plan';

/**
 * Carries a plan out, what others refer to first. Each object is written on its own, in the revision in which it was
 * seen; one that fails keeps none of the others, but then nothing is deleted.
 */
export async function applyPlan(
  kinds: readonly Kind[],
  planned: readonly Planned[],
  calls: InnerCalls,
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
      await carryOut(one, calls);
      outcome.set(one, []);
    } catch (error) {
      outcome.set(one, faultsIn(one.document, error));
    }
  }
  return outcome;
}

/** What it takes to carry one out; undefined where nothing is to be done. */
export function operationOf({ kind, result }: Planned): Operation | undefined {
  if (result === 'unchanged') return undefined;
  if (result === 'deleted') return kind.remove;
  return result === 'created' ? (kind.create ?? kind.update) : kind.update;
}

async function carryOut(planned: Planned, calls: InnerCalls): Promise<void> {
  const { kind, before, params, request, result } = planned;
  const operation = operationOf(planned);
  if (operation === undefined) return;
  const isPost = operation === kind.create;
  await calls.call(operation, {
    ...(isPost ? {} : { params, ifMatch: before?.revision ?? 0 }),
    ...(result === 'deleted' ? {} : { body: request }),
  });
}
