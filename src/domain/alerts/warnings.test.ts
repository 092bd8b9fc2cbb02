import { alertFields, handlerOf } from '../../../test/support/alert';
import type { AlertFields } from './alert';
import { alertWarnings } from './warnings';

const codes = (fields: Partial<AlertFields>) =>
  alertWarnings(alertFields({ recipients: ['a@x.example'], ...fields }), ['file', 'syslog']).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );
const unused = ['/recipients recipients_unused'];
const email = handlerOf('email');
const script = handlerOf('script');

it.each<[string, Partial<AlertFields>, string[]]>([
  ['no handler', {}, unused],
  [
    'L7 sinks that are not there, also of an error branch',
    {
      handlers: [
        email,
        handlerOf('event_log', {
          settings: { sinks: ['syslog', 'windows'] },
          onError: { handlers: [handlerOf('event_log', { settings: { sinks: ['journald'] } })], then: 'continue' },
        }),
      ],
    },
    ['/handlers/1/settings/sinks sink_unavailable', '/handlers/1/onError/handlers/0/settings/sinks sink_unavailable'],
  ],
  [
    'a renewal that writes',
    { handlers: [email, handlerOf('renewal', { settings: { deploy: true } })] },
    ['/handlers/1/settings/deploy deploys_to_files'],
  ],
  ['handlers that send no mail', { handlers: [script, handlerOf('event_log')] }, unused],
  ['a mail handler that is disabled', { handlers: [{ ...email, enabled: false }] }, unused],
  [
    'a mail handler with recipients of its own',
    { handlers: [handlerOf('email', { settings: { recipients: ['b@x.example'] } })] },
    unused,
  ],
  ['a mail handler', { handlers: [script, email] }, []],
  [
    'a mail handler in an error branch',
    { handlers: [{ ...script, onError: { handlers: [email], then: 'stop' } }] },
    [],
  ],
  ['a script for each recipient', { handlers: [{ ...script, runPer: 'recipient' }] }, []],
  ['nobody', { recipients: [] }, []],
  ['a workflow, which sees to them itself', { mode: 'workflow' }, []],
  ['compatibility semantics, which sends mail by itself', { semantics: 'compat' }, []],
  ['an event logger in compatibility semantics', { semantics: 'compat', handlers: [handlerOf('event_log')] }, unused],
])('warns of recipients that nobody tells, or not: %s', (_, fields, expected) =>
  expect(codes(fields)).toEqual(expected),
);
