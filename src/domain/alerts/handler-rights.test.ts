import { alertFields, handlerOf } from '../../../test/support/alert';
import type { AlertFields } from './alert';
import type { Handler } from './handler';
import { namesSecrets, rightsOfHandlers } from './handler-rights';

const rights = (before: readonly Handler[] | null, after: readonly Handler[]) =>
  rightsOfHandlers(before && alertFields({ handlers: before }), alertFields({ handlers: after }));

const script = handlerOf('script', { settings: { scriptName: 'restart', version: 'latest', parameters: {} } });
const renewal = handlerOf('renewal');
const log = handlerOf('event_log');

it('asks for the right to execute scripts and to renew, and for none for what only tells', () => {
  expect(rights(null, [log, script, handlerOf('email'), renewal, handlerOf('webhook')])).toEqual([
    { pointer: '/handlers/1', permission: 'scripts:execute' },
    { pointer: '/handlers/3', permission: 'certificates:renew' },
  ]);
});

it('asks for the right to use secrets where a webhook goes over a connection', () => {
  const webhook = handlerOf('webhook', { settings: { connection: 'c', path: '/a' } });
  expect(rights([webhook], [{ ...webhook, settings: { connection: 'c', path: '/b' } }])).toEqual([
    { pointer: '/handlers/0', permission: 'secrets:use' },
  ]);
});

it('asks for a renewal inside an error branch', () => {
  const onError = { handlers: [handlerOf('email'), renewal], then: 'stop' as const };
  expect(rights([log], [{ ...log, onError }])).toEqual([
    { pointer: '/handlers/0/onError/handlers/1', permission: 'certificates:renew' },
  ]);
});

it('asks for nothing where handlers stay, in another order and under another name and id too', () => {
  const renamed = { ...script, id: 'other', name: 'other', settings: { parameters: {}, ...script.settings } };
  expect(rights([script, renewal], [log, renewal, renamed])).toEqual([]);
});

it.each([
  ['another script', { settings: { ...script.settings, scriptName: 'other' } }],
  ['other parameters', { settings: { ...script.settings, parameters: { host: '{cn}' } } }],
  ['runs for each recipient', { runPer: 'recipient' }],
  ['longer time', { timeoutSeconds: 3_000 }],
  ['more attempts', { retry: { attempts: 9, firstPauseSeconds: 0 } }],
] as const)('asks again for %s', (_name, fields) => {
  expect(rights([script], [{ ...script, ...fields }])).toEqual([
    { pointer: '/handlers/0', permission: 'scripts:execute' },
  ]);
});

it('asks again where a handler is enabled, and where it is there a second time', () => {
  expect(rights([{ ...script, enabled: false }], [script])).toHaveLength(1);
  expect(rights([script], [script, script])).toEqual([{ pointer: '/handlers/1', permission: 'scripts:execute' }]);
});

it('asks for nothing where one is taken off', () => {
  expect(rights([script, renewal, log], [log])).toEqual([]);
});

it('asks for a renewal again where it is to renew other certificates, and for nothing else then', () => {
  const before = alertFields({ handlers: [script, renewal], thresholds: [30], collectionId: 'some' });
  const wider: Partial<AlertFields>[] = [
    ...[{ thresholds: [90] }, { collectionId: null }, { graceDays: 30 }, { includeReplaced: !before.includeReplaced }],
  ];
  for (const change of wider) {
    expect(rightsOfHandlers(before, { ...before, ...change })).toEqual([
      { pointer: '/handlers/1', permission: 'certificates:renew' },
    ]);
  }
  const renamed = { ...before, subject: 'other', name: 'other' };
  expect(rightsOfHandlers(before, renamed)).toEqual([]);
});

it('asks for the right to use secrets where a handler is given some', () => {
  const given = { ...script, settings: { ...script.settings, secrets: ['key'] } };
  const after = alertFields({ handlers: [given, log] });
  expect(rightsOfHandlers(null, after, namesSecrets)).toEqual([
    { pointer: '/handlers/0', permission: 'scripts:execute' },
    { pointer: '/handlers/0', permission: 'secrets:use' },
  ]);
  expect(rightsOfHandlers(after, after, namesSecrets)).toEqual([]);
});
