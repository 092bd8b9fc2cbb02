import { certificateOf, directoryOf, groupOf, profileOf } from '../../../test/support/builders';
import { userOf } from '../../../test/support/user';
import { permissions } from '../../domain/identity/permissions';
import { previewRecipients } from './preview-recipients';

const ann = userOf('ann');
const deps = { recipients: async () => directoryOf([ann], [groupOf('g1', [ann.uuid], { name: 'Web' })]) };
const profile = profileOf('p', {
  recipientType: 'owner',
  escalationSteps: [
    { before: 'P30D', addRecipients: [] },
    { before: '10%', addRecipients: [{ recipientType: 'group', recipients: ['g1'], recipientAttribute: null }] },
  ],
});
const caller = { permissions: new Set(permissions), actor: { uuid: 'a', name: 'admin' } } as never;
const ask = (step: string | null, owner: string | null = ann.uuid) =>
  previewRecipients(
    deps,
    profile,
    { event: 'certificate_expiring', certificate: owner === null ? null : certificateOf('c', { owner }), step },
    caller,
  );

it.each([
  { step: null, groups: [] },
  { step: 'P30D', groups: [] },
  { step: '10%', groups: [{ uuid: 'g1', name: 'Web' }] },
])('at the step $step tells the owner and $groups', async ({ step, groups }) =>
  expect(await ask(step)).toMatchObject({ users: [{ uuid: ann.uuid, name: 'ann' }], groups, reachesNobody: false }),
);

it('a made-up certificate has no owner', async () =>
  expect(await ask('P30D', null)).toMatchObject({ users: [], groups: [], reachesNobody: true }));
