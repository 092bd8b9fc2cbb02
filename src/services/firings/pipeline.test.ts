import {
  admin,
  attribute,
  certificateOf,
  leaf,
  occurrenceOf as occurrence,
  pipelineInMemory,
  rulesInMemory,
  run,
  setSite,
  tell,
  triggerOf,
} from '../../../test/support/services';
import type { EventCode } from '../../domain/events/catalogue';
import type { Trigger } from '../../domain/triggers/trigger';
import { certificateFiringSubject, recordedFiringSubject, type RecordedObject } from '../../domain/firings/subject';
import { claiming } from './claim';
import type { FiringEvent, Occurrence, Storing } from './occurrence';
import { outcomeOfBatch } from './pipeline';

function eventOf(
  event: EventCode,
  occurrences: readonly Occurrence[],
  store: Storing<Occurrence> = claiming(),
): FiringEvent<Occurrence, string[]> {
  return {
    event,
    subjects: async () => occurrences,
    payload: ({ subject, objectUuid }) => ({
      discoveryUuid: objectUuid,
      discoveryName: subject.name,
      jobName: subject.name,
      status: 'succeeded',
    }),
    store,
    close: async (fired) => fired.map(({ firing }) => firing._id),
  };
}

const discovery = (more: Partial<RecordedObject> = {}) =>
  recordedFiringSubject({
    resource: 'discoveries',
    uuid: 'd-1',
    name: 'night scan',
    values: { DISCOVERY_STATUS: 'warning', DISCOVERY_TOTAL_CERT_DISCOVERED: 3 },
    ...more,
  });

const inMemory = (triggers: readonly Trigger[]) => pipelineInMemory(rulesInMemory([{ triggers }]).deps);

describe('a discovery on the pipeline', () => {
  it('is decided, changed and told of like any subject', async () => {
    const isWarning = leaf('DISCOVERY_STATUS', 'EQUALS', 'warning');
    const memory = inMemory([triggerOf('discovery_finished', 'action', isWarning, [setSite('dc1'), tell])]);
    const changed: unknown[] = [];
    const store = claiming({
      change: async (key, { uuid }, change) => {
        changed.push(change);
        return { key, uuid, entries: [] };
      },
      reload: async (subject) => subject,
      unnoted: async () => [],
      note: async (noted) => void changed.push(...noted),
    });
    const [firingId] = await memory.pipeline.fire(
      eventOf('discovery_finished', [occurrence('d-1.1', () => discovery())], store),
      run,
    );
    expect([...memory.firings.values()]).toMatchObject([
      {
        _id: firingId,
        event: 'discovery_finished',
        resource: 'discoveries',
        objectUuid: 'd-1',
        objectName: 'night scan',
        occurrenceKey: 'd-1.1',
        outcome: 'performed',
        status: 'running',
        workflowId: 'w',
      },
    ]);
    expect(memory.notices.get(firingId!)).toMatchObject({
      certificateUuid: null,
      subject: { attributes: { [attribute.uuid]: { content: [{ data: 'dc1' }] } }, metadata: [] },
      rejected: false,
      envelope: { resource: 'discoveries', objectUuid: 'd-1', data: { discoveryName: 'night scan' } },
    });
    const value = { name: 'site', contentType: 'string', content: [{ data: 'dc1' }] };
    expect(changed).toEqual([{ attributes: { [attribute.uuid]: value } }, { key: firingId, uuid: 'd-1', entries: [] }]);
    // It is counted when its effects have been started and it closes.
    expect(memory.counted).toEqual([]);
  });

  it('ignored, keeps its name: it is stored all the same', async () => {
    const memory = inMemory([triggerOf('discovery_finished', 'ignore', null)]);
    await memory.pipeline.fire(eventOf('discovery_finished', [occurrence('d-1.1', () => discovery())]), run);
    const [firing] = memory.firings.values();
    expect(firing).toMatchObject({ outcome: 'ignored', objectUuid: 'd-1', objectName: 'night scan' });
  });
});

