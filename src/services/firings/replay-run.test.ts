import {
  admin,
  at,
  attribute,
  certificateOf,
  occurrenceOf,
  pipelineInMemory,
  rulesInMemory,
  run,
  setSite,
  tell,
  triggerOf,
} from '../../../test/support/services';
import { eventCodes, events, type EventCode } from '../../domain/events/catalogue';
import type { Firing } from '../../domain/firings/firing';
import { certificateFiringSubject, recordedFiringSubject, type FiringSubject } from '../../domain/firings/subject';
import { platformPlace } from '../../domain/triggers/place';
import type { Trigger } from '../../domain/triggers/trigger';
import type { ReplayRequest } from '../../temporal/messages/replay';
import { claiming } from './claim';
import { createReplayRun } from './replay-run';
import { createSubjectSources } from './subject-sources';

const later = new Date(at.getTime() + 60_000);

function subjectOf(event: EventCode): FiringSubject {
  const { resource } = events[event];
  if (resource === 'certificates') return certificateFiringSubject(certificateOf('web'));
  return recordedFiringSubject({ resource: resource as 'jobs', uuid: 'c-web', name: 'thing', values: {} });
}

/** A firing of an event that has ended, and what does it again. */
async function world(
  event: EventCode,
  triggers: readonly Trigger[],
  given: readonly string[] = [],
  place = platformPlace,
) {
  const subjects = new Map([['c-web', subjectOf(event)]]);
  const rules = rulesInMemory([{ triggers, place }]);
  const memory = pipelineInMemory(rules.deps);
  const changed: unknown[] = [];
  const others = { changes: 0 };
  const source = {
    resource: events[event].resource,
    permission: 'certificates:read' as const,
    findMany: async () => subjects,
    payload: () => ({ discoveryName: 'as it is' }),
    changes: {
      change: async (key: string, { uuid }: FiringSubject, change: unknown) => {
        changed.push(change);
        return (others.changes -= 1) >= 0 ? null : { key, uuid, entries: [] };
      },
      reload: async ({ uuid }: FiringSubject) => subjects.get(uuid),
      unnoted: async () => [],
      note: async () => undefined,
    },
  };
  const requestAttributes = Object.fromEntries(
    given.map((uuid) => [uuid, { name: 'site', contentType: 'string' as const, content: [{ data: 'given' }] }]),
  );
  const occurrence = occurrenceOf('first', () => subjects.get('c-web')!, { requestAttributes });
  const payload = () => ({
    newStatus: 'revoked',
    action: 'issue',
    discoveryUuid: 'd-1',
    subjectDn: 'CN=web',
    oldStatus: null,
  });
  await memory.pipeline.fire(
    { event, subjects: async () => [occurrence], payload, store: claiming(), close: async () => undefined },
    run,
  );
  const find = async (id: string): Promise<Firing | null> => {
    const row = memory.firings.get(id);
    return row === undefined ? null : { ...row, firingId: row._id, replayOf: row.replayOf ?? null };
  };
  const [original] = [...memory.firings.keys()];
  const replays = createReplayRun({
    pipeline: memory.pipeline,
    sources: createSubjectSources(() => [source]),
    findFiring: find,
    firings: {
      decided: async (ids) =>
        new Map(
          ids.flatMap((id) => {
            const row = memory.firings.get(id);
            return row === undefined ? [] : [[id, { snapshotId: row.snapshotId, status: row.status }]];
          }),
        ),
    },
    userOf: async () => ({ username: admin.name }),
  });
  const request = (more: Partial<ReplayRequest> = {}): ReplayRequest => ({
    ...{ replayId: 'r1', event, original: original!, at: later.toISOString(), user: admin.uuid },
    ...{ triggers: 'current', notifications: 'unsent', ...more },
  });
  const decide = (more?: Partial<ReplayRequest>) => replays.decide(request(more), { workflowId: 'again', runId: 'r' });
  return { ...memory, subjects, changed, others, find, decide, original: original! };
}

