import { chosenSinks, eventLogFaults } from './event-log-sinks';

const none = { eventLogRequired: [] };

it('writes to a file, to syslog where there is a receiver, and to the log of Windows there', () => {
  expect(chosenSinks({}, 'linux')).toEqual(['file']);
  expect(chosenSinks({ syslogUrl: 'udp://log' }, 'linux')).toEqual(['file', 'syslog']);
  expect(chosenSinks({}, 'win32')).toEqual(['file', 'windows']);
  expect(chosenSinks({ eventLogSinks: ['journald'], syslogUrl: 'udp://log' }, 'win32')).toEqual(['journald']);
});

it.each([
  ['nothing', {}, []],
  ['syslog without a receiver', { eventLogSinks: ['syslog'] as const }, [/SYSLOG_URL must be set/]],
  ['a required sink that is not written to', { eventLogRequired: ['journald'] as const }, [/names journald/]],
  ['a certificate without its key', { syslogUrl: 'tls://log', syslogTlsCert: 'c' }, [/SYSLOG_TLS_KEY must be set/]],
  ['a certificate without TLS', { syslogUrl: 'tcp://log', syslogTlsCert: 'c', syslogTlsKey: 'k' }, [/tls:\/\//]],
])('%s', (_name, settings, expected) => {
  const faults = eventLogFaults({ ...none, ...settings }, 'linux');
  expect(faults).toHaveLength(expected.length);
  expected.forEach((pattern, index) => expect(faults[index]).toMatch(pattern));
});
