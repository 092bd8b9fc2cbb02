import type { Schema } from '../../../shared/api/types';
import type { AttributeChange } from '../../../shared/attributes/values';
import type { Permission } from '../../../shared/session/me';
import type { Picked } from '../../../shared/pick/sources';

export type BulkChanges = Schema<'BulkChangeRequest'>['changes'];

/** What somebody wants to change of many certificates; `keep` leaves a member as it is. */
export interface BulkDraft {
  readonly owner: 'keep' | 'set' | 'nobody';
  readonly ownerTo: Picked | null;
  readonly groups: 'keep' | 'add' | 'remove' | 'set';
  readonly groupsTo: readonly Picked[];
  readonly raProfile: 'keep' | 'set' | 'none';
  readonly raProfileTo: Picked | null;
  readonly archived: 'keep' | 'archive' | 'restore';
  readonly attributes: readonly AttributeChange[];
}

export const emptyDraft: BulkDraft = {
  ...{ owner: 'keep', ownerTo: null, groups: 'keep', groupsTo: [], raProfile: 'keep', raProfileTo: null },
  ...{ archived: 'keep', attributes: [] },
};

/** What the API is told. */
export function changesOf(draft: BulkDraft): BulkChanges {
  const { owner, ownerTo, groups, groupsTo, raProfile, raProfileTo, archived, attributes } = draft;
  return {
    ...(owner === 'keep' ? {} : { owner: owner === 'set' ? (ownerTo?.uuid ?? null) : null }),
    ...(groups === 'keep' ? {} : { groups: { [groups]: groupsTo.map(({ uuid }) => uuid) } }),
    ...(raProfile === 'keep' ? {} : { raProfile: raProfile === 'set' ? (raProfileTo?.uuid ?? null) : null }),
    ...(archived === 'keep' ? {} : { archived: archived === 'archive' }),
    ...(attributes.length === 0
      ? {}
      : { customAttributes: attributes.map(({ name, content }) => ({ name, content })) }),
  };
}

/** Why there is nothing to preview yet. */
export function draftFault(draft: BulkDraft): string | undefined {
  if (draft.owner === 'set' && draft.ownerTo === null) return 'Choose the new owner first.';
  if (draft.raProfile === 'set' && draft.raProfileTo === null) return 'Choose the RA profile first.';
  // An empty set takes all groups away, which is a wish; nothing to add or remove is not.
  if ((draft.groups === 'add' || draft.groups === 'remove') && draft.groupsTo.length === 0)
    return 'Choose the groups first.';
  return Object.keys(changesOf(draft)).length === 0 ? 'Choose what to change first.' : undefined;
}

/** Each change in words, as it is asked for. */
export function draftWords(draft: BulkDraft): readonly string[] {
  const { owner, ownerTo, groups, groupsTo, raProfile, raProfileTo, archived, attributes } = draft;
  const names = groupsTo.map(({ name }) => name).join(', ');
  const groupWords = {
    keep: [],
    add: [`into the groups ${names}, beside those that they are in`],
    remove: [`out of the groups ${names}`],
    set: [names === '' ? 'out of all groups' : `into the groups ${names}, and out of all others`],
  } as const;
  return [
    ...(owner === 'set' ? [`the owner becomes ${ownerTo?.name ?? ''}`] : owner === 'nobody' ? ['no owner'] : []),
    ...groupWords[groups],
    ...(raProfile === 'set'
      ? [`the RA profile becomes ${raProfileTo?.name ?? ''}`]
      : raProfile === 'none'
        ? ['no RA profile']
        : []),
    ...(archived === 'archive' ? ['into the archive'] : archived === 'restore' ? ['out of the archive'] : []),
    ...attributes.map(({ name, content }) =>
      content === null || content.length === 0
        ? `“${name}” has no value any more`
        : `“${name}” becomes ${content.map(({ data }) => (typeof data === 'string' ? data : JSON.stringify(data))).join(', ')}`,
    ),
  ];
}

/** `customAttributes` and the like, as rows name what changes of a certificate. */
export function changeWords(changes: readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    customAttributes: 'attributes',
    raProfile: 'RA profile',
    delete: 'is deleted',
    renew: 'renewal',
    revoke: 'revocation',
    archived: 'archive',
  };
  return changes.map((change) => words[change] ?? change).join(', ');
}

/** What the change needs; the names of its members are enough. */
export function permissionOf(changes: object): Permission {
  if ('renew' in changes) return 'certificates:renew';
  return 'revoke' in changes ? 'certificates:revoke' : 'certificates:write';
}

/** From how many certificates on the number has to be typed. */
export const muchFrom = 100;

/** What has to be typed before it is done: the number where much is touched, or where it is destroyed. */
export function typedFor(total: number, isDestructive: boolean): string | undefined {
  return isDestructive || total >= muchFrom ? String(total) : undefined;
}
