import { createAuditLogRoutes } from '../../api/audit/audit-log';
import type { CreatePart } from './part';

export const auditPart: CreatePart = ({ foundation: { stores } }) => ({
  name: 'audit',
  routes: ({ audit }) => createAuditLogRoutes({ auditLog: stores.audit, audit }),
});
