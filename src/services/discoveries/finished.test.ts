import { by, discoveriesInMemory, discoveryOf, now, runOf } from '../../../test/support/discoveries';
import {
  attribute,
  leaf,
  pipelineInMemory,
  rulesInMemory,
  setSite,
  tell,
  triggerOf,
} from '../../../test/support/services';
import type { Trigger } from '../../domain/triggers/trigger';
import { firingIdOf } from '../../store/database/derived-ids';
import { createFinishedFirings } from './finished';

const event = 'discovery_finished';
const rows = { pending: 0, imported: 3, known: 1, ignored: 0, failed: 0 };
const ended = runOf({
  status: 'warning',
  message: 'Gaps.',
  endedAt: new Date(now.getTime() + 5_000),
  rows,
  gaps: { refused: 2 },
});
const finished = { batchId: 'd-1.1', runId: 'd-1.1' };
const carrying = { workflowId: 'w', runId: 'r' };

/** @param conflicts so often somebody else changes the discovery first */
function firingsOf(triggers: readonly Trigger[], run = ended, conflicts = 0) {
  const memory = pipelineInMemory(rulesInMemory([{ triggers }]).deps);
  const { memory: discovery, runOf: find } = discoveriesInMemory(discoveryOf({ status: 'inProgress' }), [run]);
  let left = conflicts;
  const firings = createFinishedFirings({
    pipeline: memory.pipeline,
    runOf: find,
    discoveries: {
      find: async () => discovery.discovery,
      async setAttributes(_uuid, revision, customAttributes) {
        if ((left -= 1) >= 0) discovery.discovery = { ...discovery.discovery, revision: revision + 1 };
        if (discovery.discovery.revision !== revision) return null;
        return (discovery.discovery = { ...discovery.discovery, customAttributes, revision: revision + 1 });
      },
    },
  });
  return { ...memory, made: firings, discovery };
}

describe('the firing of the end of a run', () => {
  it('D01 D02 is about the discovery as the run ended, and tells of it', async () => {
    const condition = {
      all: [leaf('DISCOVERY_STATUS', 'EQUALS', 'warning'), leaf('DISCOVERY_TOTAL_CERT_DISCOVERED', 'EQUALS', 4)],
    };
    const { made, firings, notices } = firingsOf([triggerOf(event, 'action', condition, [tell])]);
    const id = firingIdOf(event, 'd-1/1');
    expect(await made.decide(finished, carrying)).toEqual({ firingsWithEffects: [id], outcome: 'performed' });
    expect(firings.get(id)).toMatchObject({ objectUuid: 'd-1', objectName: 'nightly', actor: { uuid: by.uuid } });
    expect(notices.get(id)!.envelope.data).toEqual({
      ...{ discoveryUuid: 'd-1', discoveryName: 'nightly', discoveryUserUuid: by.uuid },
      discoveryConnectorUuid: expect.any(String),
      discoveryConnectorName: 'Pushed content',
      ...{ discoveryStatus: 'warning', totalCertificateDiscovered: 4, discoveryMessage: 'Gaps.' },
      ...{ newCertificates: 3, knownCertificates: 1, ignoredCertificates: 0, failedCertificates: 0, gapCount: 2 },
    });
  });

  it('sets custom attributes of the discovery, also when somebody else changes it', async () => {
    const { made, discovery } = firingsOf([triggerOf(event, 'action', null, [setSite('dc1')])], ended, 2);
    await made.decide(finished, carrying);
    expect(discovery.discovery.customAttributes).toMatchObject({ [attribute.uuid]: { content: [{ data: 'dc1' }] } });
  });

  it('is made once, and not before the run has ended', async () => {
    const { made, firings } = firingsOf([]);
    await made.decide(finished, carrying);
    await made.decide(finished, carrying);
    expect(firings.size).toBe(1);
    const early = firingsOf([], runOf());
    expect(await early.made.decide(finished, carrying)).toMatchObject({ firingsWithEffects: [] });
    expect(early.firings.size).toBe(0);
  });
});
