import type { BulkChanges } from '../../domain/certificates/bulk';
import { validationFailed, type Fault } from '../../domain/problem';
import { referenceFaults, readAttributes } from './edit';
import type { CertificateDirectory } from './selection';

const pointer = '/changes';

/**
 * Refuses changes that no certificate could take: things that do not exist, values that are not allowed, and members
 * that contradict each other. Throws `validation_failed` and `invalid_custom_attributes` with pointers below `/changes`.
 */
export function checkBulkChanges(changes: BulkChanges, directory: CertificateDirectory): void {
  const { groups, owner, raProfile, customAttributes } = changes;
  const faults: Fault[] = [...contradictions(changes)];
  // A group that is gone may still be taken out.
  for (const name of ['add', 'set'] as const) {
    const base = { groups: `${pointer}/groups/${name}`, others: pointer };
    faults.push(...referenceFaults({ groups: groups?.[name] }, directory, base));
  }
  faults.push(...referenceFaults({ owner, raProfile }, directory, { groups: pointer, others: pointer }));
  if (faults.length > 0) throw validationFailed(faults);
  if (customAttributes !== undefined) {
    readAttributes(customAttributes, [...directory.attributes.values()], `${pointer}/customAttributes`);
  }
}

function contradictions({ groups, ...changes }: BulkChanges): Fault[] {
  const wanted = Object.values({ ...changes, groups }).filter((value) => value !== undefined);
  const fault = (at: string, detail: string) => [{ pointer: at, code: 'wrong_value', detail }];
  const alone = (['delete', 'renew', 'revoke'] as const).find((name) => changes[name] !== undefined);
  if (alone !== undefined && wanted.length > 1) return fault(pointer, `${alone} goes alone, without other changes`);
  if (wanted.length === 0) return fault(pointer, 'at least one change is needed');
  if (groups === undefined) return [];
  const { set, add, remove } = groups;
  if (set !== undefined && (add !== undefined || remove !== undefined)) {
    return fault(`${pointer}/groups`, 'set goes alone, without add and remove');
  }
  if (set === undefined && add === undefined && remove === undefined) {
    return fault(`${pointer}/groups`, 'one of add, remove and set is needed');
  }
  const both = add?.find((group) => remove?.includes(group) === true);
  return both === undefined ? [] : fault(`${pointer}/groups`, 'one group is in both add and remove');
}
