import type { AuditOperation } from '../../domain/identity/audit-operations';
import type { AuditEntry } from '../../domain/identity/audit';

/** The audit row about a key of the configuration that another one has replaced. Neither of them is in it. */
export function administratorKeyReplaced(user: string, timestamp: Date): AuditEntry {
  const operation: AuditOperation = 'api-keys.replace-administrator-key';
  return {
    timestamp,
    actor: { type: 'system', authMethod: 'none', uuid: null, name: 'system' },
    source: null,
    resource: { type: 'apiKeys', objects: [{ uuid: user, name: 'admin' }] },
    affiliatedResource: null,
    operation,
    operationResult: 'success',
    message: 'the configuration has another key of the first administrator than before',
    operationData: null,
    additionalData: null,
    phase: 'outcome',
    requestId: operation,
  };
}
