import { refuseStale } from '../../domain/revision';
import { CertloomError } from '../../domain/problem';
import type { SettingChange } from '../../domain/settings/changes';
import type { PlatformSettings } from '../../domain/settings/platform';
import type { SettingsStore, StoredSettings } from '../../store/settings/settings';
import { type Route, defineRoute } from '../http/route';
import { settingChanges, settingsRequest, settingsView } from './schemas';

export interface SettingsRouteDeps {
  readonly settings: SettingsStore;
  /** The configured limit, which the setting cannot exceed. */
  readonly bodyLimitBytes: number;
  /** Told of another cron text for the expiration scan, once it is stored. */
  readonly onScanCron?: (cron: string) => Promise<void>;
  readonly now: () => Date;
}

/** `GET` and `PUT /settings`: one document. A member that is left out of a `PUT` has its default afterwards. */
export function createSettingsRoutes({ settings, bodyLimitBytes, onScanCron, now }: SettingsRouteDeps): Route[] {
  const body = settingsRequest(bodyLimitBytes);
  /** Stored, but the schedule does not know: the next save tries again, and so does every start. */
  let isBehind = false;

  async function replace(
    values: PlatformSettings,
    before: StoredSettings,
    by: SettingChange['by'],
  ): Promise<StoredSettings> {
    const stored = await settings.replace(values, before, { at: now(), by });
    const { cron: wanted } = values.expirationScan;
    if (onScanCron === undefined || (!isBehind && wanted === before.values.expirationScan.cron)) return stored;
    isBehind = true;
    await onScanCron(wanted).catch(() => {
      throw new CertloomError(
        'engine_unavailable',
        'The settings are saved, but the schedule of the expiration scan could not be changed. Read the settings and save them again.',
      );
    });
    isBehind = false;
    return stored;
  }

  return [
    defineRoute({
      method: 'get',
      path: '/settings',
      operationId: 'getSettings',
      tag: 'Settings',
      summary: 'Get the platform settings',
      permission: 'settings:read',
      responses: { 200: { description: 'The settings', schema: settingsView, etag: true } },
      handle: async () => replyWith(await settings.read()),
    }),
    defineRoute({
      method: 'put',
      path: '/settings',
      operationId: 'updateSettings',
      tag: 'Settings',
      summary: 'Update the platform settings',
      description: 'Members that you leave out get their defaults.',
      permission: 'settings:write',
      body,
      ifMatch: true,
      audit: { operation: 'settings.update', resource: 'settings' },
      responses: { 200: { description: 'The updated settings', schema: settingsView, etag: true } },
      async check({ ifMatch }) {
        const before = await settings.read();
        refuseStale(before, ifMatch);
        return before;
      },
      handle: async ({ body, caller }, before) => {
        const { uuid, name } = caller.actor;
        return replyWith(await replace(body, before, { uuid, name }));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/settings/changes',
      operationId: 'listSettingChanges',
      tag: 'Settings',
      summary: 'List who changed which setting last',
      description: 'Settings that were never changed are not among them. The audit log has all changes.',
      permission: 'settings:read',
      responses: { 200: { description: 'The changes', schema: settingChanges } },
      async handle() {
        const changes = Object.entries(await settings.lastChanges());
        return { status: 200, body: { items: changes.map(([setting, change]) => ({ setting, ...change })) } };
      },
    }),
  ];
}

function replyWith({ values, revision }: StoredSettings) {
  return { status: 200, body: values, revision };
}
