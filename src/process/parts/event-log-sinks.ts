import { join } from 'node:path';
import { productVersion } from '../../lifecycle/version';
import type { Config } from '../../config/config';
import { cefLine, defaultCefDevice } from '../../event-log/cef';
import { createFileSink } from '../../event-log/file-sink';
import type { EventLogSink } from '../../event-log/sink';
import { createSyslogSink, parseSyslogUrl } from '../../event-log/syslog-sink';
import type { Authorities } from '../../outbound/trust';
import { createWindowsSink } from '../../event-log/windows-sink';

/** Where this process writes event log entries beside the database: a file, syslog if set, the log of Windows there. */
export function createEventLogSinks(config: Config, authorities?: Authorities): EventLogSink[] {
  const device = { ...defaultCefDevice, version: productVersion() };
  const isCef = config.eventLogFormat === 'cef';
  const sinks = [
    createFileSink({
      path: join(config.dataDir, 'event-log', `certloom-${process.pid}.${isCef ? 'cef' : 'jsonl'}`),
      ...(isCef ? { line: (entry) => `${cefLine(entry, device)}\n` } : {}),
    }),
  ];
  if (config.syslogUrl !== undefined) {
    const format = config.syslogFormat === 'cef' ? { cef: device } : {};
    const ca = authorities === undefined ? {} : { ca: authorities };
    sinks.push(createSyslogSink({ ...parseSyslogUrl(config.syslogUrl), format, ...ca }));
  }
  if (process.platform === 'win32') {
    const systemRoot = process.env['SystemRoot'];
    sinks.push(createWindowsSink(systemRoot === undefined ? {} : { systemRoot }));
  }
  return sinks;
}
