import { firingOf } from '../../../test/support/builders';
import { pipelineInMemory } from '../../../test/support/services';
import type { FiringDocument } from '../../store/firings/firings';
import { createClosedCount } from './counts';

const ended = (id: string, change: Partial<FiringDocument> = {}) => firingOf(id, [], { status: 'finished', ...change });

function world() {
  const { stores } = pipelineInMemory();
  const counted: string[] = [];
  const closed = createClosedCount(stores, { closed: ({ event, status }) => void counted.push(`${event} ${status}`) });
  return { stores, counted, closed };
}

describe('firings that end where they are written', () => {
  it('are counted once, those that are running not at all', async () => {
    const { closed, counted } = world();
    const batch = [ended('f1'), ended('f2', { status: 'failed' }), ended('f3', { status: 'running' })];
    await closed.stores.firings.insert(batch);
    closed.count(batch);
    await closed.stores.firings.insert(batch);
    closed.count(batch);
    expect(counted).toEqual(['certificate_uploaded finished', 'certificate_uploaded failed']);
  });

  it('are counted by who wrote them, and not when they were taken back', async () => {
    const { stores, closed, counted } = world();
    await stores.firings.insert([ended('elsewhere')]);
    await closed.stores.firings.insert([ended('elsewhere'), ended('duplicate')]);
    await closed.stores.firings.remove(['duplicate']);
    closed.count([ended('elsewhere'), ended('duplicate')]);
    expect(counted).toEqual([]);
  });

  it('are counted by the next attempt when the first one broke off before it counted', async () => {
    const { closed, counted } = world();
    await closed.stores.firings.insert([ended('f1')]);
    await closed.stores.firings.insert([ended('f1')]);
    closed.count([ended('f1')]);
    expect(counted).toHaveLength(1);
  });
});