describe('a scheduled job on the pipeline', () => {
  it('has no categories: an action for certificates fails and the others run', async () => {
    const memory = inMemory([
      triggerOf('scheduled_job_finished', 'action', leaf('SCHEDULED_JOB_NAME', 'CONTAINS', 'night'), [
        { type: 'setOwner', owner: admin.uuid },
        tell,
      ]),
    ]);
    const job = recordedFiringSubject({
      resource: 'jobs',
      uuid: 'j-1',
      name: 'nightly',
      values: { SCHEDULED_JOB_NAME: 'nightly' },
    });
    await memory.pipeline.fire(eventOf('scheduled_job_finished', [occurrence('j-1.x', () => job)]), run);
    const [firing] = memory.firings.values();
    expect(firing?.triggers[0]?.actions).toMatchObject([
      { outcome: 'failed', errorCode: 'action_not_for_resource' },
      { outcome: 'pending' },
    ]);
    expect([...memory.notices.values()]).toMatchObject([{ envelope: { data: { jobName: 'nightly' } } }]);
  });
});

describe('the pipeline', () => {
  it('lets one firing fail without the others, and keeps no detail of it', async () => {
    const memory = pipelineInMemory();
    const broken = occurrence('broken', () => {
      throw new TypeError('secret detail');
    });
    const whole = occurrence('whole', () => certificateFiringSubject(certificateOf('web')));
    await memory.pipeline.fire(eventOf('certificate_status_changed', [broken, whole]), run);
    const [failed, finished] = memory.firings.values();
    expect(failed).toMatchObject({ status: 'failed', outcome: 'error', objectUuid: null });
    expect(failed?.message).toContain('TypeError');
    expect(JSON.stringify(failed)).not.toContain('secret detail');
    expect(finished).toMatchObject({ status: 'finished', outcome: 'unmatched', objectName: 'web' });
    expect(memory.faults).toHaveLength(1);
    expect(memory.counted.map(({ status }) => status)).toEqual(['failed', 'finished']);
    await memory.pipeline.fire(eventOf('certificate_status_changed', [broken, whole]), run);
    expect(memory.counted).toHaveLength(2);
  });

  it('decides a repeat with the sets of its first attempt', async () => {
    const first = rulesInMemory([{ triggers: [triggerOf('discovery_finished', 'ignore', null)] }]);
    await pipelineInMemory(first.deps).pipeline.fire(
      eventOf('discovery_finished', [occurrence('k', () => discovery())]),
      run,
    );
    const later = rulesInMemory();
    later.kept.push(...first.kept);
    const memory = pipelineInMemory(later.deps);
    const again = { ...occurrence('k', () => discovery()), decidedWith: first.kept[0]!.id };
    await memory.pipeline.fire(eventOf('discovery_finished', [again]), run);
    expect([...memory.firings.values()]).toMatchObject([{ outcome: 'ignored', snapshotId: first.kept[0]!.id }]);
  });

  it('conceals an ignored upload: no name, no values, a notice that is erased later', async () => {
    const ignore = triggerOf('certificate_uploaded', 'ignore', leaf('COMMON_NAME', 'EQUALS', 'web'));
    const memory = inMemory([{ ...ignore, notificationProfiles: ['p-1'] }]);
    const upload = occurrence('u.0', () => certificateFiringSubject(certificateOf('web')));
    await memory.pipeline.fire(eventOf('certificate_uploaded', [upload]), run);
    const [firing] = memory.firings.values();
    expect(firing).toMatchObject({ outcome: 'ignored', objectUuid: null, objectName: null });
    expect(firing?.triggers[0]?.leaves).toEqual([{ result: 'true', actual: null }]);
    expect([...memory.notices.values()]).toMatchObject([{ rejected: true, certificateUuid: null }]);
  });

  it.each([
    [[], 'none'],
    [['ignored', 'ignored'], 'ignored'],
    [['ignored', 'performed'], 'mixed'],
  ])('sums up %j as %s', (outcomes, expected) => {
    expect(outcomeOfBatch(outcomes, 'none')).toBe(expected);
  });
});
