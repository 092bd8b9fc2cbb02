import {
  at,
  certificateOf,
  leaf,
  occurrenceOf,
  pipelineInMemory,
  rulesInMemory,
  run,
  tell,
  triggerOf,
} from '../../../test/support/services';
import type { EventCode } from '../../domain/events/catalogue';
import { certificateFiringSubject, recordedFiringSubject } from '../../domain/firings/subject';
import { firingIdOf } from '../../store/database/derived-ids';
import { decideOccurrence, type BatchContext } from './decide-occurrence';
import { createRules, unplaced } from './rules';

const dayMs = 86_400_000;
const decidedAt = new Date(at.getTime() + 250);
const web = occurrenceOf('k', () => certificateFiringSubject(certificateOf('web', { groups: ['g-1'], owner: 'u-1' })));
const payload = () => ({ subjectDn: 'CN=web' });

/** Rules of an event, and what a batch is decided with. */
async function batchOf(event: EventCode, sets: Parameters<typeof rulesInMemory>[0]) {
  const rules = await createRules(rulesInMemory(sets).deps, event)();
  const { logger, faults } = pipelineInMemory();
  const clock = { run, startedAt: at, now: () => decidedAt, steadyClock: () => 0 };
  const context: BatchContext = { rules, recorded: new Map(), logger, ...clock };
  return { context, rules, faults };
}

describe('an occurrence', () => {
  const ignore = (event: EventCode) => ({
    ...triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'web')),
    notificationProfiles: ['p-1'],
  });
  const act = (event: EventCode) => triggerOf(event, 'action', null, [tell]);

  it.each([
    { event: 'certificate_uploaded', make: act, outcome: 'performed', isStored: true, rejected: false, days: 3 },
    { event: 'certificate_uploaded', make: ignore, outcome: 'ignored', isStored: false, rejected: true, days: 3 },
    { event: 'certificate_expiring', make: act, outcome: 'performed', isStored: true, rejected: false, days: 9 },
    { event: 'certificate_expiring', make: ignore, outcome: 'ignored', isStored: true, rejected: false, days: 9 },
  ] as const)(
    'of $event, $outcome: stored is $isStored',
    async ({ event, make, outcome, isStored, rejected, days }) => {
      const { context } = await batchOf(event, [{ triggers: [make(event)] }]);
      const { firing, notice } = decideOccurrence({ event, payload }, web, context);
      const uuid = isStored ? 'c-web' : null;
      const id = firingIdOf(event, 'k');
      expect(firing).toMatchObject({
        ...{ _id: id, event, occurrenceKey: 'k', resource: 'certificates', outcome, status: 'running' },
        ...{ objectUuid: uuid, objectName: isStored ? 'web' : null, workflowId: 'w', startedAt: at },
      });
      expect(notice).toMatchObject({
        ...{ _id: id, certificateUuid: uuid, rejected, ownerUuid: 'u-1', groupUuids: ['g-1'] },
        ...{ envelope: { objectUuid: uuid, data: { subjectDn: 'CN=web' } } },
        expiresAt: new Date(at.getTime() + days * dayMs),
      });
    },
  );

  it('without effects is finished at once and needs no notice', async () => {
    const { context } = await batchOf('certificate_expiring', []);
    const { firing, notice } = decideOccurrence({ event: 'certificate_expiring', payload }, web, context);
    expect(notice).toBeNull();
    expect(firing).toMatchObject({ status: 'finished', outcome: 'unmatched', finishedAt: decidedAt, durationMs: 250 });
  });

  it('of something else than a certificate names none in its notice', async () => {
    const event = 'discovery_finished';
    const { context } = await batchOf(event, [{ triggers: [act(event)] }]);
    const scan = () => recordedFiringSubject({ resource: 'discoveries', uuid: 'd-1', name: 'night', values: {} });
    const { notice } = decideOccurrence({ event, payload: () => ({}) }, occurrenceOf('d', scan), context);
    expect(notice).toMatchObject({ certificateUuid: null, envelope: { objectUuid: 'd-1' } });
  });

  it.each([
    { name: 'no snapshot', decidedWith: null, expected: 'group' },
    { name: 'the snapshot of an earlier attempt', decidedWith: 's-1', expected: 'platform' },
    { name: 'a snapshot that is not known', decidedWith: 's-2', expected: 'group' },
  ] as const)('with $name is decided by the sets of the $expected', async ({ decidedWith, expected }) => {
    const event = 'certificate_expiring';
    const place = { resource: 'groups', objectUuid: 'g-1' } as const;
    const [platform, group] = [act(event), act(event)];
    const { context, rules } = await batchOf(event, [{ triggers: [platform] }, { triggers: [group], place }]);
    const recorded = new Map([['s-1', rules.setsOf(unplaced)]]);
    const { firing } = decideOccurrence({ event, payload }, { ...web, decidedWith }, { ...context, recorded });
    expect(firing.matchedTriggers.map(({ uuid }) => uuid)).toEqual([{ platform, group }[expected].uuid]);
  });

  it.each([
    { thrown: new RangeError('CN=secret'), kind: 'RangeError' },
    { thrown: new Error('CN=secret'), kind: 'Error' },
  ])('that throws $kind has failed, with a message that tells only this', async ({ thrown, kind }) => {
    const event = 'certificate_uploaded';
    const { context, faults } = await batchOf(event, [{ triggers: [act(event)] }]);
    const broken = occurrenceOf('k', () => {
      throw thrown;
    });
    const { firing, decided, notice } = decideOccurrence({ event, payload }, broken, context);
    expect([decided, notice]).toEqual([null, null]);
    expect(firing).toMatchObject({ status: 'failed', outcome: 'error', objectUuid: null, objectName: null });
    expect(firing.message).toBe(`the firing could not be carried out (${kind}); see the worker's log`);
    expect(faults).toEqual([{ err: thrown, event, firingId: firing._id }]);
  });
});
