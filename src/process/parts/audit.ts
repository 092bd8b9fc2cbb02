import { hostname } from 'node:os';
import { createAuditLogRoutes } from '../../api/audit/audit-log';
import { createAuditAnchors } from '../../services/audit/anchors';
import type { CreatePart } from './part';

export const auditPart: CreatePart = ({ foundation: { stores, logger, now }, notifications }) => ({
  name: 'audit',
  routes: ({ audit }) => createAuditLogRoutes({ auditLog: stores.audit, audit }),
  startBackground: () => {
    const anchors = createAuditAnchors({
      newest: () => stores.audit.newest(),
      writeEntry: (entry) => notifications.eventLog.write(entry),
      logLine: (fields, text) => logger.info(fields, text),
      onFault: (error) => logger.warn({ err: error }, 'the newest row of the audit log could not be noted'),
      host: hostname(),
      now,
    });
    anchors.start();
    return [anchors];
  },
});
