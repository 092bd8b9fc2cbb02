import { end, fieldsOfDefinition, startOf, stepOf } from '../../../test/support/definition';
import { createReferences } from './references';

const known =
  (...names: string[]) =>
  (name: string) =>
    Promise.resolve(names.includes(name));
const check = createReferences({
  hasKey: {
    ...{ ra_profile: known('ra', 'keeps'), alert: known('a'), collection: known(), group: known(), discovery: known() },
  },
  keepsKeys: known('keeps'),
  ...{ hasConnection: known('c'), hasAuthority: known(), hasRole: known('ops'), hasUser: known('jane') },
  ...{ hasAttribute: known('Cost'), hasSecret: known('s') },
  scriptFault: (name) => Promise.resolve(name === 'there' ? undefined : `there is no script "${name}"`),
});

it.each([
  ['rest_request', { connection: 'x' }, ['/steps/1/settings/connection']],
  ['rest_request', { auth: { type: 'bearer', secretRef: 'x' } }, ['/steps/1/settings/auth/secretRef']],
  ['rest_request', { connection: 'c', auth: { type: 'bearer', secretRef: 's' } }, []],
  [
    'renew_certificate',
    { raProfile: 'x', authority: 'y' },
    ['/steps/1/settings/raProfile', '/steps/1/settings/authority'],
  ],
  [
    'require_approval',
    { roles: ['ops', 'x'], users: ['jane', 'y'] },
    ['/steps/1/settings/roles/1', '/steps/1/settings/users/1'],
  ],
  ['set_variables', { secrets: ['s', 'x'] }, ['/steps/1/settings/secrets/1']],
  ['custom_script', { scriptName: 'gone', version: 'latest' }, ['/steps/1/settings/scriptName']],
  ['custom_script', { scriptName: 'there', version: 3 }, []],
  ['update_attribute', { name: 'Csot' }, ['/steps/1/settings/name']],
  ['update_attribute', { name: 'Cost' }, []],
])('%s %j', async (type, settings, expected) => {
  const found = await check(fieldsOfDefinition([startOf('A'), stepOf('A', type, 'End', settings), end]));
  expect(found.map(({ pointer }) => pointer)).toEqual(expected);
  expect(found.every(({ severity }) => severity === 'error')).toBe(true);
});

it('looks at keys, and not at steps that are disabled', async () => {
  const off = stepOf('A', 'rest_request', 'End', { connection: 'x' }, { enabled: false });
  const keys = [{ kind: 'alert' as const, uuid: 'gone' }];
  const found = await check(fieldsOfDefinition([startOf('A'), off, end], { keys }));
  expect(found.map(({ pointer, code }) => [pointer, code])).toEqual([['/keys/0', 'target_missing']]);
});

it('has a new key kept, or says that it may be lost', async () => {
  const told = async (settings: Record<string, unknown>) => {
    const steps = [startOf('A'), stepOf('A', 'renew_certificate', 'End', settings), end];
    return (await check(fieldsOfDefinition(steps))).map(({ severity, code }) => `${severity} ${code}`);
  };
  expect(await told({ keyAlgorithm: 'ec', raProfile: 'ra' })).toEqual(['error key_not_kept']);
  expect(await told({ keyAlgorithm: 'ec' })).toEqual(['warning key_not_kept']);
  expect(await told({ keyAlgorithm: 'ec', raProfile: 'keeps' })).toEqual([]);
  expect(await told({ raProfile: 'ra' })).toEqual([]);
});
