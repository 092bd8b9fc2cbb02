import { authorityOf, inventoryInMemory, revocationOf } from '../../../test/support/operations';
import { at, certificateOf } from '../../../test/support/services';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { createRevocations } from './revocation';

function revocations(state: 'issued' | 'pending_revoke' | 'revoked' = 'issued') {
  const memory = inventoryInMemory([certificateOf('web', { state })]);
  const entries: CertificateHistoryEntry[] = [];
  const lost: string[] = [];
  const service = createRevocations({
    inventory: memory.inventory,
    history: { add: async (added) => void entries.push(...added) },
    losing: async ({ uuid }, lose) => {
      lost.push(uuid);
      return lose();
    },
    now: () => at,
  });
  return { ...memory, ...service, entries, lost, service };
}

describe('a revocation', () => {
  it('is pending while the authority is asked, and recorded with its reason', async () => {
    const { service, kept, entries, lost } = revocations();
    const seen: unknown[] = [];
    const { authority, asked } = authorityOf([], {
      async revoke({ key, reason }) {
        seen.push(kept.get('c-web')?.state, key, reason);
        return { kind: 'revoked', revokedAt: at };
      },
    });
    expect(await service.revoke(revocationOf('o'), authority)).toEqual({ kind: 'revoked' });
    expect([seen, asked, lost]).toEqual([['pending_revoke', 'o', 'superseded'], [], ['c-web']]);
    expect(kept.get('c-web')).toMatchObject({
      state: 'revoked',
      revocation: { reason: 'superseded', code: 4, revokedAt: at, recordedBy: { uuid: 'u-admin' }, comment: 'moved' },
    });
    expect(entries.map(({ event }) => event)).toEqual(['revoke']);
  });

  it('goes on where an attempt before has ended', async () => {
    for (const state of ['pending_revoke', 'revoked'] as const) {
      const { service, kept } = revocations(state);
      expect(await service.revoke(revocationOf('o'), authorityOf().authority)).toEqual({ kind: 'revoked' });
      expect(kept.get('c-web')?.state).toBe('revoked');
    }
  });

  it('that the authority refuses leaves the certificate in force', async () => {
    const { service, kept, entries } = revocations();
    const refused = { kind: 'refused', code: 'not_ours', message: 'unknown' } as const;
    const { authority } = authorityOf([], { revoke: async () => refused });
    expect(await service.revoke(revocationOf('o'), authority)).toEqual(refused);
    expect([kept.get('c-web')?.state, entries]).toEqual(['issued', []]);
  });

  it('of one on hold is for good, or takes the hold back', async () => {
    const recordedBy = null;
    const revocation = {
      reason: 'certificateHold',
      code: 6,
      revokedAt: at,
      recordedAt: at,
      recordedBy,
      comment: null,
    } as const;
    const asked = (reason: 'keyCompromise' | 'removeFromCRL') => {
      const operation = revocationOf('o');
      return { ...operation, order: { ...operation.order, reason } };
    };
    const held = () => {
      const scene = revocations('revoked');
      scene.put({ ...scene.kept.get('c-web')!, revocation });
      return scene;
    };
    const raised = held();
    expect(await raised.service.revoke(asked('keyCompromise'), authorityOf().authority)).toEqual({ kind: 'revoked' });
    expect(raised.kept.get('c-web')).toMatchObject({ state: 'revoked', revocation: { reason: 'keyCompromise' } });

    const released = held();
    const { authority } = authorityOf([], { release: async () => ({ kind: 'released' }) });
    expect(await released.service.revoke(asked('removeFromCRL'), authority)).toEqual({ kind: 'released' });
    expect(await released.service.revoke(asked('removeFromCRL'), authority)).toEqual({ kind: 'released' });
    expect(released.kept.get('c-web')).toMatchObject({ state: 'issued', holdReleasedAt: at });
    expect(released.kept.get('c-web')).not.toHaveProperty('revocation');
    expect(new Set(released.entries.map(({ id, event }) => `${event} ${id}`)).size).toBe(1);

    const unable = held();
    const end = await unable.service.revoke(asked('removeFromCRL'), authorityOf().authority);
    expect(end).toMatchObject({ kind: 'refused', code: 'release_not_supported' });
    expect(unable.kept.get('c-web')?.state).toBe('revoked');
  });

  it('survives changes by others, and says when the certificate is gone', async () => {
    const { service, kept, put, inventory } = revocations();
    let changes = 0;
    const revoke = inventory.revoke;
    inventory.revoke = async (seen, revocation) => {
      if (changes++ === 0) put(kept.get('c-web')!);
      return revoke(seen, revocation);
    };
    expect(await service.revoke(revocationOf('o'), authorityOf().authority)).toEqual({ kind: 'revoked' });
    expect(changes).toBe(2);
    kept.clear();
    const { authority, asked } = authorityOf();
    expect(await service.revoke(revocationOf('o'), authority)).toMatchObject({ code: 'certificate_gone' });
    expect(asked).toEqual([]);
  });
});
