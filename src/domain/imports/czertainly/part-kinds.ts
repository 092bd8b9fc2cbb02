import type { ForeignKind } from '../foreign-kind';
import { byUuid, system } from './parts';

/**
 * Conditions, rules, executions and actions that stand in lists of their own. They become a part of the triggers that
 * have them, which were mapped before; what no trigger has read is named by the ledger.
 */
function partKind(kind: string, list: string, fits: ForeignKind['fits']): ForeignKind {
  return {
    ...{ system, kind, partOf: 'Trigger', looksUp: [], lists: [list], fits },
    identify: byUuid(kind),
    map(item) {
      for (const member of ['uuid', 'resource', 'type']) item.at(member).take();
      for (const member of ['name', 'description']) {
        const place = item.at(member);
        if (place.peek === null || place.peek === '') place.take();
        else place.keep('joined', 'parts of triggers have no name of their own here');
      }
      item.note('part', 'it becomes a part of each trigger of this import that has it, and nothing by itself');
      return { objects: [] };
    },
  };
}

export const conditionKind = partKind(
  'Condition',
  'conditions',
  ({ type, items }) => lower(type) === 'checkfield' && Array.isArray(items),
);
export const ruleKind = partKind(
  'Rule',
  'rules',
  (value) => 'resource' in value && ('conditions' in value || 'conditionsUuids' in value),
);
export const executionKind = partKind(
  'Execution',
  'executions',
  ({ type, items }) => ['setfield', 'sendnotification'].includes(lower(type)) && Array.isArray(items),
);
export const actionKind = partKind(
  'Action',
  'actions',
  (value) => 'resource' in value && ('executions' in value || 'executionsUuids' in value),
);

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase().replace(/[^a-z]/g, '') : '';
}
