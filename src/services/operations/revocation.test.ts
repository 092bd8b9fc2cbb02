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
