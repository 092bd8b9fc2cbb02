import { alertFields, handlerOf } from '../../../test/support/alert';
import type { AlertFields } from './alert';
import { addsChannels, alertFaults } from './check';

const url = 'https://hook.example';
const faults = (fields: Partial<AlertFields>) =>
  alertFaults(alertFields(fields)).map(({ pointer, code }) => `${pointer} ${code}`);

describe('alertFaults', () => {
  it.each<[string, Partial<AlertFields>, string[]]>([
    ['a whole alert', { recipients: ['{owner:mail}'], handlers: [handlerOf('email')] }, []],
    ['no schedule', { schedule: null }, ['/schedule required']],
    ['what was about a collection that is not here', { needsCollection: true }, ['/collectionId collection_needed']],
    ['the same with a collection', { needsCollection: true, collectionId: 'c' }, []],
    ['the same while it is disabled', { needsCollection: true, enabled: false }, []],
    [
      'a collection for keys',
      { kind: 'key_rotation', needsCollection: true, subject: '', message: '' },
      ['/needsCollection wrong_value'],
    ],
    ['a threshold twice', { thresholds: [30, 30] }, ['/thresholds wrong_value']],
    [
      'an unknown token in a handler',
      { handlers: [handlerOf('event_log', { settings: { message: '{cnn}' } })] },
      ['/handlers/0/settings/message unknown_token'],
    ],
    ['recipients that are none', { recipients: ['nobody'] }, ['/recipients/0 wrong_value']],
    ['a mail for a batch', { handlers: [handlerOf('email', { runPer: 'batch' })] }, ['/handlers/0/runPer wrong_value']],
    ['a webhook to nowhere', { handlers: [handlerOf('webhook')] }, ['/handlers/0/settings/url required']],
    [
      'a webhook to two places',
      { handlers: [handlerOf('webhook', { settings: { url, connection: 'c' } })] },
      ['/handlers/0/settings/url wrong_value'],
    ],
    [
      'a path without a connection',
      { handlers: [handlerOf('webhook', { settings: { url, path: '/x' } })] },
      ['/handlers/0/settings/path wrong_value'],
    ],
    [
      'two handlers of one name',
      { handlers: [handlerOf('email'), handlerOf('webhook', { name: 'EMAIL', settings: { url } })] },
      ['/handlers/1/name name_taken'],
    ],
    [
      'an unknown token deep in a JSON body, and in a header',
      {
        handlers: [
          handlerOf('webhook', {
            settings: { url, headers: { 'x-of': '{cnn}' }, body: { a: ['{cn}', { b: '{nn}' }] } },
          }),
        ],
      },
      ['/handlers/0/settings/headers/x-of unknown_token', '/handlers/0/settings/body/a/1/b unknown_token'],
    ],
    [
      'an unknown token in a parameter, and a name twice',
      { handlers: [handlerOf('script', { settings: { scriptName: 's', parameters: { 'a/b': '{nn}', x: 1, X: 2 } } })] },
      ['/handlers/0/settings/parameters/a~1b unknown_token', '/handlers/0/settings/parameters/X duplicate'],
    ],
    [
      'a bad text in an error branch',
      {
        handlers: [
          handlerOf('webhook', {
            settings: { url },
            onError: { then: 'stop', handlers: [handlerOf('email', { settings: { subject: '{x}' } })] },
          }),
        ],
      },
      ['/handlers/0/onError/handlers/0/settings/subject unknown_token'],
    ],
  ])('%s', (_, fields, expected) => expect(faults(fields)).toEqual(expected));
});

describe('addsChannels', () => {
  const before = alertFields({ recipients: ['a@x.example'], handlers: [handlerOf('email')] });
  it.each<[string, AlertFields | null, Partial<AlertFields>, boolean]>([
    ['a new alert', null, {}, true],
    ['a new alert that is disabled', null, { enabled: false }, false],
    ['enabling', { ...before, enabled: false }, {}, true],
    ['another text', before, { subject: 'x' }, false],
    ['the same recipient in other letters', before, { recipients: ['A@x.example'] }, false],
    ['a new recipient', before, { recipients: ['a@x.example', 'b@x.example'] }, true],
    ['a new handler', before, { handlers: [...before.handlers, handlerOf('event_log')] }, true],
    ['a wider threshold', before, { thresholds: [60, 30] }, true],
  ])('%s', (_, seen, fields, expected) => expect(addsChannels(seen, { ...before, ...fields })).toBe(expected));
});
