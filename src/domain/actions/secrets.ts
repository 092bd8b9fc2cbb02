import { isSecretType, type AttributeDefinition } from '../attributes/attribute';
import { isSealed, sealContent, type Seal } from '../attributes/sealed';
import { secretMask } from '../attributes/values';
import type { Action, SetCustomAttribute } from './action';

/** By name. */
interface Definitions {
  get(name: string): Pick<AttributeDefinition, 'contentType'> | undefined;
}

/**
 * The action as it may be shown: values of secret attributes are replaced by a mask. So are those that were secret when
 * they were stored, and those of an attribute that is gone, for nobody can tell any more what it was.
 */
export function maskActionSecrets(action: Action, definitions: Definitions): Action {
  if (action.type !== 'setCustomAttribute' || !action.content || !isSecret(action, definitions)) return action;
  return { ...action, content: action.content.map(() => ({ data: secretMask })) };
}

/** Puts stored secrets back where an edit sent the mask. Actions are the same when id and attribute are. */
export function keepSecrets(next: Action, before: readonly Action[], definitions: Definitions): Action {
  if (next.type !== 'setCustomAttribute' || !next.content?.some(({ data }) => data === secretMask)) return next;
  const stored = before.find(({ id }) => id === next.id);
  if (stored?.type !== 'setCustomAttribute' || stored.attribute !== next.attribute || !stored.content) return next;
  return isSecret(stored, definitions) ? { ...next, content: stored.content } : next;
}

/** The action as it may be stored. */
export function sealActionSecrets(action: Action, definitions: Definitions, seal: Seal): Action {
  if (action.type !== 'setCustomAttribute' || !action.content) return action;
  const contentType = definitions.get(action.attribute)?.contentType;
  if (contentType === undefined) return action;
  return { ...action, content: sealContent(contentType, action.content, seal) };
}

function isSecret({ attribute, content }: SetCustomAttribute, definitions: Definitions): boolean {
  const contentType = definitions.get(attribute)?.contentType;
  return contentType === undefined || isSecretType(contentType) || isSealed(content ?? []);
}
