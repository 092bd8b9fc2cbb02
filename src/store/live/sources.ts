import type { Change } from '../../domain/live/change';
import type { Topic } from '../../domain/live/topics';
import type { CommittedWrite } from '../database/writes';

interface Source {
  readonly topic: Topic;
  /** The keys of its rows are the ids by which the API knows the topic's objects. */
  readonly hasIds?: true;
  /** What updates write without changing anything that is shown. */
  readonly quiet?: readonly string[];
  /** The member with the only user who may hear of a row. */
  readonly userIn?: string;
}

const own = (topic: Topic, ...quiet: string[]): Source => ({ topic, hasIds: true, quiet });
const within = (topic: Topic): Source => ({ topic });

/** Which collections tell of which topic: a list that people look at is made of these rows. */
const sources: Readonly<Record<string, Source>> = {
  certificates: own('certificates', 'historyDue'),
  relations: within('certificates'),
  bulk_changes: own('bulk-changes'),
  firings: own('firings'),
  uploads: within('uploads'),
  expiration_watches: own('expiring'),
  expiration_scans: within('expiring'),
  deliveries: own('deliveries'),
  messages: { ...own('notifications'), userIn: 'user' },
  operations: own('operations'),
  discoveries: own('discoveries'),
  discovery_runs: within('discoveries'),
  approvals: own('approvals'),
  approval_profiles: own('approval-profiles'),
  scheduled_jobs: own('jobs', 'scheduledRevision', 'refreshAt'),
  job_executions: within('jobs'),
  alerts: own('alerts', 'scheduledRevision', 'refreshAt'),
  alert_runs: within('alerts'),
  definitions: own('definitions'),
  builder_instances: own('instances'),
  scripts: own('scripts'),
  script_runs: own('script-runs'),
  triggers: own('triggers'),
  trigger_sets: within('trigger-sets'),
  event_settings: within('trigger-sets'),
  notification_profiles: own('notification-profiles'),
  authorities: own('authorities'),
  certificate_profiles: own('certificate-profiles'),
  ra_profiles: own('ra-profiles'),
  groups: own('groups'),
  custom_attributes: own('custom-attributes'),
  collections: own('collections'),
  collection_changes: within('collections'),
  connections: own('connections'),
  secrets: own('secrets'),
  plugins: own('handlers'),
  ssh_keys: own('ssh-keys'),
  workers: own('workers'),
  users: own('users'),
  roles: own('roles'),
  api_keys: own('api-keys', 'lastUsedAt'),
  sessions: own('sessions', 'lastUsedAt'),
  settings: within('settings'),
  event_log_entries: within('event-log'),
  audit: within('audit-log'),
};

export const toldCollections: readonly string[] = Object.keys(sources);

/** What a write means to people; undefined when it shows nowhere. */
export function changeOf({ collection, kind, ids, count, members, valueOf }: CommittedWrite): Change | undefined {
  const source = sources[collection];
  if (source === undefined) return undefined;
  const { topic, hasIds, quiet = [], userIn } = source;
  if (kind === 'changed' && members !== null && [...members].every((member) => quiet.includes(member)))
    return undefined;
  const change = { topic, kind: hasIds === true ? kind : 'changed', count } as const;
  if (userIn === undefined) return { ...change, ids: hasIds === true ? ids : null, user: null };
  const user = valueOf(userIn);
  // Whose it is, is not known: everybody looks, and nobody hears an id.
  return typeof user === 'string' ? { ...change, ids, user } : { ...change, ids: null, user: null };
}
