import type { DisabledChannel } from '../../domain/notifications/disabled-channel';
import { createEndpointGate, hostOf, targetOf, type EndpointStates } from './endpoint-gate';
import type { OutgoingNotice } from './channel';

const url = 'https://hooks.example/a?token=t';
const notice = {
  profile: 'p',
  profileName: 'Profile',
  profileVersion: 3,
  message: { envelope: { firingId: 'f1' } },
} as OutgoingNotice;

function world(tellFails = 0) {
  let state: DisabledChannel | null = null;
  const told: { readonly state: DisabledChannel; readonly host: string }[] = [];
  let failures = tellFails;
  const states: EndpointStates = {
    find: async () => state,
    disable: async (given) => (state ??= { ...given, told: false }),
    markTold: async () => void (state = state === null ? null : { ...state, told: true }),
    enable: async (_profile, _channel, target) => {
      if (target === undefined || state?.target === target) state = null;
    },
  };
  const gate = createEndpointGate('webhook', {
    states,
    tellAdministrators: async (given, { host }) => {
      failures -= 1;
      if (failures >= 0) throw new Error('the store is away');
      told.push({ state: given, host });
    },
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  return { gate, told, state: () => state };
}

it('remembers an address that is gone and tells once', async () => {
  const { gate, told, state } = world();
  expect(await gate.isDisabled(notice, url)).toBe(false);
  await gate.disable(notice, url);
  await gate.disable(notice, url);
  expect(await gate.isDisabled(notice, url)).toBe(true);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    host: 'hooks.example',
    state: { profile: 'p', version: 3, reason: 'endpoint_gone' },
  });
  expect(JSON.stringify(state())).not.toContain('token');
});

it('tells later when it could not', async () => {
  const { gate, told } = world(2);
  await gate.disable(notice, url);
  expect(await gate.isDisabled(notice, url)).toBe(true);
  expect(told).toEqual([]);
  expect(await gate.isDisabled(notice, url)).toBe(true);
  expect(told).toHaveLength(1);
});

it('lets another address through and forgets the old one', async () => {
  const { gate, state } = world();
  await gate.disable(notice, url);
  expect(await gate.isDisabled(notice, 'https://hooks.example/b')).toBe(false);
  expect(state()).toBeNull();
});

it('shows hosts only', () => {
  expect(hostOf(url)).toBe('hooks.example');
  expect(hostOf('nonsense')).toBe('');
  expect(targetOf(url)).toMatch(/^[0-9a-f]{64}$/);
});
