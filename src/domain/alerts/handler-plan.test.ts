import { alertFields, handlerOf } from '../../../test/support/alert';
import type { AlertFields } from './alert';
import { toNative } from './compat';
import { planHandlers } from './handler-plan';

const three = ['a@x.example', 'b@x.example', 'c@x.example'];
const nobody = new Map<string, readonly string[]>();

function plan(fields: Partial<AlertFields>, addresses: readonly string[] = three, ofHandlers = nobody) {
  return planHandlers(alertFields(fields), { addresses, ofHandlers }).map(
    ({ handler, recipient }) => `${handler.type}${recipient === null ? '' : ` ${recipient[0]}`}`,
  );
}

const script = handlerOf('script', { runPer: 'recipient' });
const logger = handlerOf('event_log');
const renewal = handlerOf('renewal');

describe('compatibility semantics', () => {
  it('has three e-mail recipients, so the script runs three times for each certificate, each before its mail', () =>
    expect(plan({ semantics: 'compat', handlers: [script] })).toEqual([
      ...['script a', 'email a', 'script b', 'email b', 'script c', 'email c'],
    ]));

  it('runs a script once where there is no recipient', () =>
    expect(plan({ semantics: 'compat', handlers: [script] }, [])).toEqual(['script']));

  it('logs or mails: an event logger takes the place of the mail, and log and mail need two alerts', () => {
    expect(plan({ semantics: 'compat', handlers: [logger] })).toEqual(['event_log']);
    expect(plan({ semantics: 'compat', handlers: [] })).toEqual(['email a', 'email b', 'email c']);
  });

  it('H26: renews once, and mails to each', () =>
    expect(plan({ semantics: 'compat', handlers: [renewal] })).toEqual(['renewal', 'email a', 'email b', 'email c']));

  it('mails alone where the handler is disabled', () =>
    expect(plan({ semantics: 'compat', handlers: [{ ...script, enabled: false }] }, ['a@x'])).toEqual(['email a']));
});

describe('native semantics', () => {
  const email = handlerOf('email');

  it('runs a script once for a certificate, whoever the recipients are', () =>
    expect(plan({ handlers: [handlerOf('script')] })).toEqual(['script']));

  it('runs it for each recipient where it says so', () =>
    expect(plan({ handlers: [script] })).toEqual(['script a', 'script b', 'script c']));

  it('logs and mails in one alert, in the order of the list', () => {
    expect(plan({ handlers: [logger, email] })).toEqual(['event_log', 'email a', 'email b', 'email c']);
    expect(plan({ handlers: [email, logger] }, ['a@x'])).toEqual(['email a', 'event_log']);
  });

  it('sends to the recipients of the handler where it has its own', () =>
    expect(plan({ handlers: [email] }, three, new Map([['email', ['z@x.example']]]))).toEqual(['email z']));

  it('leaves disabled handlers out', () => expect(plan({ handlers: [{ ...logger, enabled: false }] })).toEqual([]));

  it('sends no mail of its own', () => expect(plan({ handlers: [] })).toEqual([]));

  it('counts what one handler does for all items together', () => {
    const steps = planHandlers(alertFields({ handlers: [logger, email, handlerOf('script', { runPer: 'batch' })] }), {
      addresses: three,
      ofHandlers: nobody,
    });
    expect(steps.map(({ phase, isBatch }) => [phase, isBatch])).toEqual([
      ...[
        [0, false],
        [10_000, false],
        [10_001, false],
        [10_002, false],
        [20_000, true],
      ],
    ]);
  });
});

describe('a converted alert', () => {
  const converted = (fields: Partial<AlertFields>) =>
    plan(toNative(alertFields({ semantics: 'compat', recipients: three, ...fields })));

  it.each<[string, Partial<AlertFields>, string[]]>([
    ['runs its script once and mails to each', { handlers: [script] }, ['script', 'email a', 'email b', 'email c']],
    ['keeps an event logger without mail', { handlers: [logger] }, ['event_log']],
    ['keeps mail alone', { handlers: [] }, ['email a', 'email b', 'email c']],
    ['keeps renewal and mail', { handlers: [renewal] }, ['renewal', 'email a', 'email b', 'email c']],
  ])('%s', (_, fields, expected) => expect(converted(fields)).toEqual(expected));

  it('keeps the channel of its mail, so nothing is sent again', () => {
    const before = alertFields({ semantics: 'compat', recipients: three });
    const channels = (alert: AlertFields) =>
      planHandlers(alert, { addresses: three, ofHandlers: nobody }).map(({ channel }) => channel);
    expect(channels(toNative(before))).toEqual(channels(before));
  });
});
