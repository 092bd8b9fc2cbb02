import {
  admin,
  certificateOf,
  leaf,
  pipelineInMemory,
  rulesInMemory,
  tell,
  triggerOf,
  nothingDue,
} from '../../../test/support/services';
import { noCoverage } from '../../domain/expiration/coverage';
import { newWatch, type ExpirationWatch } from '../../domain/expiration/watch';
import type { Trigger } from '../../domain/triggers/trigger';
import { firingIdOf } from '../../store/database/derived-ids';
import { createExpiringFirings } from './firings';

const event = 'certificate_expiring';
const slot = new Date('2030-01-01T00:00:00Z');
const idOf = (name: string) => firingIdOf(event, `c-${name}.2030-01-01T00`);

/** Certificates `web` and `mail`, with these triggers and what is remembered of earlier scans. */
function expiring(triggers: readonly Trigger[] = [], watches: readonly Partial<ExpirationWatch>[] = []) {
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const inventory = new Map(['web', 'mail'].map((name) => [`c-${name}`, certificateOf(name)]));
  const kept: unknown[] = [];
  const covered: string[] = [];
  const recorded: { certificate: string; firingId: string; resultKey: string; slot: Date; at: Date }[] = [];
  const watched = new Map(watches.map((watch) => ['c-web', { ...newWatch('c-web'), ...watch }]));
  const { decide } = createExpiringFirings({
    pipeline: memory.pipeline,
    candidates: { findMany: async (ids) => ids.flatMap((id) => inventory.get(id) ?? []) },
    watches: {
      findMany: async () => watched,
      recordFirings: async (firings) => void recorded.push(...firings),
    },
    coverageOf: async (asked) => {
      covered.push(...asked.map(({ uuid }) => uuid));
      return new Map([
        ['c-web', { ...noCoverage, partlyReplacedBy: ['s'], remaining: ['dNSName:www.x'], remainingCount: 1 }],
      ]);
    },
    firings: { keepRepeats: async (ended) => void kept.push(...ended) },
    async change(certificate, change) {
      const after = { ...certificate, ...change };
      inventory.set(certificate.uuid, after);
      return after;
    },
    addHistory: memory.stores.history.add,
    historyDue: nothingDue,
  });
  const fire = (certificates: readonly string[], workflowId = 'w') =>
    decide({ batchId: 'b', scanId: 's', at: '2030-01-01T00:07:00Z', certificates }, { workflowId, runId: 'r' });
  const end = (certificates: readonly string[]) =>
    decide(
      { batchId: 'b', scanId: 's', at: '2030-01-01T00:07:00Z', certificates, isEnd: true },
      { workflowId: 'w', runId: 'r' },
    );
  return { ...memory, inventory, kept, covered, recorded, fire, end };
}

describe('firings of expiring certificates', () => {
  it('are one an hour for each certificate, with what the run is told', async () => {
    const { fire, firings } = expiring([triggerOf(event, 'action', leaf('COMMON_NAME', 'EQUALS', 'web'), [tell])]);
    expect(await fire(['c-web', 'c-mail', 'c-gone'])).toEqual({
      ...{ firings: 2, skipped: 1, firingsWithEffects: [idOf('web')], outcome: 'mixed' },
    });
    expect([...firings.keys()]).toEqual([idOf('web'), idOf('mail')]);
    expect(await fire(['c-web'], 'another run')).toMatchObject({ firings: 0, skipped: 1, outcome: 'unmatched' });
  });

  it('are remembered with their hour and what they came to', async () => {
    const { fire, recorded } = expiring([triggerOf(event, 'ignore', leaf('COMMON_NAME', 'EQUALS', 'web'))]);
    await fire(['c-web', 'c-mail']);
    const now = new Date('2030-01-01T00:07:00Z');
    expect(recorded).toMatchObject([
      { certificate: 'c-web', firingId: idOf('web'), slot, at: now },
      { certificate: 'c-mail', firingId: idOf('mail'), slot, at: now },
    ]);
    expect(recorded[0]?.resultKey).not.toBe(recorded[1]?.resultKey);
  });

  it('change the certificate and write it into its history', async () => {
    const { fire, inventory, history } = expiring([
      triggerOf(event, 'action', null, [{ type: 'setOwner', owner: admin.uuid }]),
    ]);
    await fire(['c-web']);
    expect(inventory.get('c-web')?.owner).toBe(admin.uuid);
    expect([...history.values()]).toMatchObject([{ certificate: 'c-web', event: 'updateOwner' }]);
  });

  it('tell of the certificate in their notices', async () => {
    const { fire, notices } = expiring([triggerOf(event, 'action', null, [tell])]);
    await fire(['c-web']);
    expect([...notices.values()]).toMatchObject([
      { certificateUuid: 'c-web', envelope: { event, data: { fingerprint: 'fp-web', subjectDn: 'CN=web' } } },
    ]);
  });

  const before = { firingId: 'f-before', repeatCount: 3, lastFiredAt: slot };
  it.each([
    { name: 'keep how often the one before was repeated', watch: before, expected: [before] },
    { name: 'keep nothing of one without repeats', watch: { ...before, repeatCount: 1 }, expected: [] },
    { name: 'keep nothing when there was none', watch: { ...before, firingId: null }, expected: [] },
    { name: 'keep nothing of themselves, made again', watch: { ...before, firingId: idOf('web') }, expected: [] },
  ])('$name', async ({ watch, expected }) => {
    const { fire, kept } = expiring([], [watch]);
    await fire(['c-web', 'c-mail']);
    expect(kept).toEqual(expected);
  });

  it('say what successors leave open, and ask only for those that have one', async () => {
    const { fire, covered, inventory, notices } = expiring([triggerOf(event, 'action', null, [tell])]);
    inventory.set('c-web', { ...inventory.get('c-web')!, succeedingCertificates: ['partial'] });
    await fire(['c-web', 'c-mail']);
    expect(covered).toEqual(['c-web']);
    const [web, mail] = [idOf('web'), idOf('mail')].map((id) => notices.get(id));
    expect(web?.envelope.data).toMatchObject({
      ...{ partlyReplacedBy: ['s'], remainingNames: ['dNSName:www.x'], remainingNameCount: 1, lostPurposes: [] },
    });
    expect(mail?.envelope.data).toMatchObject({ partlyReplacedBy: [], remainingNames: [], remainingNameCount: 0 });
  });

  it('at the end are one in each cycle', async () => {
    const { end, firings } = expiring([], [{ cycle: 3 }]);
    await end(['c-web', 'c-mail']);
    expect([...firings.keys()]).toEqual([firingIdOf(event, 'c-web.end.3'), firingIdOf(event, 'c-mail.end')]);
  });
});
