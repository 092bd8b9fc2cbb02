import { nameQuery } from '../http/named-lists';
import type { SecretBox } from '../../secrets/secret-box';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { versionedChange } from '../../domain/notifications/versioning';
import type { DueWindow } from '../../domain/notifications/profile-warnings';
import type { RecipientDirectory } from '../../domain/notifications/recipient-warnings';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import { refuseStale, staleRevision } from '../../domain/revision';
import type { ChannelStateStore } from '../../store/notifications/channel-states';
import type { NotificationProfileStore } from '../../store/notifications/profiles';
import { channelViews, hasOtherWebhookAddress, sealChannels, toChannelInput } from './channel-secrets';
import { checkProfile, refuseRedirecting, type ProfileCheckDeps } from './profile-checks';
import type { PreviewRecipientDeps } from './preview-recipients';
import { createNotificationSampleRoutes, type NotificationSampleDeps } from './samples';
import { profileInput, profileView } from './profile-schemas';
import { warningsOf } from './warnings';
import { createProfileVersionRoutes } from './profile-versions';
import { pageReply, readCursor } from '../http/paging';
import { defineRoute, type Caller, type Route } from '../http/route';
import { page, pageQuery, uuidPath, z } from '../http/schemas';

export interface NotificationProfileRouteDeps extends NotificationSampleDeps, ProfileCheckDeps {
  readonly profiles: NotificationProfileStore;
  readonly secrets: SecretBox;
  /** Channels that were switched off, shown with the profile. */
  readonly channelStates?: Pick<ChannelStateStore, 'findMany' | 'enable'>;
  /** Triggers that name the profile. */
  readonly usersOf: (profileUuid: string) => Promise<readonly { readonly uuid: string; readonly name: string }[]>;
  /** From when on certificates are due: of the platform and of the RA profiles. */
  readonly windows: () => Promise<readonly DueWindow[]>;
  readonly recipients: () => Promise<RecipientDirectory & Awaited<ReturnType<PreviewRecipientDeps['recipients']>>>;
  readonly newId: () => string;
}

const tag = 'Notification profiles';
const read = 'notification-profiles:read';
const write = 'notification-profiles:write';
const shownUsers = 20;

