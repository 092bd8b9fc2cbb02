import request from 'supertest';
import { createFramework } from '../../../test/support/framework';
import { requestHeader } from './same-origin';

it('lets who is signed in try what changes something, without a script in the page', async () => {
  const { app } = createFramework([]);
  const page = await request(app).get('/docs/').expect(200);
  expect(page.text).not.toMatch(/<script(?![^>]*src=)[^>]*>\s*\S/);
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  expect(page.headers['strict-transport-security']).toBeUndefined();
  const { text } = await request(app).get('/docs/swagger-ui-init.js').expect(200);
  expect(text).toContain(`"requestInterceptor": `);
  expect(text).toContain(requestHeader);
  const description = await request(app).get('/api/v1/openapi.json').expect(200);
  expect(description.body.components.securitySchemes.session).toMatchObject({
    ...{ type: 'apiKey', in: 'cookie', name: expect.stringMatching(/^__Host-certloom-session-/) },
  });
});
