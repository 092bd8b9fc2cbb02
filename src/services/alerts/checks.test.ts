import type { Handler } from '../../domain/alerts/handler';
import { createPatternEngine } from '../firings/pattern-engine';
import { alertFields, handlerOf } from '../../../test/support/alert';
import { itemOf, testNow } from '../../../test/support/alert-work';
import { createHandlerConditions, createNamedCheck, scopeOf } from './checks';

const patterns = createPatternEngine();
const check = createNamedCheck({
  attributes: async () => [],
  patterns,
  hasConnection: async (uuid) => uuid === 'known',
  hasCollection: async (uuid) => uuid === 'known',
  hasRaProfile: async (uuid) => uuid === 'known',
  hasAuthority: async (uuid) => uuid === 'known',
  pluginFaults: async (name, _parameters, _kind, coming) =>
    name === 'known' || coming !== undefined
      ? []
      : [{ pointer: '/pluginName', code: 'target_missing', detail: 'there is none' }],
  urlFault: (url) => (url.includes('10.') ? { code: 'address_not_allowed', detail: 'not public' } : undefined),
  scriptFault: async (name) => (name === 'known' ? undefined : 'there is no such script'),
});
const isWeb = { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: 'web.example' } as const;
const faults = async (handlers: Handler[], collectionId: string | null = null) =>
  (await check(alertFields({ handlers, collectionId }))).faults.map(({ pointer, code }) => `${pointer} ${code}`);

it('finds what an alert names, also in error branches', async () => {
  expect(await faults([handlerOf('script', { settings: { scriptName: 'known' } })], 'known')).toEqual([]);
  const branch = { handlers: [handlerOf('script', { settings: { scriptName: 'gone' } })], then: 'stop' as const };
  const renewal = handlerOf('renewal', { settings: { raProfile: 'gone', authority: 'gone' }, onError: branch });
  expect(await faults([renewal], 'gone')).toEqual([
    '/collectionId target_missing',
    '/handlers/0/settings/raProfile target_missing',
    '/handlers/0/settings/authority target_missing',
    '/handlers/0/onError/handlers/0/settings/scriptName target_missing',
  ]);
});

it('refuses webhooks to addresses that no call may go to, also in error branches', async () => {
  const url = 'http://10.0.0.1/';
  const branch = { handlers: [handlerOf('webhook', { settings: { url } })], then: 'stop' as const };
  expect(await faults([handlerOf('webhook', { settings: { url: 'https://hook.example/' }, onError: branch })])).toEqual(
    ['/handlers/0/onError/handlers/0/settings/url address_not_allowed'],
  );
});

it('counts what an import is about to write as if it were there', async () => {
  const handlers = ['runs', 'builds'].map((scriptName) => handlerOf('script', { settings: { scriptName } }));
  const renewal = handlerOf('renewal', { settings: { raProfile: 'new profile', authority: 'new profile' } });
  const custom = ['registers', 'gone'].map((pluginName) => handlerOf('custom', { settings: { pluginName } }));
  const alert = alertFields({ collectionId: 'new', handlers: [...handlers, renewal, ...custom] });
  const categories: Readonly<Record<string, string[]>> = { runs: ['handler'], builds: ['workflow'] };
  const checked = await check(alert, {
    has: (kind, uuid) => uuid === (kind === 'collection' ? 'new' : 'new profile'),
    find: (kind, name) =>
      kind === 'script'
        ? { categories: categories[name] }
        : name === 'registers'
          ? { supports: ['expiration'], parameters: [] }
          : undefined,
    attributes: (before) => before,
  });
  expect(checked.faults).toEqual([
    {
      ...{ pointer: '/handlers/1/settings/scriptName', code: 'target_missing' },
      detail: 'the script is not of the category handler',
    },
    { pointer: '/handlers/4/settings/pluginName', code: 'target_missing', detail: 'there is none' },
  ]);
});

it('brings conditions to their form and names their faults', async () => {
  const bad = { ...isWeb, operator: 'GREATER_THAN' } as never;
  expect(await faults([handlerOf('email', { conditions: [isWeb, bad] })])).toEqual([
    expect.stringContaining('/handlers/0/conditions/1'),
  ]);
});

it('compiles conditions over the subject of the event', () => {
  const holds = createHandlerConditions(patterns)(isWeb, 'expiration', []);
  expect(scopeOf('expiration')).toBe('certificate_expiring');
  expect([itemOf('web'), itemOf('mail')].map((item) => holds(item.look(), testNow).result)).toEqual(['true', 'false']);
});

it('lets conditions ask for what the run knows, of every kind of alert', async () => {
  const asks = (field: string) => ({ source: 'variable', field, operator: 'EQUALS', value: '$(alert.name)' }) as const;
  const behind = (...types: readonly Handler['type'][]) => [
    ...types.map((type) => handlerOf(type, { settings: { scriptName: 'known' } })),
    handlerOf('email', { conditions: [asks('ticket.list[0].mail')] }),
  ];
  expect(await faults([handlerOf('email', { conditions: [asks('item.commonName')] })])).toEqual([]);
  expect(await faults(behind('script'))).toEqual([]);
  expect(await faults(behind('webhook'))).toEqual(['/handlers/1/conditions/0/field unknown_variable']);
  const renewal = handlerOf('renewal');
  expect(await faults([renewal, handlerOf('email', { conditions: [asks('newThumbprint')] })])).toEqual([]);

  const key = alertFields({
    kind: 'key_rotation',
    handlers: [handlerOf('email', { conditions: [asks('item.id'), isWeb] })],
  });
  expect((await check(key)).faults).toMatchObject([
    { pointer: '/handlers/0/conditions/1/field', code: 'field_not_available' },
  ]);
});
