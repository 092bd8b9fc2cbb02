import { wordsOf } from '../../shared/text/words';

/** An action as the API shows it, with the names of what it refers to by uuid. */
export type ShownAction = Readonly<Record<string, unknown>> & { readonly type: string };

/** What an action does, as a colleague would say it. */
export function actionSentence(action: ShownAction): string {
  switch (action.type) {
    case 'setGroups': {
      const groups = listOf(action['groupNames'] ?? action['groups']);
      if (action['mode'] === 'add') return `Puts it into ${groups}, beside the groups that it is in`;
      if (action['mode'] === 'remove') return `Takes it out of ${groups}`;
      return groups === '' ? 'Takes it out of all groups' : `Puts it into ${groups} and no other group`;
    }
    case 'setRaProfile':
      return action['raProfile'] === null
        ? 'Takes its RA profile away'
        : `Gives it the RA profile ${textOf(action['raProfileName'] ?? action['raProfile'])}`;
    case 'setOwner':
      if (action['owner'] === null) return 'Takes its owner away';
      if (action['owner'] === '$actor') return 'Makes whoever caused the event its owner';
      return `Makes ${textOf(action['ownerName'] ?? action['owner'])} its owner`;
    case 'setCustomAttribute':
      return attributeSentence(action);
    case 'sendNotification':
      return `Tells people by ${listOf(action['profileNames'] ?? action['profiles'])}`;
    case 'runScript': {
      const version = action['version'] === 'latest' ? '' : `, version ${textOf(action['version'])}`;
      const given = settingsOf(action['parameters']);
      return `Runs the script ${textOf(action['script'])}${version}${given}${action['wait'] === false ? ', without waiting for it' : ''}`;
    }
    case 'startWorkflow':
      return `Starts the workflow ${textOf(action['definition'])}${settingsOf(action['data'])}`;
    default:
      return wordsOf(action.type);
  }
}

function attributeSentence(action: ShownAction): string {
  const name = textOf(action['name']);
  const { content, copyFrom } = action as {
    readonly content?: unknown;
    readonly copyFrom?: { readonly field: string };
  };
  if (copyFrom !== undefined) return `Sets ${name} to what ${copyFrom.field} is`;
  if (!Array.isArray(content) || content.length === 0) return `Empties ${name}`;
  const values = (content as readonly { readonly data?: unknown; readonly reference?: string }[]).map(
    ({ data, reference }) => reference ?? textOf(data),
  );
  return `Sets ${name} to ${listOf(values)}`;
}

function settingsOf(value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 0 ? '' : ` with ${entries.map(([name, one]) => `${name} = ${textOf(one)}`).join(', ')}`;
}

function listOf(value: unknown): string {
  const texts = Array.isArray(value) ? (value as readonly unknown[]).map(textOf) : [];
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
