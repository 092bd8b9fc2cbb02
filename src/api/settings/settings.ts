import { refuseStale } from '../../domain/revision';
import { CertloomError } from '../../domain/problem';
import type { PlatformSettings } from '../../domain/settings/platform';
import type { SettingsStore, StoredSettings } from '../../store/settings/settings';
import { type Route, defineRoute } from '../http/route';
import { settingsRequest, settingsView } from './schemas';

export interface SettingsRouteDeps {
  readonly settings: SettingsStore;
  /** The configured limit, which the setting cannot exceed. */
  readonly bodyLimitBytes: number;
  /** Told of another cron text for the expiration scan, once it is stored. */
  readonly onScanCron?: (cron: string) => Promise<void>;
}

/** `GET` and `PUT /settings`: one document. A member that is left out of a `PUT` has its default afterwards. */
export function createSettingsRoutes({ settings, bodyLimitBytes, onScanCron }: SettingsRouteDeps): Route[] {
  const body = settingsRequest(bodyLimitBytes);
  /** Stored, but the schedule does not know: the next save tries again, and so does every start. */
  let isBehind = false;

  async function replace(values: PlatformSettings, before: StoredSettings): Promise<StoredSettings> {
    const stored = await settings.replace(values, before.revision);
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
      handle: async ({ body }, before) => replyWith(await replace(body, before)),
    }),
  ];
}

function replyWith({ values, revision }: StoredSettings) {
  return { status: 200, body: values, revision };
}
