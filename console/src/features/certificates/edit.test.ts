import { expect, it } from 'vitest';
import { draftOf, patchOf } from './edit';
import type { Certificate } from './queries';

const certificate = {
  ...{ owner: 'u', groups: ['g1', 'g2'], groupNames: ['Web', null], raProfile: null, archived: false, trustedCa: null },
  customAttributes: [
    { uuid: 'a', name: 'Room', contentType: 'string', content: [{ data: '12' }] },
    { uuid: 'b', name: 'Set by others', contentType: 'string', content: [{ data: 'x' }] },
  ],
} as unknown as Certificate;

it('goes there and back without a change', () => {
  expect(patchOf(draftOf(certificate), [{ name: 'Room' }, { name: 'Floor' }])).toEqual({
    ...{ owner: 'u', raProfile: null, archived: false, groups: ['g1', 'g2'] },
    customAttributes: [
      { name: 'Room', content: [{ data: '12' }] },
      { name: 'Floor', content: null },
    ],
  });
});

it('says nothing of attributes that the person may not see, and of trust only for a CA', () => {
  const patch = patchOf({ ...draftOf(certificate), trustedCa: true }, []);
  expect(patch).not.toHaveProperty('customAttributes');
  expect(patch.trustedCa).toBe(true);
});
