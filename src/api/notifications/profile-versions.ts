import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { withoutSecrets } from '../../domain/notifications/versioning';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import { versionView } from './profile-schemas';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Route } from '../http/route';
import { page, pageQuery, uuid, uuidPath, wholeNumber, z } from '../http/schemas';

export interface ProfileVersionRouteDeps {
  readonly profiles: Pick<NotificationProfileStore, 'find' | 'versions'>;
}

const tag = 'Notification profiles';
const permission = 'notification-profiles:read';

/** Every version of a notification profile, as deliveries refer to them; they outlive the profile. */
export function createProfileVersionRoutes({ profiles }: ProfileVersionRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/notification-profiles/{uuid}/versions',
      operationId: 'listNotificationProfileVersions',
      tag,
      summary: 'List the versions of a notification profile, newest first',
      permission,
      params: uuidPath,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of versions', schema: page(versionView) } },
      async handle(context) {
        const { params, query } = context;
        const before = readCursor<{ version: number }>(context)?.version ?? null;
        const found = await profiles.versions.list(params.uuid, before, query.limit + 1);
        // A process may have died between saving the profile and keeping its version.
        const present = before === null ? await profiles.find(params.uuid) : null;
        const isKept = present === null || found.some(({ version }) => version === present.version);
        const rows = isKept ? found : [withoutSecrets(present), ...found];
        if (rows.length === 0 && before === null) throw noVersion();
        const { items, last } = cutPage(rows, query.limit);
        return pageReply(context, { items, next: last === undefined ? undefined : { version: last.version } }, () =>
          profiles.versions.count(params.uuid),
        );
      },
    }),
    defineRoute({
      method: 'get',
      path: '/notification-profiles/{uuid}/versions/{version}',
      operationId: 'getNotificationProfileVersion',
      tag,
      summary: 'Get a version of a notification profile',
      permission,
      params: z.strictObject({ uuid, version: wholeNumber(1, 1_000_000_000) }),
      responses: { 200: { description: 'The version', schema: versionView } },
      async handle({ params }) {
        const kept = await profiles.versions.find(params.uuid, params.version);
        if (kept !== null) return { status: 200, body: kept };
        const present = await profiles.find(params.uuid);
        if (present?.version !== params.version) throw noVersion();
        return { status: 200, body: withoutSecrets(present) };
      },
    }),
  ];
}

function noVersion(): CertloomError {
  return new CertloomError('not_found', 'There is no such version of a notification profile.');
}
