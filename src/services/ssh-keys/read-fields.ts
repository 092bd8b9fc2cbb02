import { validationFailed } from '../../domain/problem';
import type { SshKeyFields } from '../../domain/ssh-keys/ssh-key';
import { readPublicKey } from './public-key';

/** A key as somebody describes it: by its public part, or by what that says. */
export interface DescribedKey extends Partial<Pick<SshKeyFields, 'fingerprint' | 'keyType' | 'keyLength' | 'comment'>> {
  readonly publicKey?: string | undefined;
  readonly userName: string;
  readonly serverLogons: readonly string[];
  readonly createdAt?: Date | undefined;
  readonly ownerMail: string | null;
}

/** The whole of it. Throws `validation_failed` with the members that are missing, or say something else than the key. */
export function readKeyFields({ publicKey, ...given }: DescribedKey, now: Date): SshKeyFields {
  const facts = publicKey === undefined ? undefined : readPublicKey(publicKey);
  if (facts === null) {
    const detail = 'one line of a .pub or authorized_keys file is expected; a private key does not belong here';
    throw validationFailed([{ pointer: '/publicKey', code: 'wrong_value', detail }]);
  }
  const { userName, serverLogons, ownerMail, createdAt = now } = given;
  const faults = (['fingerprint', 'keyType', 'keyLength'] as const).flatMap((member) => {
    const [said, known] = [given[member], facts?.[member]];
    const pointer = `/${member}`;
    if (said === undefined && known === undefined) {
      return [{ pointer, code: 'required', detail: 'needed where there is no publicKey' }];
    }
    if (said !== undefined && known !== undefined && said !== known) {
      return [{ pointer, code: 'wrong_value', detail: `the publicKey says ${known}` }];
    }
    return [];
  });
  if (faults.length > 0) throw validationFailed(faults);
  const { fingerprint, keyType, keyLength } = { ...given, ...facts } as SshKeyFields;
  const comment = given.comment ?? facts?.comment ?? '';
  return { fingerprint, keyType, keyLength, comment, userName, serverLogons, createdAt, ownerMail };
}
