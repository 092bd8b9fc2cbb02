import type { OutboundGuard } from '../delivery/guard';
import { OutboundRefused } from '../delivery/guard';
import type { SecretBox } from '../delivery/secret-box';
import type { ChannelSettings, NotificationProfile } from '../domain/notifications/profile';
import { versionedChange } from '../domain/notifications/versioning';
import { CertloomError, type Fault } from '../domain/problem';
import type { NotificationProfileStore } from '../store/notification-profiles';
import { validationFailed } from './faults';
import { assertTemplates } from './notification-templates';
import { createNotificationSampleRoutes, type NotificationSampleDeps } from './notification-samples';
import { profileInput, profileView, type ProfileInput } from './notification-profile-schemas';
import { pageReply, readCursor } from './paging';
import { defineRoute, type Route } from './route';
import { page, pageQuery, uuidPath, z } from './schemas';

export interface NotificationProfileRouteDeps extends NotificationSampleDeps {
  readonly profiles: NotificationProfileStore;
  readonly secrets: SecretBox;
  readonly guard: OutboundGuard;
  /** Triggers that name the profile. */
  readonly usersOf: (profileUuid: string) => Promise<readonly { readonly uuid: string; readonly name: string }[]>;
  /** Those of the uuids that exist. */
  readonly existing: (kind: 'user' | 'group' | 'role', uuids: readonly string[]) => Promise<readonly string[]>;
  /** True when certificates can have a custom attribute of this name. */
  readonly attributeExists: (name: string) => Promise<boolean>;
  readonly newId: () => string;
}

const tag = 'Notification profiles';
const read = 'notification-profiles:read';
const write = 'notification-profiles:write';

