import { join } from 'node:path';
import type { Config } from '../../config/config';
import { chosenSinks } from '../../config/event-log-sinks';
import type { SinkName } from '../../domain/event-log/entry';
import { cefLine, defaultCefDevice } from '../../event-log/cef';
import { createFileSink } from '../../event-log/file-sink';
import { createJournaldSink } from '../../event-log/journald-sink';
import type { EventLogSink } from '../../event-log/sink';
import { createSyslogSink, parseSyslogUrl } from '../../event-log/syslog-sink';
import { createWindowsSink } from '../../event-log/windows-sink';
import { productVersion } from '../../lifecycle/version';
import type { Authorities } from '../../outbound/trust';

/** Where this process writes event log entries beside the database. */
export function createEventLogSinks(config: Config, authorities?: Authorities): EventLogSink[] {
  const device = { ...defaultCefDevice, version: productVersion() };
  const makers: Readonly<Record<SinkName, () => EventLogSink>> = {
    file: () => {
      const isCef = config.eventLogFormat === 'cef';
      return createFileSink({
        path: join(config.dataDir, 'event-log', `certloom-${process.pid}.${isCef ? 'cef' : 'jsonl'}`),
        ...(isCef ? { line: (entry) => `${cefLine(entry, device)}\n` } : {}),
      });
    },
    journald: () => createJournaldSink(),
    syslog: () => syslog(config, authorities, config.syslogFormat === 'cef' ? { cef: device } : {}),
    windows: () => {
      const systemRoot = process.env['SystemRoot'];
      return createWindowsSink(systemRoot === undefined ? {} : { systemRoot });
    },
  };
  return chosenSinks(config).map((name) => ({
    ...makers[name](),
    isRequired: config.eventLogRequired.includes(name),
  }));
}

function syslog(
  config: Config,
  authorities: Authorities | undefined,
  cef: { readonly cef?: typeof defaultCefDevice },
): EventLogSink {
  const { syslogUrl, syslogFacility: facility, syslogEnterpriseId: enterpriseId, syslogTlsCert, syslogTlsKey } = config;
  return createSyslogSink({
    ...parseSyslogUrl(syslogUrl!),
    format: { facility, enterpriseId, ...cef },
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(syslogTlsCert === undefined ? {} : { cert: syslogTlsCert, key: syslogTlsKey! }),
  });
}
