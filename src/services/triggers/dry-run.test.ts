import {
  admin,
  at,
  certificateOf,
  leaf,
  rulesInMemory,
  setSite,
  tell,
  triggerOf,
} from '../../../test/support/services';
import { certificateFiringSubject } from '../../domain/firings/subject';
import { systemActor } from '../../domain/identity/actor';
import { platformPlace } from '../../domain/triggers/place';
import { createRulesOfEvents } from '../firings/rules';
import { createPatternEngine } from '../firings/pattern-engine';
import { openDryRun, rehearsed, type ChosenTriggers } from './dry-run';

const event = 'certificate_expiring';
const group = { resource: 'groups', objectUuid: 'g1' } as const;
const ofPlatform = triggerOf(event, 'action', leaf('COMMON_NAME', 'EQUALS', 'web'), [setSite('a'), tell]);
const ofGroup = triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'web'));

async function tried(chosen: ChosenTriggers, groups: readonly string[] = []) {
  const { deps } = rulesInMemory([{ triggers: [ofPlatform] }, { triggers: [ofGroup], place: group }]);
  const dryRun = await openDryRun(
    { rules: createRulesOfEvents(deps), configuration: deps.triggerConfiguration, patterns: createPatternEngine() },
    event,
    chosen,
  );
  const subject = certificateFiringSubject(certificateOf('web', { groups }));
  return dryRun.run(subject, { at, actor: systemActor });
}

describe('a dry run', () => {
  it('of the triggers in effect goes by the subject', async () => {
    expect((await tried({ from: 'effect' })).decision.outcome).toBe('performed');
    const inGroup = await tried({ from: 'effect' }, ['g1']);
    expect(inGroup.decision.outcome).toBe('ignored');
    expect(inGroup.sets.places).toEqual([group]);
  });

  it('of one set asks no other', async () => {
    const ofSet = await tried({ from: 'set', place: group });
    expect(ofSet.sets).toMatchObject({ places: [group], ignore: [{ origin: group }], actions: [] });
    expect((await tried({ from: 'set', place: platformPlace }, ['g1'])).decision.outcome).toBe('performed');
    const nowhere = { resource: 'raProfiles', objectUuid: 'r1' } as const;
    await expect(tried({ from: 'set', place: nowhere })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of given triggers has the rights of who asks, and changes nothing', async () => {
    const given = { ...ofPlatform, uuid: 'new', version: 0 };
    const mine = await tried({ from: 'request', triggers: [given], attachedBy: admin.uuid });
    expect(mine.sets.places).toEqual([]);
    expect(mine.decision.triggers[0]?.actions).toMatchObject([
      { outcome: 'ok', changed: true },
      { outcome: 'pending' },
    ]);
    expect(rehearsed(mine.decision)).toMatchObject({
      outcome: 'performed',
      counts: { actionsOk: 2, actionsFailed: 0 },
    });
    const stranger = await tried({ from: 'request', triggers: [given], attachedBy: 'nobody' });
    expect(stranger.decision.triggers[0]?.actions).toMatchObject([
      { errorCode: 'identity_unavailable' },
      { errorCode: 'identity_unavailable' },
    ]);
  });
});
