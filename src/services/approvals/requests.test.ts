import { approvalOf, approvalRow, stepFor } from '../../../test/support/approval';
import type { ApprovalProfile } from '../../domain/approvals/profile';
import { approvalUuidOf, createApprovalRequests } from './requests';

const now = new Date('2030-01-01T00:00:00Z');
const profile: ApprovalProfile = {
  ...{ uuid: 'p-1', name: 'one', enabled: true, version: 2, description: '', expiry: 'P2D', revision: 2 },
  steps: [stepFor({ userUuid: 'u-ada' })],
};
const request = {
  ...{ key: 'op-1', resource: 'certificates', resourceAction: 'issue', objectUuid: 'c-1', objectName: 'www' },
  ...{ creator: { uuid: 'u-carl', name: 'carl' }, profile: 'p-1', waiter: 'operation:1' },
};
const uuid = approvalUuidOf('op-1');

function world(found: ApprovalProfile | undefined = profile, first = approvalRow(null)) {
  const woken: string[] = [];
  const requests = createApprovalRequests({
    approvals: first.store,
    profiles: { find: async () => found },
    stateOf: async () => 'state',
    wake: async (one) => void woken.push(one),
    now: () => now,
  });
  return { requests, woken, row: first.row };
}

describe('request', () => {
  it('opens one approval for its key, and wakes its run each time', async () => {
    const { requests, woken, row } = world();
    expect(await requests.request(request)).toEqual({ approvalUuid: uuid, status: 'pending' });
    expect(row()).toMatchObject({
      ...{ status: 'pending', step: 1, subjectState: 'state', waiter: 'operation:1', steps: profile.steps },
      profile: { uuid: 'p-1', name: 'one', version: 2 },
      expiryAt: new Date('2030-01-03T00:00:00Z'),
    });
    expect(await requests.request(request)).toEqual({ approvalUuid: uuid, status: 'pending' });
    expect(woken).toEqual([uuid, uuid]);
    expect(await requests.standingOf(uuid)).toEqual({ status: 'pending', closedBecause: null });
    expect(await requests.standingOf('other')).toBeNull();
  });

  it('names the approval for which the object waits', async () => {
    const { requests, woken } = world(profile, approvalRow(approvalOf()));
    const refused = { code: 'approval_pending', more: { extra: { approvalUuid: 'a-1' } } };
    await expect(requests.request(request)).rejects.toMatchObject(refused);
    expect(woken).toEqual([]);
  });

  it.each([
    [undefined, 'not_found'],
    [{ ...profile, enabled: false }, 'invalid_state'],
  ])('lets nothing through without a profile', async (found, code) => {
    const requests = createApprovalRequests({
      ...{ approvals: approvalRow(null).store, profiles: { find: async () => found } },
      ...{ stateOf: async () => null, wake: async () => undefined, now: () => now },
    });
    await expect(requests.request(request)).rejects.toMatchObject({ code });
  });
});

describe('withdraw', () => {
  it('closes once, and does nothing afterwards', async () => {
    const { requests, row, woken } = world();
    await requests.request(request);
    await requests.withdraw(uuid, request.creator);
    await requests.withdraw(uuid, request.creator);
    await requests.withdraw('other', request.creator);
    expect(row()).toMatchObject({ status: 'rejected', closedBecause: 'withdrawal' });
    expect(woken).toHaveLength(2);
  });
});
