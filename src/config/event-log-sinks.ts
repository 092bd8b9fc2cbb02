import type { SinkName } from '../domain/event-log/entry';

/** What of the configuration says where entries of the event log go. */
export interface EventLogSettings {
  readonly eventLogSinks?: readonly SinkName[] | undefined;
  readonly eventLogRequired: readonly SinkName[];
  readonly syslogUrl?: string | undefined;
  readonly syslogTlsCert?: string | undefined;
  readonly syslogTlsKey?: string | undefined;
}

/** The sinks beside the database: those that are named, or what the settings and the system give. */
export function chosenSinks(
  { eventLogSinks, syslogUrl }: Pick<EventLogSettings, 'eventLogSinks' | 'syslogUrl'>,
  platform: NodeJS.Platform = process.platform,
): readonly SinkName[] {
  if (eventLogSinks !== undefined) return eventLogSinks;
  return [
    'file',
    ...(syslogUrl === undefined ? [] : (['syslog'] as const)),
    ...(platform === 'win32' ? (['windows'] as const) : []),
  ];
}

/** Settings that contradict each other, in words. */
export function eventLogFaults(
  settings: EventLogSettings,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const { eventLogRequired: required, syslogUrl, syslogTlsCert: cert, syslogTlsKey: key } = settings;
  const sinks = chosenSinks(settings, platform);
  const faults: string[] = [];
  if (sinks.includes('syslog') && syslogUrl === undefined) {
    faults.push('CERTLOOM_EVENT_LOG_SINKS names syslog: SYSLOG_URL must be set too');
  }
  const unused = required.filter((sink) => !sinks.includes(sink));
  if (unused.length > 0) {
    faults.push(`CERTLOOM_EVENT_LOG_REQUIRED names ${unused.join(', ')}, where nothing is written to`);
  }
  if ((cert === undefined) !== (key === undefined)) {
    faults.push(
      `${cert === undefined ? 'SYSLOG_TLS_CERT' : 'SYSLOG_TLS_KEY'} must be set too: the certificate needs its key`,
    );
  }
  if (cert !== undefined && syslogUrl !== undefined && !syslogUrl.startsWith('tls:')) {
    faults.push('SYSLOG_TLS_CERT needs a SYSLOG_URL that begins with tls://');
  }
  return faults;
}
