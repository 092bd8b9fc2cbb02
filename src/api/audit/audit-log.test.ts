import request from 'supertest';
import { bearer, createFramework } from '../../../test/support/framework';
import { createAuditLogRoutes, type AuditLogRouteDeps } from './audit-log';

const asked: unknown[] = [];
const deps = {
  auditLog: { list: async (filter: unknown) => (asked.push(filter), { items: [], next: undefined }) },
} as unknown as AuditLogRouteDeps;
const { app } = createFramework(createAuditLogRoutes(deps));
const get = (query: string) => request(app).get(`/api/v1/audit-log?${query}`).set('Authorization', bearer());

it('takes operations that there are', async () => {
  await get('operation=groups.delete').expect(200);
  expect(asked).toEqual([expect.objectContaining({ operation: 'groups.delete' })]);
});

it('refuses others, with the nearest first', async () => {
  const { body } = await get('operation=group.delete').expect(422);
  expect(body.errors).toMatchObject([
    {
      pointer: '/query/operation',
      detail: expect.stringMatching(/^one of groups\.delete, .* and \d+ more is expected$/),
    },
  ]);
});
