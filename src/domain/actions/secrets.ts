import { isSecretType, type AttributeDefinition } from '../attributes/attribute';
import { secretMask } from '../attributes/values';
import type { Action } from './action';

type Definitions = ReadonlyMap<string, Pick<AttributeDefinition, 'contentType'>>;

/**
 * The action as it may be shown: values of secret attributes are replaced by a mask. So are those of
 * an attribute that is gone, for nobody can tell any more what it was.
 */
export function maskActionSecrets(action: Action, definitions: Definitions): Action {
  if (action.type !== 'setCustomAttribute' || !action.content || !isSecret(action.attribute, definitions))
    return action;
  return { ...action, content: action.content.map(() => ({ data: secretMask })) };
}

/** Puts stored secrets back where an edit sent the mask. Actions are the same when id and attribute are. */
export function keepSecrets(next: Action, before: readonly Action[], definitions: Definitions): Action {
  if (next.type !== 'setCustomAttribute' || !next.content || !isSecret(next.attribute, definitions)) return next;
  if (!next.content.some(({ data }) => data === secretMask)) return next;
  const stored = before.find(({ id }) => id === next.id);
  if (stored?.type !== 'setCustomAttribute' || stored.attribute !== next.attribute || !stored.content) return next;
  return { ...next, content: stored.content };
}

function isSecret(attribute: string, definitions: Definitions): boolean {
  const contentType = definitions.get(attribute)?.contentType;
  return contentType === undefined || isSecretType(contentType);
}
