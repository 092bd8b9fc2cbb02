import type { Operation } from '../../domain/operations/operation';
import type { AlertKindCode } from '../../domain/alerts/kind';
import { alertOf } from '../../../test/support/alert';
import { createEventStarts } from './event-starts';

function world(change: Partial<Operation>) {
  const operation = {
    ...{ uuid: 'op', action: 'issue', raProfile: 'web', state: 'issued', issuedCertificate: 'c', orderState: null },
    ...{ approval: null, ...change },
  } as unknown as Operation;
  const started: string[] = [];
  const of = (kind: AlertKindCode, fields: object = {}) => alertOf({ uuid: kind, kind, schedule: null, ...fields });
  const alerts = [
    ...[of('issued'), of('denied'), of('pending'), of('issued', { uuid: 'other', raProfileId: 'vpn' })],
    ...[of('issued', { uuid: 'clock', when: 'schedule' }), of('pending', { uuid: 'people', sources: ['approval'] })],
  ];
  const starts = createEventStarts({
    alerts: { enabled: async (kind) => alerts.filter((alert) => alert.kind === kind) },
    operation: async () => operation,
    start: async ({ alertUuid, context, event }, eventId) =>
      void started.push(`${alertUuid} ${context} ${event?.itemId} ${eventId === event?.firingId ? 'firing' : eventId}`),
  });
  return { starts, started };
}

it('starts alerts on what was issued or denied, where they look at once and are about it', async () => {
  const issued = world({});
  await issued.starts.ended('op');
  expect(issued.started).toEqual(['issued service op firing']);
  const denied = world({ state: 'rejected', issuedCertificate: null });
  await denied.starts.ended('op');
  expect(denied.started).toEqual(['denied service op firing']);
  const revoked = world({ action: 'revoke', state: 'rejected' });
  await revoked.starts.ended('op');
  expect(revoked.started).toEqual([]);
});

it('starts alerts on what waits, by whom it waits for', async () => {
  const people = world({ state: 'pending_approval', approval: 'a' });
  await people.starts.waits('op');
  expect(people.started).toEqual(['pending service op firing', 'people service op firing']);
  const authority = world({ state: 'pending_issue', orderState: { url: 'x' } });
  await authority.starts.waits('op');
  expect(authority.started).toEqual(['pending service op op']);
});
