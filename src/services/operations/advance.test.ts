import {
  authorityOf,
  inventoryInMemory,
  operationOf,
  operationsInMemory,
  revocationOf,
} from '../../../test/support/operations';
import { at, certificateOf } from '../../../test/support/services';
import type { Authority, OrderStep } from '../../domain/authorities/authority';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import type { Operation } from '../../domain/operations/operation';
import { CertloomError } from '../../domain/problem';
import { createAdvance, type OperationApprovals } from './advance';
import type { StoredCertificate } from './issued';
import { createRevocations } from './revocation';
import type { WorkflowGate } from './workflow-gate';

const issued: OrderStep = { kind: 'issued', certificate: Buffer.from('new'), issuers: [] };
const pending = (retryAfterMs: number): OrderStep => ({
  ...{ kind: 'pending', state: { url: 'https://ca.example/1' }, retryAfterMs, message: 'the authority is checking' },
});

function advancing(
  operation: Operation,
  {
    steps = [],
    stored = { uuid: 'c-new' },
    profile = null,
    approvedAction = operation.action,
    source = 'issue',
    status = 'pending',
    closedBecause = null,
    authority: more,
    asked: request,
    gate,
    instances,
    now = at,
  }: {
    readonly steps?: readonly (OrderStep | Error)[];
    readonly stored?: StoredCertificate;
    readonly profile?: string | null;
    /** The action that the RA profile names it for. */
    readonly approvedAction?: Operation['action'];
    /** Of the certificate that is there. */
    readonly source?: CertificateRecord['source'];
    readonly status?: 'pending' | 'approved' | 'rejected' | 'expired';
    readonly closedBecause?: 'decision' | 'withdrawal' | 'expiry' | 'subjectChanged' | null;
    readonly authority?: Partial<Authority>;
    readonly asked?: OperationApprovals['request'];
    readonly gate?: WorkflowGate;
    readonly instances?: Parameters<typeof createAdvance>[0]['instances'];
    readonly now?: Date;
  } = {},
) {
  const rows = operationsInMemory([operation]);
  const inventory = inventoryInMemory([{ ...certificateOf('web'), source }]);
  const { authority, asked } = authorityOf(steps, more);
  const entries: CertificateHistoryEntry[] = [];
  const withdrawn: string[] = [];
  const forgotten: string[] = [];
  const history = { add: async (added: readonly CertificateHistoryEntry[]) => void entries.push(...added) };
  const service = createAdvance({
    operations: rows.operations,
    authorityOf: async () => authority,
    ...(gate === undefined ? {} : { gate }),
    ...(instances === undefined ? {} : { instances }),
    approvals: {
      request:
        request ??
        (async ({ key, profile: by, waiter }) => ({
          approvalUuid: `${key} by ${by} for ${waiter}`,
          status: 'pending',
        })),
      standingOf: async () => ({ status, closedBecause }),
      withdraw: async (approval) => void withdrawn.push(approval),
      profileOf: async (_raProfile, action) => (action === approvedAction ? profile : null),
    },
    certificateProfileOf: async () => null,
    inventory: inventory.inventory,
    store: async () => stored,
    revocations: createRevocations({
      inventory: inventory.inventory,
      history,
      losing: (_certificate, lose) => lose(),
      now: () => now,
    }),
    history,
    forgetKey: async (key) => void forgotten.push(key),
    now: () => now,
  });
  const row = () => rows.kept.get(operation.uuid)!;
  return { ...rows, ...service, certificates: inventory.kept, asked, entries, withdrawn, forgotten, row };
}

describe('a workflow before the authority', () => {
  const gate: WorkflowGate = async ({ isReleased = false }) => (isReleased ? { kind: 'open' } : { kind: 'held' });

  it('is stopped with an operation that is called off before it was let go on, and told of its end', async () => {
    const told: string[] = [];
    const instances = {
      wake: async (uuid: string) => void told.push(`wake ${uuid}`),
      stop: async (uuid: string) => void told.push(`stop ${uuid}`),
    };
    const held = operationOf('o', { instance: 'i', cancelRequested: true });
    const { advance, row } = advancing(held, { gate, instances });
    expect(await advance('o')).toMatchObject({ isEnded: true });
    expect([row().state, told]).toEqual(['cancelled', ['stop i']]);
    const released = advancing(operationOf('o', { instance: 'i', isReleased: true }), {
      steps: [issued],
      gate,
      instances,
    });
    expect(await released.advance('o')).toMatchObject({ isEnded: true });
    expect([released.row().state, told.slice(1)]).toEqual(['issued', ['wake i']]);
  });

  it('is waited for, longer and longer, and lets the order go on', async () => {
    const now = new Date(at.getTime() + 600_000);
    const { advance, row, update, asked } = advancing(operationOf('o'), { steps: [issued], gate, now });
    expect(await advance('o')).toEqual({ isEnded: false, waitMs: 60_000 });
    expect([row().state, asked]).toEqual(['requested', []]);
    update('o', { instance: 'i', isReleased: true });
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state: 'issued', issuedCertificate: 'c-new' });
  });

  it('ends it where it ends before, after an approval too, and tells a fault', async () => {
    const ends: WorkflowGate = async () => ({
      kind: 'ends',
      to: 'rejected',
      errorCode: 'workflow_rejected',
      message: 'no',
    });
    const { advance, row } = advancing(operationOf('o', { state: 'pending_approval', approval: 'a', instance: 'i' }), {
      gate: ends,
    });
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state: 'rejected', errorCode: 'workflow_rejected', message: 'no' });
    const broken = advancing(operationOf('o'), {
      gate: () => Promise.reject(new CertloomError('not_found', 'There is no such definition.')),
    });
    await broken.advance('o');
    expect(broken.row()).toMatchObject({ state: 'failed', errorCode: 'not_found' });
  });

  it('is called off with the order', async () => {
    const operation = operationOf('o', { instance: 'i', cancelRequested: true });
    const { advance, row } = advancing(operation, { gate });
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row().state).toBe('cancelled');
  });
});

