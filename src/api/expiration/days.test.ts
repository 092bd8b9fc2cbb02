import request from 'supertest';
import type { CertificateSelection } from '../../store/certificates/inventory';
import { bearer, createFramework } from '../../../test/support/framework';
import { createExpiringDaysRoute } from './days';

const asked: CertificateSelection[] = [];
const inventory = {
  count: async (selection: CertificateSelection) => {
    asked.push(selection);
    return { value: asked.length, relation: 'exact' as const };
  },
};
const { app } = createFramework([createExpiringDaysRoute({ inventory })]);
const get = (query: string) =>
  request(app).get(`/api/v1/expiring/days?${query}`).set('Authorization', bearer('expiring:read'));

beforeEach(() => void asked.splice(0));

it('counts each day of the month from midnight to midnight, in UTC', async () => {
  const { status, body } = await get('month=2028-02');
  expect(status).toBe(200);
  expect(body.days).toHaveLength(29);
  expect(body.days[0]).toEqual({ day: '2028-02-01', certificates: { value: 1, relation: 'exact' } });
  expect(body.days.at(-1).day).toBe('2028-02-29');
  expect(asked[28]).toMatchObject({
    filter: { state: 'issued', archived: false },
    from: new Date('2028-02-29T00:00:00Z'),
    to: new Date('2028-03-01T00:00:00Z'),
  });
});

it.each(['month=2028-13', 'month=2028', ''])('refuses ?%s', async (query) => {
  expect((await get(query)).status).toBe(422);
  expect(asked).toEqual([]);
});
