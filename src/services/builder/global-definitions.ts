import type { DefinitionFields } from '../../domain/builder/check';
import { plainStep } from '../../domain/builder/one-step';
import { systemActor } from '../../domain/identity/actor';
import { isCertloomError } from '../../domain/problem';
import type { DefinitionStore } from '../../store/builder/definitions';
import { uuidOf } from '../../store/database/derived-ids';
import type { DefinitionControls } from './definitions';

const globalTypes = ['enrollment', 'revocation'] as const;

/** Always the same, so that processes that start together make one. */
export function globalDefinitionId(type: (typeof globalTypes)[number]): string {
  return uuidOf(`global definition:${type}`);
}

/** Makes the global definitions that are not there: Start, Enroll or Revoke, End. Those that are there stay as they are. */
export async function ensureGlobalDefinitions(
  definitions: Pick<DefinitionStore, 'find'>,
  controls: Pick<DefinitionControls, 'checkNew' | 'create' | 'publish'>,
): Promise<void> {
  for (const type of globalTypes) {
    const uuid = globalDefinitionId(type);
    try {
      const found = await definitions.find(uuid);
      const made = found ?? (await controls.create(await controls.checkNew(fieldsOf(type)), systemActor, null, uuid));
      if (made.published === null) await controls.publish(uuid, 'any', systemActor);
    } catch (error) {
      // Another process makes it at this moment.
      if (!isCertloomError(error) || !['name_taken', 'revision_mismatch'].includes(error.code)) throw error;
    }
  }
}

function fieldsOf(type: (typeof globalTypes)[number]): DefinitionFields {
  return {
    name: type === 'enrollment' ? 'Enrollment (global)' : 'Revocation (global)',
    description: 'What every request passes whose RA profile has no definition of its own.',
    ...{ type, keys: [], startedBy: 'type', enabled: true, isGlobal: true },
    steps: [
      plainStep({ uniqueName: 'Start', type: 'start', outputs: { continue: 'End' } }),
      plainStep({ uniqueName: 'End', type: 'end', settings: { result: 'complete' } }),
    ],
    ...{ unresolvedTokens: 'fail', restResultAs: 'object' },
  };
}