describe('an order', () => {
  it('goes from the request to the certificate', async () => {
    const { begin, advance, asked, row } = advancing(operationOf('o'), { steps: [issued] });
    expect(await begin('o')).toBe(true);
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state: 'issued', issuedCertificate: 'c-new', finishedAt: at, orderState: null });
    expect(asked).toEqual(['o null replacing']);
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
  });

  it.each([
    [0, 1_000],
    [20_000, 20_000],
    [86_400_000, 3_600_000],
  ])('waits as the authority says, %s ms within bounds', async (retryAfterMs, waitMs) => {
    const { advance, row, asked } = advancing(operationOf('o'), { steps: [pending(retryAfterMs), issued] });
    expect(await advance('o')).toEqual({ isEnded: false, waitMs });
    expect(row()).toMatchObject({
      ...{ state: 'pending_issue', message: 'the authority is checking', nextStepAt: new Date(at.getTime() + waitMs) },
      orderState: { url: 'https://ca.example/1' },
    });
    await advance('o');
    expect(asked[1]).toBe('o {"url":"https://ca.example/1"} replacing');
    expect(row()).toMatchObject({ state: 'issued', message: null, nextStepAt: null });
  });

  it('keeps what the authority saves before it goes on, and nothing after the end', async () => {
    const { advance, row } = advancing(operationOf('o'), {
      authority: {
        async advance(_order, _state, save) {
          await save({ order: 7 });
          throw new Error('cut off');
        },
      },
    });
    await expect(advance('o')).rejects.toThrow('cut off');
    expect(row()).toMatchObject({ state: 'pending_issue', orderState: { order: 7 } });
  });

  it.each<[string, Parameters<typeof advancing>[1], string]>([
    ['the authority refuses', { steps: [{ kind: 'refused', code: 'no', message: 'not so' }] }, 'no'],
    [
      'the certificate is wrong',
      { steps: [issued], stored: { refused: { code: 'wrong_key', message: 'x' } } },
      'wrong_key',
    ],
    ['it takes too long', { steps: [pending(1)], now: new Date(at.getTime() + 15 * 86_400_000) }, 'authority_timeout'],
  ])('fails when %s', async (_, options, errorCode) => {
    const { advance, row, entries } = advancing(operationOf('o'), options);
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state: 'failed', errorCode });
    expect(entries.map(({ event, status }) => [event, status])).toEqual([['renew', 'failure']]);
  });

  it('fails when nobody could be asked for hours, once', async () => {
    const { giveUp, row, entries } = advancing(operationOf('o', { state: 'pending_issue' }));
    await giveUp('o');
    await giveUp('o');
    await giveUp('other');
    expect(row()).toMatchObject({ state: 'failed', errorCode: 'authority_unavailable' });
    expect(entries).toHaveLength(1);
  });

  it('is called off only when nothing has come of it', async () => {
    const late = advancing(operationOf('o', { state: 'pending_issue', cancelRequested: true }), { steps: [issued] });
    await late.advance('o');
    expect(late.row().state).toBe('issued');
    const early = advancing(operationOf('o', { state: 'pending_issue', cancelRequested: true }), {
      steps: [pending(1)],
    });
    expect(await early.advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(early.row()).toMatchObject({ state: 'cancelled', errorCode: 'cancelled' });
  });

  it('that could not be asked for fails as it says', async () => {
    const faulty = operationOf('o', { errorCode: 'authority_missing', message: 'this RA profile names no authority' });
    const { advance, row, asked } = advancing(faulty);
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state: 'failed', errorCode: faulty.errorCode, message: faulty.message });
    expect(asked).toEqual([]);
  });

  it('of nothing ends at once', async () => {
    const { begin, advance } = advancing(operationOf('o'));
    expect([await begin('other'), await advance('other')]).toEqual([false, { isEnded: true, waitMs: 0 }]);
  });
});