/** Notification profiles, their preview and their test. */
export function createNotificationProfileRoutes(deps: NotificationProfileRouteDeps): Route[] {
  const { profiles } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/notification-profiles',
      operationId: 'listNotificationProfiles',
      tag,
      summary: 'List notification profiles by name',
      permission: read,
      query: z.strictObject({ ...pageQuery, ...nameQuery }),
      responses: { 200: { description: 'A page of profiles', schema: page(profileView) } },
      async handle(context) {
        const { limit, cursor: _cursor, count: _count, ...filter } = context.query;
        const found = await profiles.list(filter, readCursor<{ name: string }>(context)?.name ?? null, limit + 1);
        const { items, last } = cutPage(found, limit);
        return pageReply(
          context,
          {
            items: await toViews(deps, items, context.caller),
            next: last === undefined ? undefined : { name: last.name },
          },
          () => profiles.count(filter),
        );
      },
    }),
    defineRoute({
      method: 'post',
      path: '/notification-profiles',
      operationId: 'createNotificationProfile',
      tag,
      summary: 'Create a notification profile',
      permission: write,
      audit: { operation: 'notification-profiles.create', resource: 'notificationProfiles' },
      body: profileInput,
      responses: { 201: { description: 'The profile', schema: profileView, etag: true, location: true } },
      async check({ body, caller, upcoming }): Promise<NotificationProfile> {
        refuseRedirecting(caller, null, body);
        await checkProfile(deps, body, [], upcoming);
        const now = deps.now();
        const uuid = deps.newId();
        return {
          uuid,
          ...body,
          channels: sealChannels(body.channels, { secrets: deps.secrets, profile: uuid, before: [], now }),
          version: 1,
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
      },
      async handle(context, profile) {
        const { uuid } = profile;
        await profiles.insert(profile);
        context.note({ objects: [{ uuid, name: profile.name }] });
        return {
          status: 201,
          body: await toView(deps, profile, context.caller),
          revision: 1,
          headers: { Location: `/api/v1/notification-profiles/${uuid}` },
        };
      },
    }),
    ...createNotificationSampleRoutes(deps),
    ...createProfileVersionRoutes(deps),
    defineRoute({
      method: 'get',
      path: '/notification-profiles/{uuid}',
      operationId: 'getNotificationProfile',
      tag,
      summary: 'Get a notification profile',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The profile', schema: profileView, etag: true } },
      async handle({ params, caller }) {
        const profile = await profiles.find(params.uuid);
        if (profile === null) throw noProfile();
        return { status: 200, body: await toView(deps, profile, caller), revision: profile.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/notification-profiles/{uuid}',
      operationId: 'updateNotificationProfile',
      tag,
      summary: 'Update a notification profile',
      description:
        'The version increases only if something other than the name and the description changes. Secrets that you leave out stay as they are, as long as the address keeps scheme, host and port. Channels, recipients and `include` are changed by those only who may read certificates.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'notification-profiles.update', resource: 'notificationProfiles' },
      body: profileInput,
      patchedFrom: asRequested,
      responses: { 200: { description: 'The profile', schema: profileView, etag: true } },
      async check({ params: { uuid }, body, ifMatch, caller, note, upcoming }) {
        const before = await profiles.find(uuid);
        if (before === null) throw noProfile();
        note({ objects: [{ uuid, name: before.name }] });
        refuseStale(before, ifMatch);
        await checkProfile(deps, body, before.channels, upcoming);
        const now = deps.now();
        const channels = sealChannels(body.channels, {
          secrets: deps.secrets,
          profile: uuid,
          before: before.channels,
          now,
        });
        refuseRedirecting(caller, before, { ...body, channels });
        const changed = versionedChange(before, { ...body, channels }, (sealed) => deps.secrets.open(sealed, uuid));
        const profile: NotificationProfile = {
          ...before,
          ...body,
          channels,
          version: before.version + (changed ? 1 : 0),
          revision: before.revision + 1,
          updatedAt: now,
        };
        return { before, profile };
      },
      async handle({ caller }, { before, profile }) {
        const { uuid, channels } = profile;
        if (!(await profiles.replace(profile, before.revision))) throw staleRevision();
        if (hasOtherWebhookAddress(before.channels, channels)) await deps.channelStates?.enable(uuid, 'webhook');
        return { status: 200, body: await toView(deps, profile, caller), revision: profile.revision };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/notification-profiles/{uuid}',
      operationId: 'deleteNotificationProfile',
      tag,
      summary: 'Delete a notification profile',
      description: 'Refused while triggers use it. Its versions stay.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'notification-profiles.delete', resource: 'notificationProfiles' },
      responses: { 204: { description: 'Deleted' } },
      async check({ params: { uuid }, ifMatch, note, upcoming }) {
        const before = await profiles.find(uuid);
        if (before === null) throw noProfile();
        note({ objects: [{ uuid, name: before.name }] });
        const users = (await deps.usersOf(uuid)).filter((one) => upcoming?.letsGo(one.uuid, before) !== true);
        if (users.length > 0) {
          throw new CertloomError('in_use', 'Triggers use this notification profile; remove it from them first.', {
            extra: { usedBy: users.map(({ uuid: user, name }) => ({ kind: 'trigger', uuid: user, name })) },
          });
        }
        refuseStale(before, ifMatch);
        return before;
      },
      async handle(_context, { uuid, revision }) {
        if (!(await profiles.remove(uuid, revision))) throw staleRevision();
        return { status: 204 };
      },
    }),
  ];
}

/** What is shown of channels beside their settings is no part of a request; secrets that are left out stay. */
function asRequested(view: unknown): unknown {
  const { channels, ...profile } = view as { readonly channels: readonly object[] };
  return { ...profile, channels: channels.map(toChannelInput) };
}

function noProfile(): CertloomError {
  return new CertloomError('not_found', 'There is no such notification profile.');
}

/** What the API shows of profiles: secrets are counted or named, never shown. */
async function toViews(
  deps: NotificationProfileRouteDeps,
  profiles: readonly NotificationProfile[],
  { permissions }: Caller,
): Promise<object[]> {
  const uuids = profiles.map(({ uuid }) => uuid);
  const disabled = await deps.channelStates?.findMany(uuids, 'webhook');
  const [windows, directory] = await Promise.all([deps.windows(), deps.recipients()]);
  const users = await Promise.all(uuids.map((uuid) => deps.usersOf(uuid)));
  return profiles.map((profile, index) => {
    const state = disabled?.get(profile.uuid);
    const channels = channelViews(profile, {
      secrets: deps.secrets,
      ...(state === undefined ? {} : { disabled: state }),
      now: deps.now(),
    });
    const usedBy = users[index]!.slice(0, shownUsers).map(({ uuid, name }) => ({ kind: 'trigger', uuid, name }));
    return { ...profile, channels, usedBy, warnings: warningsOf(profile, windows, directory, permissions) };
  });
}

async function toView(
  deps: NotificationProfileRouteDeps,
  profile: NotificationProfile,
  caller: Caller,
): Promise<object> {
  const [view] = await toViews(deps, [profile], caller);
  return view ?? {};
}
