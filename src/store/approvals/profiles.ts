import { Schema, type Connection } from 'mongoose';
import {
  isSameVersion,
  type ApprovalProfile,
  type ApprovalProfileVersion,
  type ApprovalStep,
} from '../../domain/approvals/profile';
import type { SeenRevision } from '../../domain/revision';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

interface ProfileDocument extends NamedDocument {
  readonly enabled: boolean;
  /** Oldest first; the last one holds. */
  readonly versions: readonly ApprovalProfileVersion[];
  /** Everybody that a step of the last version asks. */
  readonly approvers: readonly string[];
}

const schema = namedSchema<ProfileDocument>({
  enabled: { type: Boolean, required: true },
  versions: { type: Schema.Types.Mixed, required: true },
  approvers: { type: [String], required: true },
});
schema.index({ approvers: 1 });

/** Approvals keep the steps that they were made by: of older versions people see the last ones. */
const keptVersions = 100;

export type ApprovalProfileFields = Pick<ApprovalProfile, 'name' | 'enabled' | 'description' | 'expiry' | 'steps'>;

/** Approval profiles with their versions. */
export function createApprovalProfileStore(db: Connection) {
  const model = modelOf(db, 'approval_profiles', schema);
  const rows = collectionOf(model);
  const named = createNamedStore<ProfileDocument, ApprovalProfile>(
    db,
    'approval_profiles',
    schema,
    { noun: 'an approval profile' },
    (found) => found.map(toProfile),
  );

  return {
    ...named,

    create: (uuid: string, { name, enabled, ...version }: ApprovalProfileFields): Promise<ApprovalProfile> =>
      named.create(uuid, {
        name,
        enabled,
        versions: [{ version: 1, ...version }],
        approvers: approversOf(version.steps),
      }),

    /** Makes another version only when a member of it changed. */
    async update(uuid: string, seen: SeenRevision, fields: ApprovalProfileFields): Promise<ApprovalProfile> {
      const { name, enabled, ...version } = fields;
      const present = await named.get(uuid);
      if (isSameVersion(present, version)) return named.update(uuid, seen, { name, enabled });
      const { versions = [] } = (await rows.findOne({ _id: uuid, revision: present.revision })) ?? {};
      const next = { version: present.version + 1, ...version };
      // Conditional on what was read, also where the caller does not mind: versions must not get lost.
      return named.update(uuid, seen === 'any' ? present.revision : seen, {
        name,
        enabled,
        versions: [...versions, next].slice(-keptVersions),
        approvers: approversOf(version.steps),
      });
    },

    /** Oldest first; undefined without such a profile. */
    async versionsOf(uuid: string): Promise<readonly ApprovalProfileVersion[] | undefined> {
      return (await rows.findOne({ _id: uuid }))?.versions;
    },

    /** Profiles whose steps ask this user, role or group. */
    async asking(uuid: string): Promise<{ readonly uuid: string; readonly name: string }[]> {
      const found = await rows
        .find({ approvers: uuid }, { projection: { name: 1 } })
        .limit(20)
        .toArray();
      return found.map(({ _id, name }) => ({ uuid: _id, name }));
    },

    /** Of these roles or groups, those that a step of some version asks: approvals that are open may go on by an old one. */
    async everAsked(uuids: readonly string[]): Promise<string[]> {
      if (uuids.length === 0) return [];
      const asked = { $in: [...uuids] };
      const found = await rows
        .find({ $or: [{ 'versions.steps.groupUuid': asked }, { 'versions.steps.roleUuid': asked }] })
        .project<Pick<ProfileDocument, 'versions'>>({ 'versions.steps': 1 })
        .toArray();
      const all = new Set(found.flatMap(({ versions }) => versions.flatMap(({ steps }) => approversOf(steps))));
      return uuids.filter((uuid) => all.has(uuid));
    },
  };
}

export type ApprovalProfileStore = ReturnType<typeof createApprovalProfileStore>;

function toProfile({ _id, name, enabled, versions, revision }: ProfileDocument): ApprovalProfile {
  return { uuid: _id, name, enabled, ...versions.at(-1)!, revision };
}

function approversOf(steps: readonly ApprovalStep[]): string[] {
  return [...new Set(steps.flatMap(({ userUuid, roleUuid, groupUuid }) => userUuid ?? roleUuid ?? groupUuid ?? []))];
}
