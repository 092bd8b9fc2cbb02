import { readKeyFields, type DescribedKey } from '../../services/ssh-keys/read-fields';
import { fingerprintForm } from '../ssh-keys/schemas';
import type { Found, Kind } from './kind';
import { itemsOf } from './named-kind';

/** SSH keys, named by their fingerprints. What a public part says of one is compared, and the part itself is not kept. */
export const sshKey: Kind = {
  kind: 'SshKey',
  nameMember: 'fingerprint',
  read: 'get /ssh-keys',
  create: 'post /ssh-keys',
  update: 'put /ssh-keys/{uuid}',
  remove: 'delete /ssh-keys/{uuid}',
  unordered: ['serverLogons'],
  openMembers: ['publicKey'],
  hasSecret: () => false,
  paramsOf: (name) => (fingerprintForm.test(name) ? {} : undefined),
  filled({ publicKey, createdAt, ...wanted }) {
    const times = createdAt === undefined ? {} : { createdAt };
    if (typeof publicKey !== 'string') return { comment: '', ...wanted, ...times };
    const { createdAt: _now, ...fields } = readKeyFields(
      { publicKey, ...wanted } as unknown as DescribedKey,
      new Date(0),
    );
    return { ...fields, ...times };
  },
  // Left out it stays.
  alike: (wanted, before) => ({ createdAt: before['createdAt'], ...wanted }),
  async find({ calls }, fingerprint) {
    if (fingerprint !== undefined && !fingerprintForm.test(fingerprint)) return [];
    const found: Found[] = [];
    for await (const view of itemsOf(calls, 'get /ssh-keys', fingerprint === undefined ? {} : { fingerprint })) {
      const { uuid, revision, fingerprint: name } = view as { uuid: string; revision: number; fingerprint: string };
      found.push({ name, params: { uuid }, revision, view });
    }
    return found;
  },
};