describe('approval', () => {
  it('is asked for once, then waited for', async () => {
    const { advance, row } = advancing(operationOf('o'), { profile: 'two-eyes' });
    expect(await advance('o')).toEqual({ isEnded: false, waitMs: 3_600_000 });
    expect(row()).toMatchObject({ state: 'pending_approval', approval: 'o by two-eyes for operation:o:r' });
  });

  it.each([
    ['upload', 'pending_approval'],
    ['discovery', 'pending_approval'],
    ['issue', 'issued'],
  ] as const)('of an issue is asked for a rekey of what came by %s: %s', async (source, state) => {
    const order = operationOf('o', { action: 'rekey', certificate: 'c-web' });
    const { advance, row } = advancing(order, {
      profile: 'two-eyes',
      approvedAction: 'issue',
      source,
      steps: [issued],
    });
    await advance('o');
    expect(row().state).toBe(state);
  });

  it.each([
    ['approved', 'decision', 'issued', null],
    ['rejected', 'decision', 'rejected', 'approval_rejected'],
    ['rejected', 'withdrawal', 'cancelled', 'approval_withdrawn'],
    ['rejected', 'subjectChanged', 'rejected', 'approval_rejected'],
    ['expired', 'expiry', 'rejected', 'approval_expired'],
  ] as const)('%s by %s makes it %s', async (status, closedBecause, state, errorCode) => {
    const { advance, row, asked } = advancing(operationOf('o', { state: 'pending_approval', approval: 'a' }), {
      ...{ status, closedBecause },
      steps: [issued],
    });
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state, errorCode });
    if (closedBecause === 'subjectChanged') expect(row().message).toMatch(/has changed meanwhile/);
    expect(asked).toHaveLength(status === 'approved' ? 1 : 0);
  });

  it('that cannot be asked for fails the operation; other faults are tried again', async () => {
    const refusing = (error: Error) =>
      advancing(operationOf('o'), { profile: 'p', asked: () => Promise.reject(error) });
    const refused = refusing(new CertloomError('invalid_state', 'The approval profile is disabled.'));
    await refused.advance('o');
    expect(refused.row()).toMatchObject({ state: 'failed', errorCode: 'invalid_state' });
    await expect(refusing(new Error('away')).advance('o')).rejects.toThrow('away');
  });

  it('is withdrawn when the operation is called off', async () => {
    const waiting = operationOf('o', { state: 'pending_approval', approval: 'a', cancelRequested: true });
    const { advance, row, withdrawn } = advancing(waiting);
    await advance('o');
    expect([row().state, withdrawn]).toEqual(['cancelled', ['a']]);
  });
});

describe('a key that is kept', () => {
  it('goes when nothing comes of the order, and only then', async () => {
    const kept = (change: Partial<Operation> = {}) => {
      const operation = operationOf('o', change);
      return { ...operation, order: { ...operation.order, keepsKey: true } };
    };
    const cancelled = advancing(kept({ cancelRequested: true }));
    await cancelled.advance('o');
    expect([cancelled.row().state, cancelled.forgotten]).toEqual(['cancelled', ['key-web']]);
    const good = advancing(kept(), { steps: [issued] });
    await good.advance('o');
    expect([good.row().state, good.forgotten]).toEqual(['issued', []]);
  });
});

describe('a revocation', () => {
  it('ends with the certificate revoked', async () => {
    const { advance, row, certificates } = advancing(revocationOf('o'));
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect([row().state, certificates.get('c-web')?.state]).toEqual(['revoked', 'revoked']);
  });

  it('of an authority that is gone, or says no for good, fails as it says', async () => {
    const gone = new CertloomError('not_found', 'There is no such authority.');
    const { advance, row, certificates } = advancing(revocationOf('o'), {
      authority: { revoke: () => Promise.reject(gone) },
    });
    expect(await advance('o')).toEqual({ isEnded: true, waitMs: 0 });
    expect(row()).toMatchObject({ state: 'failed', errorCode: 'not_found', message: gone.detail });
    expect(certificates.get('c-web')?.state).toBe('issued');
  });

  it('that fails leaves it in force', async () => {
    const refused = { kind: 'refused', code: 'not_ours', message: 'unknown' } as const;
    const { advance, row, certificates } = advancing(revocationOf('o'), { authority: { revoke: async () => refused } });
    await advance('o');
    expect(row()).toMatchObject({ state: 'failed', errorCode: 'not_ours', message: 'unknown' });
    expect(certificates.get('c-web')?.state).toBe('issued');
    const away = advancing(revocationOf('o'), { authority: { revoke: () => Promise.reject(new Error('away')) } });
    await expect(away.advance('o')).rejects.toThrow('away');
    expect(away.certificates.get('c-web')?.state).toBe('pending_revoke');
    await away.giveUp('o');
    expect([away.row().state, away.certificates.get('c-web')?.state]).toEqual(['failed', 'issued']);
  });
});
