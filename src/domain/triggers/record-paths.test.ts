import type { Action } from '../actions/action';
import type { Condition } from '../conditions/tree';
import { recordPathsOfTriggers } from './record-paths';

const condition: Condition = { source: 'property', field: 'SUBJECTDN', operator: 'NOT_EMPTY' };
const copy = (source: 'custom' | 'meta' | 'property', field: string): Action => ({
  ...{ id: field, enabled: true, onError: 'continue', type: 'setCustomAttribute', attribute: 'a' },
  copyFrom: { source, field },
});

it('names what conditions look at and what actions copy', () => {
  const actions: readonly Action[] = [
    copy('property', 'ISSUERDN'),
    copy('property', 'LIFETIME_USED_PERCENT'),
    copy('custom', 'COMMON_NAME'),
    copy('meta', 'SERIAL_NUMBER'),
    { id: 'owner', enabled: true, onError: 'continue', type: 'setOwner', owner: null },
  ];
  const paths = recordPathsOfTriggers([
    { condition, actions: [] },
    { condition: null, actions },
  ]);
  expect([...paths].sort()).toEqual(['issuerDn', 'notAfter', 'notBefore', 'subjectDn']);
});
