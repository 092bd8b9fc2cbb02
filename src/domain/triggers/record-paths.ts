import type { CertificateRecord } from '../certificates/certificate';
import { recordPathsOf, recordPathsOfField } from '../conditions/record-paths';
import type { Trigger } from './trigger';

/** The parts of a certificate that conditions of these triggers look at, or that their actions copy. */
export function recordPathsOfTriggers(
  triggers: readonly Pick<Trigger, 'condition' | 'actions'>[],
): Set<keyof CertificateRecord> {
  const paths = recordPathsOf(triggers.map(({ condition }) => condition));
  for (const { actions } of triggers) {
    for (const action of actions) {
      const from = action.type === 'setCustomAttribute' ? action.copyFrom : undefined;
      if (from?.source === 'property') for (const path of recordPathsOfField(from.field)) paths.add(path);
    }
  }
  return paths;
}