/** Notification profiles (spec 10.1), their preview and their test. */
export function createNotificationProfileRoutes(deps: NotificationProfileRouteDeps): Route[] {
  const { profiles } = deps;
  return [
    defineRoute({
      method: 'get',
      path: '/notification-profiles',
      operationId: 'listNotificationProfiles',
      tag,
      summary: 'Notification profiles by name',
      permission: read,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of profiles', schema: page(profileView) } },
      async handle(context) {
        const { limit } = context.query;
        const found = await profiles.list(readCursor<{ name: string }>(context)?.name ?? null, limit + 1);
        const items = found.slice(0, limit);
        const last = found.length > limit ? items.at(-1) : undefined;
        return pageReply(context, {
          items: items.map(toView),
          next: last === undefined ? undefined : { name: last.name },
        });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/notification-profiles',
      operationId: 'createNotificationProfile',
      tag,
      summary: 'Creates a notification profile',
      permission: write,
      audit: { operation: 'notification-profiles.create', resource: 'notificationProfiles' },
      body: profileInput,
      responses: { 201: { description: 'The profile', schema: profileView } },
      async handle(context) {
        const { body } = context;
        await checkContent(deps, body);
        const now = deps.now();
        const uuid = deps.newId();
        const profile: NotificationProfile = {
          uuid,
          ...body,
          channels: sealedChannels(deps.secrets, uuid, body.channels, []),
          version: 1,
          revision: 1,
          createdAt: now,
          updatedAt: now,
        };
        await profiles.insert(profile);
        context.note({ objects: [{ uuid, name: profile.name }] });
        return {
          status: 201,
          body: toView(profile),
          revision: 1,
          headers: { Location: `/api/v1/notification-profiles/${uuid}` },
        };
      },
    }),
    ...createNotificationSampleRoutes(deps),
    defineRoute({
      method: 'get',
      path: '/notification-profiles/{uuid}',
      operationId: 'readNotificationProfile',
      tag,
      summary: 'One notification profile',
      permission: read,
      params: uuidPath,
      responses: { 200: { description: 'The profile', schema: profileView } },
      async handle({ params }) {
        const profile = await profiles.find(params.uuid);
        if (profile === null) throw noProfile();
        return { status: 200, body: toView(profile), revision: profile.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/notification-profiles/{uuid}',
      operationId: 'changeNotificationProfile',
      tag,
      summary: 'Changes a notification profile',
      description:
        'The version rises only when something else than name and description changed. Secrets that are left out stay.',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'notification-profiles.update', resource: 'notificationProfiles' },
      body: profileInput,
      responses: { 200: { description: 'The profile', schema: profileView } },
      async handle(context) {
        const {
          params: { uuid },
          body,
          ifMatch,
        } = context;
        const before = await profiles.find(uuid);
        if (before === null) throw noProfile();
        context.note({ objects: [{ uuid, name: before.name }] });
        if (before.revision !== ifMatch) throw stale();
        await checkContent(deps, body);
        const channels = sealedChannels(deps.secrets, uuid, body.channels, before.channels);
        const changed = versionedChange(before, { ...body, channels }, (sealed) => deps.secrets.open(sealed, uuid));
        const profile: NotificationProfile = {
          ...before,
          ...body,
          channels,
          version: before.version + (changed ? 1 : 0),
          revision: before.revision + 1,
          updatedAt: deps.now(),
        };
        if (!(await profiles.replace(profile, before.revision))) throw stale();
        return { status: 200, body: toView(profile), revision: profile.revision };
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/notification-profiles/{uuid}',
      operationId: 'deleteNotificationProfile',
      tag,
      summary: 'Deletes a notification profile that no trigger uses',
      permission: write,
      params: uuidPath,
      ifMatch: true,
      audit: { operation: 'notification-profiles.delete', resource: 'notificationProfiles' },
      responses: { 204: { description: 'Deleted' } },
      async handle(context) {
        const {
          params: { uuid },
          ifMatch,
        } = context;
        const before = await profiles.find(uuid);
        if (before === null) throw noProfile();
        context.note({ objects: [{ uuid, name: before.name }] });
        const users = await deps.usersOf(uuid);
        if (users.length > 0) {
          throw new CertloomError('in_use', 'Triggers use this notification profile; take it out of them first.', {
            extra: { usedBy: users },
          });
        }
        if (!(await profiles.remove(uuid, ifMatch))) throw stale();
        return { status: 204 };
      },
    }),
  ];
}

function noProfile(): CertloomError {
  return new CertloomError('not_found', 'There is no such notification profile.');
}

function stale(): CertloomError {
  return new CertloomError('revision_mismatch', 'The profile has changed since it was read; read it again.');
}

/** What the API shows of a profile: secrets are counted, never shown. */
function toView({ channels, ...profile }: NotificationProfile): object {
  return {
    ...profile,
    channels: channels.map((channel) => {
      if (channel.type !== 'webhook') return channel;
      const { secrets, ...shown } = channel;
      return { ...shown, secretCount: secrets.length };
    }),
  };
}

function sealedChannels(
  box: SecretBox,
  profile: string,
  channels: ProfileInput['channels'],
  before: readonly ChannelSettings[],
): ChannelSettings[] {
  return channels.map((channel, index) => {
    if (channel.type !== 'webhook') return channel;
    const { secrets, ...settings } = channel;
    if (secrets !== undefined) return { ...settings, secrets: secrets.map((secret) => box.seal(secret, profile)) };
    const kept = before.find((other) => other.type === 'webhook');
    if (kept !== undefined) return { ...settings, secrets: kept.secrets };
    throw validationFailed([
      { pointer: `/channels/${index}/secrets`, code: 'required', detail: 'a new webhook needs at least one secret' },
    ]);
  });
}

/** What the schema cannot see: addresses, references and templates. All faults of one kind are told together. */
async function checkContent(deps: NotificationProfileRouteDeps, body: ProfileInput): Promise<void> {
  const faults = [...urlFaults(deps.guard, body), ...(await referenceFaults(deps, body))];
  if (faults.length > 0) throw validationFailed(faults);
  assertTemplates(body.templates, '/templates');
}

function urlFaults(guard: OutboundGuard, { channels }: ProfileInput): Fault[] {
  return channels.flatMap((channel, index) => {
    if (channel.type !== 'webhook') return [];
    try {
      guard.checkUrl(channel.url);
      return [];
    } catch (error) {
      const { code, message } =
        error instanceof OutboundRefused ? error : { code: 'url_not_allowed', message: 'The address cannot be used.' };
      return [{ pointer: `/channels/${index}/url`, code, detail: message }];
    }
  });
}

async function referenceFaults(deps: NotificationProfileRouteDeps, body: ProfileInput): Promise<Fault[]> {
  const { recipientType: kind, recipients, recipientAttribute } = body;
  if (recipientAttribute !== null && !(await deps.attributeExists(recipientAttribute))) {
    return [{ pointer: '/recipientAttribute', code: 'not_found', detail: 'there is no such custom attribute' }];
  }
  if (kind !== 'user' && kind !== 'group' && kind !== 'role') return [];
  const found = new Set(await deps.existing(kind, recipients));
  return recipients.flatMap((uuid, index) =>
    found.has(uuid) ? [] : [{ pointer: `/recipients/${index}`, code: 'not_found', detail: `there is no such ${kind}` }],
  );
}
