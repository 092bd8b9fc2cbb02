import { led } from './led';

it.each([
  ['by what an index has before the time of entry', { groups: 'g', state: 'issued' }, 'createdAt', { groups: 'g' }],
  ['by the owner first', { groups: 'g', owner: 'o' }, 'createdAt', { owner: 'o' }],
  ['by nothing in another order', { owner: 'o' }, 'notAfter', undefined],
  ['by nothing that is not one value', { owner: { $in: ['o'] } }, 'createdAt', undefined],
])('%s', (_, filter, sort, lead) => {
  const found = led(filter, sort);
  expect(found.lead).toEqual(lead);
  expect({ ...found.lead, ...found.filter }).toEqual(filter);
});
