import { secretMask } from '../../domain/attributes/values';
import { differences, type Change } from '../../domain/configuration/difference';
import { maskForAudit } from '../http/audit-masking';
import { asJson } from './export';
import type { Kind } from './kind';
import { valueAt } from './secrets';

type Json = Readonly<Record<string, unknown>>;

/**
 * Which members of a request differ, with secrets masked, but not the names of secrets.
 * @param secretAttributes names of custom attributes whose values are secret
 */
export function maskedChanges(
  before: Json,
  after: Json,
  { secretNames = [] }: Pick<Kind, 'secretNames'>,
  secretAttributes: ReadonlySet<string>,
): Change[] {
  const [hiddenBefore, hiddenAfter] = [before, after].map((one) => ({
    ...asJson(maskForAudit(one, secretAttributes)),
    ...Object.fromEntries(secretNames.map((member) => [member, one[member]])),
  }));
  return differences(before, after).map(({ path, ...change }) => {
    const at = path
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    const shown = (hidden: unknown, value: unknown) => (value === null ? null : (valueAt(hidden, at) ?? secretMask));
    return { path, before: shown(hiddenBefore, change.before), after: shown(hiddenAfter, change.after) };
  });
}
