import {
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
import { certificateFiringSubject, type CertificateSubject } from '../../domain/firings/subject';
import type { HistoryDue } from '../../domain/certificates/history';
import { certificateChanges } from './certificate-changes';
import { claiming, type SubjectChanges } from './claim';
import type { FiringEvent, Occurrence } from './occurrence';

const subject = (revision = 1) => certificateFiringSubject(certificateOf('web', { revision }));

function fired(changes: Partial<SubjectChanges<CertificateSubject>>) {
  const triggers = [triggerOf('certificate_expiring', 'action', null, [setSite('dc1')])];
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const noted: string[] = [];
  const event: FiringEvent<Occurrence<CertificateSubject>, number> = {
    event: 'certificate_expiring',
    subjects: async () => [occurrenceOf('k', () => subject())],
    payload: () => ({}),
    store: claiming({
      change: async (key, { uuid }) => ({ key, uuid, entries: [] }),
      reload: async () => subject(2),
      unnoted: async () => [],
      note: async (changed) => void noted.push(...changed.map(({ key }) => key)),
      ...changes,
    }),
    close: async (mine) => mine.length,
  };
  return { noted, fire: (workflowId: string) => memory.pipeline.fire(event, { workflowId, runId: 'r' }) };
}

describe('firings of stored subjects', () => {
  it('belong to the run that claimed the occurrence first; its own repeat goes on, another run changes nothing', async () => {
    const { fire, noted } = fired({});
    expect(await fire('w-1')).toBe(1);
    expect(await fire('w-1')).toBe(1);
    expect(await fire('w-2')).toBe(0);
    expect(noted).toHaveLength(2);
  });

  it('decide again on a newer revision', async () => {
    const seen: number[] = [];
    const { fire, noted } = fired({
      change: async (key, { uuid, record }) => {
        seen.push(record.revision);
        return record.revision === 1 ? null : { key, uuid, entries: [] };
      },
    });
    await fire('w');
    expect(seen).toEqual([1, 2]);
    expect(noted).toHaveLength(1);
  });

  it.each([
    { name: 'the sets of where the subject is by then', isRecorded: false, site: 'dc2' },
    { name: 'recorded sets, where those were asked for', isRecorded: true, site: 'dc1' },
  ])('decide again by $name', async ({ isRecorded, site }) => {
    const inGroup = certificateFiringSubject(certificateOf('web', { revision: 2, groups: ['g'] }));
    const triggerTo = (to: string) => triggerOf('certificate_expiring', 'action', null, [setSite(to)]);
    const place = { resource: 'groups', objectUuid: 'g' } as const;
    const known = rulesInMemory([{ triggers: [triggerTo('dc1')] }, { triggers: [triggerTo('dc2')], place }]);
    const memory = pipelineInMemory(known.deps);
    const wanted: unknown[] = [];
    const fire = (key: string, decidedWith: string | null, isChanged: boolean) =>
      memory.pipeline.fire(
        {
          event: 'certificate_expiring',
          subjects: async () => [{ ...occurrenceOf(key, () => subject()), decidedWith }],
          payload: () => ({}),
          store: claiming<Occurrence<CertificateSubject>>({
            async change(given, { uuid, record }, change) {
              if (isChanged && record.revision === 1) return null;
              wanted.push(Object.values(change.attributes ?? {}).map(({ content }) => content[0]?.data));
              return { key: given, uuid, entries: [] };
            },
            reload: async () => inGroup,
            unnoted: async () => [],
            note: async () => undefined,
          }),
          close: async () => undefined,
        },
        { workflowId: key, runId: 'r' },
      );
    await fire('first', null, false);
    await fire('again', isRecorded ? known.kept[0]!.id : null, true);
    expect(wanted).toEqual([['dc1'], [site]]);
  });

  it('change nothing of a subject that is gone', async () => {
    const { fire, noted } = fired({ change: async () => null, reload: async () => undefined });
    expect(await fire('w')).toBe(1);
    expect(noted).toEqual([]);
  });

  it('give up when others are quicker each time', async () => {
    const { fire } = fired({ change: async () => null });
    await expect(fire('w')).rejects.toThrow('changed by others');
  });
});

describe('a kill between two writes', () => {
  const kills = ['firing', 'notice', 'change', 'history', 'settle'].flatMap((write) => [
    { write, when: 'before' },
    { write, when: 'after' },
  ]);

  it.each(kills)('$when that of the $write loses nothing of what a trigger set, and doubles nothing', async (kill) => {
    let isKilled = false;
    /** Fails once, at the write of the case: before it or after it. */
    const dying =
      <A extends unknown[], R>(write: string, work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const dies = write === kill.write && !isKilled;
        isKilled ||= dies;
        if (dies && kill.when === 'before') throw new Error('killed');
        const result = await work(...args);
        if (dies) throw new Error('killed');
        return result;
      };
    const actions = [setSite('dc1'), tell];
    const rules = rulesInMemory([{ triggers: [triggerOf('certificate_expiring', 'action', null, actions)] }]).deps;
    const { pipeline, stores, firings, notices, history } = pipelineInMemory(rules);
    let stored = certificateOf('web');
    let due: HistoryDue[] = [];
    const changes = certificateChanges({
      change: dying('change', async (seen, change, at, left) => {
        if (seen.revision !== stored.revision) return null;
        stored = { ...stored, ...change, updatedAt: at, revision: stored.revision + 1 };
        due.push(left);
        return stored;
      }),
      find: async () => stored,
      addHistory: dying('history', stores.history.add),
      historyDue: {
        find: async (uuids) => due.filter(({ uuid }) => uuids.includes(uuid)),
        settle: dying('settle', async (done) => void (due = due.filter(({ key }) => !done.some((x) => x.key === key)))),
      },
    });
    const context = {
      firings: { ...stores.firings, insert: dying('firing', stores.firings.insert) },
      noticePayloads: { ...stores.noticePayloads, save: dying('notice', stores.noticePayloads.save) },
      history: stores.history,
    };
    const event: FiringEvent<Occurrence<CertificateSubject>, void> = {
      event: 'certificate_expiring',
      subjects: async () => [occurrenceOf('k', () => certificateFiringSubject(stored))],
      payload: () => ({}),
      store: (batch, given) => claiming<Occurrence<CertificateSubject>>(changes)(batch, { ...given, stores: context }),
      close: async () => undefined,
    };
    await expect(pipeline.fire(event, run)).rejects.toThrow('killed');
    await pipeline.fire(event, run);
    expect([firings.size, notices.size, stored.revision, due]).toEqual([1, 1, certificateOf('web').revision + 1, []]);
    expect(stored.attributes[attribute.uuid]?.content).toEqual([{ data: 'dc1' }]);
    expect([...history.values()]).toMatchObject([
      {
        event: 'updateCustomAttributes',
        additionalInformation: { before: [], after: [{ name: 'site', content: ['dc1'] }] },
      },
    ]);
  });
});
