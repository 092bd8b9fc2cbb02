import { readParticulars } from './particular-filter';

const pointers = (wanted: readonly string[], asked?: readonly string[]) => {
  try {
    readParticulars(wanted, asked);
  } catch (error) {
    return (error as { more: { errors: { pointer: string; detail: string }[] } }).more.errors;
  }
  return undefined;
};

it('leads to the events that tell all of it', () => {
  expect(readParticulars(['action:revoke', 'state:failed', 'state:rejected'])).toEqual({
    events: ['certificate_action_performed'],
    particulars: new Map([
      ['action', ['revoke']],
      ['state', ['failed', 'rejected']],
    ]),
  });
  expect(readParticulars(['discoveryName:a:b']).events).toEqual(['certificate_discovered', 'discovery_finished']);
  expect(readParticulars(['status:approved'], ['approval_closed']).events).toEqual(['approval_closed']);
});

it.each([
  [['acton:revoke'], undefined, '/query/particular/0', /^one of action, /],
  [['newStatus:valid', 'newStatus:good'], undefined, '/query/particular/1', /^one of .* is expected$/],
  [['totalCertificateDiscovered:3'], undefined, '/query/particular/0', /is expected$/],
  [['action:revoke'], ['certificate_uploaded', 'unknown_event'], '/query/particular/0', /tell nothing to filter by/],
  [['action:revoke', 'newStatus:valid'], undefined, '/query/particular', /no event tells action and newStatus at once/],
])('refuses %j of %j', (wanted, asked, pointer, detail) => {
  expect(pointers(wanted, asked)).toEqual([{ pointer, code: 'wrong_value', detail: expect.stringMatching(detail) }]);
});
