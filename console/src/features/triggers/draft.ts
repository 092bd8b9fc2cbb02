import type { TriggerBody, TriggerVersion } from './queries';

/** What of a trigger is edited; the rest the API says of it. */
export type TriggerDraft = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly description: string;
  readonly event: string;
  readonly kind: 'ignore' | 'action';
  readonly enabled: boolean;
  readonly condition: unknown;
  readonly actions: readonly Action[];
  readonly notificationProfiles: readonly string[];
  readonly message: string | null;
};

export type Action = Readonly<Record<string, unknown>> & { readonly type: string };

export const newDraft: TriggerDraft = {
  name: '',
  description: '',
  event: 'certificate_uploaded',
  kind: 'ignore',
  enabled: true,
  condition: null,
  actions: [],
  notificationProfiles: [],
  message: null,
};

/** Also of an earlier version, to restore it. */
export function draftOf(trigger: TriggerVersion): TriggerDraft {
  const { name, description, event, kind, enabled, condition, actions, notificationProfiles, message } = trigger;
  return {
    ...{ name, description, event, kind, enabled, condition: condition ?? null, message },
    actions: actions.map((action) => ({ ...action })),
    notificationProfiles: [...notificationProfiles],
  };
}

/** As the API takes it. What the other kind has is left out: only ignore triggers tell an uploader something. */
export function bodyOf(draft: TriggerDraft): TriggerBody {
  const { kind, event, actions, notificationProfiles, message, ...common } = draft;
  const isIgnore = kind === 'ignore';
  return {
    ...common,
    ...{ kind, event },
    actions: isIgnore ? [] : actions,
    notificationProfiles: isIgnore ? notificationProfiles : [],
    ...(isIgnore && event === 'certificate_uploaded' && message !== '' ? { message } : { message: null }),
  } as TriggerBody;
}

/** As it is tried without being saved. */
export function triedOf(draft: TriggerDraft): unknown {
  const { event: _event, kind: _kind, ...content } = bodyOf(draft);
  // A trigger that is switched off would only say that it is.
  return { ...content, enabled: true, name: content.name.trim() === '' ? 'not saved' : content.name };
}

/** The trigger alone, in the list of its kind. */
export function onlyThis(kind: TriggerDraft['kind'], trigger: unknown) {
  return kind === 'ignore' ? { ignore: [trigger], actions: [] } : { ignore: [], actions: [trigger] };
}

/** Moves a member of a list; what is out of it stays where it is. */
export function movedTo<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const moved = list[from];
  if (moved === undefined || to < 0 || to >= list.length) return list;
  const others = list.filter((_, index) => index !== from);
  return [...others.slice(0, to), moved, ...others.slice(to)];
}
