import { countsOf, withoutDetails } from './record';
import type { Decision } from '../../domain/firings/decide';
import type { TriggerResult } from '../../domain/firings/firing';

const trigger = (result: TriggerResult['result'], ...outcomes: string[]) =>
  ({
    ...{ trigger: 't', kind: 'action', result, truth: 'true', durationMs: 0 },
    leaves: [{ result: 'error', actual: 'CN=web', errorCode: 'type_changed', message: 'CN=web' }],
    actions: outcomes.map((outcome) => ({ outcome })),
  }) as unknown as TriggerResult;

describe('the record of a firing', () => {
  it('counts triggers and actions by what became of them', () => {
    const triggers = [trigger('matched', 'ok', 'failed', 'skipped', 'pending'), trigger('error'), trigger('skipped')];
    expect(countsOf(triggers)).toEqual({
      ...{ evaluated: 2, matched: 1, errors: 1 },
      ...{ actionsOk: 1, actionsFailed: 1, actionsSkipped: 1 },
    });
  });

  it('keeps no value of what is concealed', () => {
    const { triggers } = withoutDetails({ triggers: [trigger('error')] } as unknown as Decision);
    expect(triggers[0]?.leaves).toEqual([{ result: 'error', actual: null, errorCode: 'type_changed' }]);
  });
});
