import { events } from '../../domain/events/catalogue';
import { CertloomError, isCertloomError, validationFailed } from '../../domain/problem';
import {
  selectionOfCondition,
  type CertificateDirectory,
  type SearchEngines,
} from '../../services/certificates/selection';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { Count } from '../../store/database/count';
import type { TriggerStore } from '../../store/triggers/triggers';
import { defineRoute, type Route } from '../http/route';
import { matchCountInput, matchCountView } from './match-schemas';

export interface MatchRouteDeps extends SearchEngines {
  readonly triggers: Pick<TriggerStore, 'find'>;
  readonly inventory: Pick<CertificateInventory, 'search' | 'count'>;
  readonly directory: { snapshot(): Promise<CertificateDirectory> };
  readonly now: () => Date;
}

/** How many stored certificates a trigger would match. */
export function createMatchCountRoute(deps: MatchRouteDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/triggers/matching-certificates',
    operationId: 'previewTriggerMatches',
    tag: 'Triggers',
    summary: 'Preview how many stored certificates a trigger or condition matches',
    description:
      'The database finds candidates, and where it cannot say exactly, each of them is looked at for as long as a request may take. `relation` and `explain` say where the number is not exact. Needs `triggers:read`, too.',
    permission: 'certificates:read',
    budget: 'search',
    body: matchCountInput,
    responses: { 200: { description: 'The number', schema: matchCountView } },
    async handle({ body, caller }) {
      if (body.trigger !== undefined && !caller.permissions.has('triggers:read')) {
        const extra = { missing: ['triggers:read'] };
        throw new CertloomError('forbidden', 'This needs the permission triggers:read.', { extra });
      }
      const condition = body.trigger === undefined ? body.condition : await conditionOf(deps, body.trigger);
      const at = deps.now();
      const directory = await deps.directory.snapshot();
      const selection = readSelection(() => selectionOfCondition(condition, 'createdAt', -1, directory, deps, at));
      const [total, samples] = await Promise.all([
        deps.inventory.count(selection),
        body.samples === 0
          ? []
          : deps.inventory
              .search({ ...selection, after: undefined, limit: body.samples })
              .then(({ items }) => items.map(({ uuid, notAfter }) => ({ certificate: uuid, notAfter }))),
      ]);
      return { status: 200, body: { at, total, explain: countInWords(total), samples } };
    },
  });
}

async function conditionOf({ triggers }: MatchRouteDeps, uuid: string): Promise<unknown> {
  const found = await triggers.find(uuid);
  if (found === null) {
    throw validationFailed([{ pointer: '/trigger', code: 'target_missing', detail: 'this trigger does not exist' }]);
  }
  if (events[found.trigger.event].resource === 'certificates') return found.trigger.condition;
  const detail = `${found.trigger.event} does not happen to certificates`;
  throw validationFailed([{ pointer: '/trigger', code: 'wrong_value', detail }]);
}

/** A search calls its condition a filter. */
function readSelection<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    const errors = error.more.errors?.map((fault) => ({
      ...fault,
      pointer: fault.pointer.replace(/^\/filter/, '/condition'),
    }));
    throw new CertloomError(error.code, error.detail, { ...error.more, ...(errors === undefined ? {} : { errors }) });
  }
}

function countInWords({ value, relation }: Count): string {
  const certificates = `stored certificate${value === 1 ? '' : 's'}`;
  if (relation === 'exact') return `${value} ${certificates} would match.`;
  if (relation === 'moreThan') return `More than ${value} ${certificates} would match.`;
  return `At least ${value} ${certificates} would match; there was no time to look at all of them.`;
}
