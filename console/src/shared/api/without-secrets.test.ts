import { expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets';

it.each([
  ['{"password":"correct horse","name":"ann"}', '{"password":"***","name":"ann"}'],
  ['{"auth":{"type":"basic","user":"u","password":"p"}}', '{"auth":{"type":"basic","user":"u","password":"***"}}'],
  ['{"newPassword":"a","presentPassword":"b"}', '{"newPassword":"***","presentPassword":"***"}'],
  ['[{"clientSecret":"s"},{"token":"t"}]', '[{"clientSecret":"***"},{"token":"***"}]'],
  ['{"password":null,"secret":"","hasPassword":true}', '{"password":null,"secret":"","hasPassword":true}'],
  ['{"secretRef":"crm","secrets":["whsec_abc","crm"]}', '{"secretRef":"crm","secrets":["***","crm"]}'],
  ['-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'],
])('%s is shown as %s', (body, expected) => expect(withoutSecrets(body)).toBe(expected));
