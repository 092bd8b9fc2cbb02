import { z } from 'zod';
import { describedStepKind, stepKinds } from './kinds';

const kindOf = (code: string) => describedStepKind(code)!;

it('knows each kind by one code', () => {
  const codes = stepKinds.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(describedStepKind('magic')).toBeUndefined();
});

it.each(stepKinds.map((kind) => [kind.code, kind] as const))('describes the settings of %s', (_, kind) => {
  const described = z.toJSONSchema(kind.settings, { io: 'input' });
  const members = Object.keys(described.properties ?? {});
  expect(described).toMatchObject({ type: 'object', additionalProperties: false });
  expect(members).toEqual(expect.arrayContaining([...kind.templates]));
});

describe('what settings need beside each member by itself', () => {
  const url = { url: 'https://x.example', method: 'GET' };
  it.each([
    ['rest_request', {}, '/url'],
    ['rest_request', { ...url, connection: 'c' }, '/url'],
    ['rest_request', { ...url, path: '/a' }, '/path'],
    ['rest_request', { connection: 'c', auth: { type: 'none' } }, '/auth'],
    ['renew_certificate', { keySize: 2048 }, '/keySize'],
    ['renew_certificate', { keyAlgorithm: 'rsa', curve: 'prime256v1' }, '/curve'],
    ['update_enrollment_field', { name: 'a' }, '/value'],
    ['update_enrollment_field', { name: 'a', value: 1, remove: true }, '/value'],
    ['wait', {}, '/signalName'],
    ['wait', { signalName: 'a', pollSeconds: 30 }, '/pollSeconds'],
  ])('%s %j', (code, settings, pointer) =>
    expect(
      kindOf(code)
        .faults?.(settings)
        .map((fault) => fault.pointer),
    ).toEqual([pointer]),
  );

  it.each([
    ['rest_request', url],
    ['renew_certificate', { keyAlgorithm: 'ec', curve: 'secp384r1' }],
    ['update_enrollment_field', { name: 'a', remove: true }],
    ['wait', { timeout: 'P1D' }],
  ])('nothing of %s %j', (code, settings) => expect(kindOf(code).faults?.(settings)).toEqual([]));
});

it.each([
  ['rest_request', { url: 'https://x.example', auth: { type: 'bearer', secretRef: null } }, 'secret_missing'],
  ['placeholder', { extensionName: 'AwsLambda' }, 'unsupported_step'],
  ['require_approval', { roles: [], users: [] }, 'required'],
])('is saved and not published: %s %j', (code, settings, expected) =>
  expect(
    kindOf(code)
      .gaps?.(settings)
      .map((fault) => fault.code),
  ).toEqual([expected]),
);

it.each([
  ['set_variables', { secrets: [] }, ['scripts:write', 'scripts:execute']],
  ['custom_script', { secrets: ['db'] }, ['scripts:execute', 'secrets:use']],
  ['rest_request', { url: 'https://x.example' }, []],
  ['rest_request', { url: 'https://x.example', auth: { type: 'bearer', secretRef: 'key' } }, ['secrets:use']],
  ['rest_request', { connection: 'c' }, ['secrets:use']],
  ['renew_certificate', {}, ['certificates:renew']],
])('asks for more than the right to change definitions: %s %j', (code, settings, permissions) =>
  expect(kindOf(code).permissions?.(settings)).toEqual(permissions),
);

it('takes a script step without tokens in its text', () => {
  const { settings, templates } = kindOf('set_variables');
  expect(templates).not.toContain('content');
  expect(settings.parse({ runtime: 'bash', content: 'echo $(date)' })).toMatchObject({ parameters: {}, secrets: [] });
  expect(settings.safeParse({ runtime: 'bash', content: 'x', more: 1 }).success).toBe(false);
});

it('warns of a mail that would reach nobody, where nobody stands in', () => {
  const hints = (code: string, settings: object, hasFallbackRecipients = false) =>
    kindOf(code)
      .hints?.(settings as Record<string, unknown>, { hasFallbackRecipients })
      .map(({ code: said, pointer }) => `${said} ${pointer}`);
  expect(hints('email', { recipients: [] })).toEqual(['recipients_missing /recipients']);
  expect(hints('email', { recipients: [] }, true)).toEqual([]);
  expect(hints('email', { recipients: ['$(owner.mail)'] })).toEqual([]);
  expect(hints('require_approval', { requestMail: { recipients: [] } })).toEqual([
    'recipients_missing /requestMail/recipients',
  ]);
});