describe('a replay', () => {
  it.each(eventCodes)(
    'of %s is a new firing that is linked to the first, and one however often it is made',
    async (event) => {
      const { decide, find, firings, original, notices } = await world(event, [
        triggerOf(event, 'action', null, [tell]),
      ]);
      const decided = await decide();
      expect(decided).toMatchObject({ outcome: 'performed', hasEffects: true });
      expect(await decide()).toEqual(decided);
      expect(firings.size).toBe(2);
      const [first, again] = [await find(original), await find(decided.firingId)];
      expect(again).toMatchObject({
        ...{ event, replayOf: original, objectUuid: 'c-web', occurredAt: later, snapshotId: first?.snapshotId },
        ...{ replay: { triggers: 'current', notifications: 'unsent' }, actor: { type: 'user', name: admin.name } },
      });
      // What the subject cannot say again is told as it was.
      const { data } = notices.get(decided.firingId)!.envelope;
      for (const [field, value] of Object.entries({ newStatus: 'revoked', action: 'issue' })) {
        if (events[event].payloadFields.includes(field)) expect(data[field]).toBe(value);
      }
    },
  );

  it('shows a match of an ignore trigger, and keeps what is stored', async () => {
    const event = 'certificate_uploaded';
    const { decide, find, firings, original } = await world(event, []);
    const ignoring = await world(event, [triggerOf(event, 'ignore', null)]);
    firings.forEach((row) => ignoring.firings.set(row._id, row));
    const { firingId } = await ignoring.decide({ original });
    expect(await ignoring.find(firingId)).toMatchObject({
      outcome: 'ignored',
      objectUuid: 'c-web',
      replayOf: original,
    });
    const { firingId: without } = await decide();
    expect(await find(without)).toMatchObject({ outcome: 'unmatched' });
  });

  it('lets what the request gave win again', async () => {
    const event = 'certificate_uploaded';
    const sets = triggerOf(event, 'action', null, [setSite('by trigger')]);
    const stored = { name: 'site', contentType: 'string', content: [{ data: 'kept' }] } as const;
    const withAttribute = certificateFiringSubject(certificateOf('web', { attributes: { [attribute.uuid]: stored } }));
    const given = await world(event, [sets], [attribute.uuid]);
    given.subjects.set('c-web', withAttribute);
    given.changed.length = 0;
    await given.decide();
    expect(given.changed).toEqual([]);
    const free = await world(event, [sets]);
    free.subjects.set('c-web', withAttribute);
    await free.decide();
    expect(free.changed).toHaveLength(1);
  });

  it('goes by the trigger set of the discovery, also when somebody else changes the certificate', async () => {
    const event = 'certificate_discovered';
    const sets = triggerOf(event, 'action', null, [setSite('found')]);
    const place = { resource: 'discoveries', objectUuid: 'd-1' } as const;
    const { decide, changed, others } = await world(event, [sets], [], place);
    others.changes = 1;
    expect(await decide()).toMatchObject({ outcome: 'performed' });
    expect(changed).toHaveLength(2);
  });

  it('fails in the history when its subject has gone meanwhile', async () => {
    const { decide, find, subjects, original } = await world('certificate_status_changed', []);
    subjects.clear();
    const { firingId, outcome } = await decide();
    expect(outcome).toBe('error');
    expect(await find(firingId)).toMatchObject({ status: 'failed', replayOf: original });
  });

  it('without notifications starts none', async () => {
    const event = 'certificate_status_changed';
    const { decide, find } = await world(event, [triggerOf(event, 'action', null, [tell])]);
    const { firingId, hasEffects } = await decide({ notifications: 'none' });
    expect(hasEffects).toBe(false);
    expect(await find(firingId)).toMatchObject({ status: 'finished', counts: { actionsSkipped: 1 } });
  });
});
