import { isForSubject, triggerOfDefinition } from './event-definition';

const subject = { groups: ['g1'], raProfile: 'r1', discovery: null };

it.each([
  [[], true],
  [[{ kind: 'group', uuid: 'g1' }], true],
  [[{ kind: 'group', uuid: 'r1' }], false],
  [
    [
      { kind: 'group', uuid: 'g2' },
      { kind: 'ra_profile', uuid: 'r1' },
    ],
    true,
  ],
  [[{ kind: 'discovery', uuid: 'd1' }], false],
] as const)('with the keys %j a definition is for the subject: %s', (keys, isFor) => {
  expect(isForSubject({ keys }, subject)).toBe(isFor);
});

it('stands as a trigger that matches all and starts the definition', () => {
  const at = new Date(0);
  const definition = { uuid: 'w1', name: 'Tell', keys: [], createdAt: at, changedAt: at, revision: 4 };
  expect(triggerOfDefinition(definition, 'discovery_finished')).toMatchObject({
    trigger: { uuid: 'w1', name: 'Tell', version: 4, condition: null, actions: [{ id: 'start', definition: 'w1' }] },
    configuredBy: 'definition',
  });
});
